/** brk: the heap, a mapping that grows and shrinks at its end. */

import {populateRange} from '../faults/populate.ts';
import {commit} from '../mappings/commit.ts';
import {placeVma} from '../mappings/vma-merge.ts';
import {errno} from '../state/errno.ts';
import {pageBytes} from '../state/geometry.ts';
import type {Mm, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {anonymousOffset, findVma, vmaFlags} from '../state/vmas.ts';
import {unmapPages} from './map.ts';

/**
 * Sets the end of the heap, in bytes. The first call in an address space only says where the heap begins (a program's
 * first brk is a question). Returns 0 or -ENOMEM: below the start, or into another mapping. Linux: brk(), do_brk_flags().
 */
export function setBreak(kernel: Kernel, mm: Mm, address: number, name: number): number {
	kernel.policies.beforeMapChange?.(kernel, mm);
	const {brkStart, brk} = kernel.mm;
	if (brkStart[mm] === 0) {
		placeHeap(kernel, mm, address, address, name);
		return 0;
	}

	if (address < brkStart[mm]) {
		return -errno.ENOMEM;
	}

	const start = Math.ceil(brk[mm] / pageBytes);
	const end = Math.ceil(address / pageBytes);
	if (end < start) {
		unmapPages(kernel, mm, end, start);
	} else if (end > start && growHeap(kernel, mm, start, end) < 0) {
		return -errno.ENOMEM;
	}

	brk[mm] = address;
	return 0;
}

/** Says where the heap begins and ends, in bytes, and what it is called (a string number); maps nothing. */
export function placeHeap(
	{mm: {brkStart, brk, heapName}}: Kernel,
	mm: Mm,
	start: number,
	end: number,
	name: number,
): void {
	brkStart[mm] = start;
	brk[mm] = end;
	heapName[mm] = name;
}

function growHeap(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): number {
	const above = findVma(kernel, mm, start);
	const blocked = above !== 0 && kernel.vma.start[above] < end;
	if (blocked || end > kernel.geometry.endVpn || commit(kernel, end - start) < 0) {
		return -errno.ENOMEM;
	}

	const flags = vmaFlags.read | vmaFlags.write | vmaFlags.account | kernel.mm.lockFlags[mm];
	const range = {start, end, offset: anonymousOffset(start), anonVma: 0 as const, chain: 0};
	const vma = placeVma(kernel, mm, {...range, flags, object: 0, mapping: 0, name: 0});
	populateRange(kernel, vma, start, end);
	return 0;
}
