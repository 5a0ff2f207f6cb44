/**
 * The oracle of contents, which knows nothing of how the kernel keeps them: what a process has in memory or in swap is the
 * same after an op that neither writes it nor gives it up, whatever became of frames, slots and tables meanwhile.
 */
import {frameFlags} from '../../source/kernel/frames/frame.ts';
import {readPages} from '../../source/kernel/processes/access.ts';
import {createAccess} from '../../source/kernel/processes/take-fault.ts';
import {findTask, isAlive, isThread} from '../../source/kernel/processes/task.ts';
import {nextRow} from '../../source/kernel/state/columns.ts';
import type {Entry, Mm, Vpn} from '../../source/kernel/state/ids.ts';
import type {Kernel} from '../../source/kernel/state/kernel.ts';
import {isSwapped, pteBits, pteFrame, pteSlot} from '../../source/kernel/state/pte.ts';
import {accessFlags, isShared, vmaAt} from '../../source/kernel/state/vmas.ts';
import {readEntry} from '../../source/kernel/tables/table.ts';
import {visitEntries} from '../../source/kernel/tables/visit.ts';
import type {Machine} from '../../source/machine/state.ts';
import {undone} from './undone.ts';

/** What each process has, by page; only of address spaces that one process has. */
export type Contents = ReadonlyMap<number, {readonly mm: Mm; readonly words: ReadonlyMap<Vpn, number>}>;

/** What an op may change: pages [start, end) of one process, and what others see of them in shared memory. */
export type Changed = {readonly pid: number; readonly start: Vpn; readonly end: Vpn};

export function contentsOf({kernel}: Machine): Contents {
	const found = new Map<number, {mm: Mm; words: Map<Vpn, number>}>();
	for (let task = nextRow(kernel.task, 0); task !== 0; task = nextRow(kernel.task, task)) {
		const mm = kernel.task.mm[task];
		if (isAlive(kernel, task) && !isThread(kernel, task) && mm !== 0 && kernel.mm.users[mm] === 1) {
			found.set(kernel.task.pid[task], {mm, words: wordsOf(kernel, mm)});
		}
	}

	return found;
}

function wordsOf(kernel: Kernel, mm: Mm): Map<Vpn, number> {
	const words = new Map<Vpn, number>();
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		visitEntries(kernel, mm, kernel.vma.start[vma], kernel.vma.end[vma], (_table, index, vpn) => {
			const word = wordBehind(kernel, kernel.strip.entry[index]);
			if (word !== undefined) {
				words.set(vpn, word);
			}
		});
	}

	return words;
}

/** What an entry leads to; undefined for none, and for a page that was given up and may go at any time. */
function wordBehind({frame, swap}: Kernel, entry: Entry): number | undefined {
	if (isSwapped(entry)) {
		const slot = pteSlot(entry);
		return swap.frame[slot] === 0 ? swap.word[slot] : frame.word[swap.frame[slot]];
	}

	const page = pteFrame(entry);
	const isThere = (entry & pteBits.present) !== 0 && (frame.flags[page] & frameFlags.lazyFree) === 0;
	return isThere ? frame.word[page] : undefined;
}

/** The first page that has changed though no op said so, as a sentence. */
export function firstContentsDifference(
	machine: Machine,
	before: Contents,
	changed: Changed | undefined,
): string | undefined {
	const {kernel} = machine;
	for (const [pid, {mm, words}] of before) {
		const task = findTask(kernel, pid);
		if (task === 0 || kernel.task.mm[task] !== mm) {
			continue;
		}

		for (const [vpn, told] of words) {
			const found = mayChange(kernel, mm, vpn, pid, changed) ? told : wordAt(machine, pid, mm, vpn);
			if (found !== undefined && found !== told) {
				return `page ${vpn}: process ${pid} had ${told}, and has ${found} now`;
			}
		}
	}

	return undefined;
}

function mayChange(kernel: Kernel, mm: Mm, vpn: Vpn, pid: number, changed: Changed | undefined): boolean {
	const vma = vmaAt(kernel, mm, vpn);
	if (vma === 0 || changed === undefined) {
		return vma === 0;
	}

	const isIn = changed.start <= vpn && vpn < changed.end;
	return isShared(kernel, vma) || (changed.pid === pid && isIn);
}

/** What is at a page; where no entry says it, by reading it; undefined where that is not allowed. */
function wordAt(machine: Machine, pid: number, mm: Mm, vpn: Vpn): number | undefined {
	const {kernel} = machine;
	const entry = readEntry(kernel, mm, vpn);
	if (entry !== 0) {
		return wordBehind(kernel, entry);
	}

	if ((kernel.vma.flags[vmaAt(kernel, mm, vpn)] & accessFlags) === 0) {
		return undefined;
	}

	const access = createAccess();
	return undone(machine, () => {
		readPages(kernel, findTask(kernel, pid), vpn, vpn + 1, access);
		return access.digestLow;
	});
}
