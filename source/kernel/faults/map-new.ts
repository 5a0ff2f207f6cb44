/** Mapping a page that a fault has just made. */
import {frameFlags, giveToEntry} from '../frames/frame.ts';
import {countReverseMaps} from '../frames/reverse-map.ts';
import {countResident} from '../frames/rss.ts';
import type {EntryIndex, Frame, Table, Vma} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {packPte, pteBits} from '../state/pte.ts';
import {workUnits} from '../state/work.ts';
import {setEntry} from '../tables/table.ts';

/** Maps a frame fresh from allocateFrame, writable, dirty and known to be the task's own, where no page was. */
export function mapNewAnon(kernel: Kernel, vma: Vma, table: Table, index: EntryIndex, frame: Frame): void {
	countResident(kernel, kernel.vma.mm[vma], frame, 1);
	enterNewAnon(kernel, table, index, frame);
}

/** As mapNewAnon, and leaves the resident counters to the caller. */
export function enterNewAnon(kernel: Kernel, table: Table, index: EntryIndex, frame: Frame): void {
	giveToEntry(kernel, frame);
	kernel.frame.flags[frame] = frameFlags.exclusive;
	countReverseMaps(kernel, workUnits.rmap_add, 1);
	kernel.table.isProtected[table] = 0;
	setEntry(kernel, table, index, packPte(frame, pteBits.present | pteBits.write | pteBits.dirty));
}
