/** Locked memory: which pages mlock keeps in memory. */
import {nextRow} from '../state/columns.ts';
import type {Frame, Vma} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {pteBits, pteFrame} from '../state/pte.ts';
import {visitEntries} from '../tables/visit.ts';
import {vmaFlags} from './vma.ts';

export function isLocked(kernel: Kernel, vma: Vma): boolean {
	return (kernel.vma.flags[vma] & vmaFlags.locked) !== 0;
}

/** Whether a locked mapping has an entry for this page, which keeps it in memory for all that map it. Linux: PG_mlocked. */
export function isPinned(kernel: Kernel, frame: Frame): boolean {
	let found = false;
	const {start, end, next} = kernel.vma;
	for (let mm = nextRow(kernel.mm, 0); mm !== 0 && !found; mm = nextRow(kernel.mm, mm)) {
		for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
			if (isLocked(kernel, vma)) {
				visitEntries(kernel, mm, start[vma], end[vma], (_table, index) => {
					const word = kernel.table.entry[index];
					found ||= (word & pteBits.present) !== 0 && pteFrame(word) === frame;
				});
			}
		}
	}

	return found;
}
