/** Locked memory: which pages mlock keeps in memory. */

import {nextRow} from '../state/columns.ts';
import type {Frame} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {pteBits, pteFrame} from '../state/pte.ts';
import {isLocked} from '../state/vmas.ts';
import {visitEntries} from '../tables/visit.ts';

/** By frame, 1 where a locked mapping has an entry for it: such a page stays in memory for all that map it. Linux: PG_mlocked. */
export function pinnedFrames(kernel: Kernel): Uint8Array {
	const pinned = new Uint8Array(kernel.frame.count);
	visitLocked(kernel, (frame) => {
		pinned[frame] = 1;
	});
	return pinned;
}

/** Whether a locked mapping has an entry for this page. */
export function isPinned(kernel: Kernel, frame: Frame): boolean {
	let found = false;
	visitLocked(kernel, (locked) => {
		found ||= locked === frame;
	});
	return found;
}

function visitLocked(kernel: Kernel, visit: (frame: Frame) => void): void {
	const {start, end, next} = kernel.vma;
	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
			if (isLocked(kernel, vma)) {
				visitEntries(kernel, mm, start[vma], end[vma], (_table, index) => {
					const word = kernel.strip.entry[index];
					if ((word & pteBits.present) !== 0) {
						visit(pteFrame(word));
					}
				});
			}
		}
	}
}
