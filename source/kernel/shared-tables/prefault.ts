/** Tables that both sides of a fork are sure to touch at once, made their own before either runs. */

import {errno} from '../state/errno.ts';
import type {Mm, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {vmaFlags} from '../state/vmas.ts';
import {findDirectoryEntry, openEntry} from '../tables/table.ts';

/**
 * Opens the tables of the stack and of the program's text for the child, which so gets copies, and then for the parent,
 * which takes the originals over. Returns 0 or -ENOMEM. Xymoron, 29 January 2002: "prefault the tables for stack and ip".
 */
export function prefaultTables(kernel: Kernel, parent: Mm, child: Mm): number {
	for (const mm of [child, parent]) {
		for (const vpn of [stackTop(kernel, mm), firstText(kernel, mm)]) {
			if (!openTable(kernel, mm, vpn)) {
				return -errno.ENOMEM;
			}
		}
	}

	return 0;
}

/** The highest page of the stack; the stack pointer is near it. Undefined where nothing is mapped that grows down. */
function stackTop(kernel: Kernel, mm: Mm): Vpn | undefined {
	const {flags, end, next} = kernel.vma;
	let top: Vpn | undefined;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
		top = (flags[vma] & vmaFlags.growsDown) === 0 ? top : end[vma] - 1;
	}

	return top;
}

/** No workload says where the instruction pointer is: the first page of the lowest text stands for it. */
function firstText(kernel: Kernel, mm: Mm): Vpn | undefined {
	const {flags, start, next} = kernel.vma;
	let vma = kernel.mm.firstVma[mm];
	while (vma !== 0 && (flags[vma] & vmaFlags.exec) === 0) {
		vma = next[vma];
	}

	return vma === 0 ? undefined : start[vma];
}

function openTable(kernel: Kernel, mm: Mm, vpn: Vpn | undefined): boolean {
	const index = vpn === undefined ? 0 : findDirectoryEntry(kernel, mm, vpn);
	const word = index === 0 ? 0 : kernel.strip.entry[index];
	if (vpn === undefined || word === 0 || (word & openEntry) === openEntry) {
		return true;
	}

	return kernel.policies.sharing?.open(kernel, mm, vpn, index, false) !== 0;
}
