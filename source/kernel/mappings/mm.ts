/** Address spaces: made empty, duplicated by fork, shared by tasks, and taken down when the last one leaves. */

import {forgetResident} from '../frames/rss.ts';
import {allocateRow, freeRow} from '../state/columns.ts';
import type {Refused} from '../state/errno.ts';
import {errno, refuse} from '../state/errno.ts';
import type {Mm, Vma} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {totals} from '../state/schema.ts';
import {shapeOfVma, vmaFlags, withoutUserfaults} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {freeAllTables} from '../tables/free-tables.ts';
import {allocateTable, freeTable} from '../tables/table.ts';
import {zapLeaving, zapWholeTables} from '../tables/zap.ts';
import {newAnonVma} from './anon-vma.ts';
import {commit, uncommit} from './commit.ts';
import {insertVma, removeVma} from './vma.ts';

/** An empty address space with one user and a root table, or 0 when memory is used up. Linux: mm_alloc(). */
export function createMm(kernel: Kernel): Mm {
	const root = allocateTable(kernel, kernel.geometry.levels);
	if (root === 0) {
		return 0;
	}

	const mm = allocateRow(kernel.mm);
	kernel.mm.users[mm] = 1;
	kernel.mm.root[mm] = root;
	kernel.mm.loaded[mm] = kernel.total.value[totals.event];
	return mm;
}

/** One more task on the address space. */
export function getMm(kernel: Kernel, mm: Mm): void {
	kernel.mm.users[mm] += 1;
}

/** One task fewer; the last one takes everything down. Linux: mmput(), exit_mmap(). */
export function putMm(kernel: Kernel, mm: Mm): void {
	kernel.mm.users[mm] -= 1;
	if (kernel.mm.users[mm] === 0) {
		destroyMm(kernel, mm);
	}
}

function destroyMm(kernel: Kernel, mm: Mm): void {
	kernel.policies.clearMm(kernel, mm);
	freeTable(kernel, kernel.mm.root[mm]);
	forgetResident(kernel, mm);
	freeRow(kernel.mm, mm);
}

/** Unmaps every mapping of an address space, one after another. Linux: exit_mmap(). */
export function unmapAll(kernel: Kernel, mm: Mm): void {
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		zapLeaving(kernel, vma);
	}

	forgetMappings(kernel, mm);
}

/** Unmaps an address space table by table, whatever mappings meet in one. */
export function unmapAllTables(kernel: Kernel, mm: Mm): void {
	zapWholeTables(kernel, mm);
	forgetMappings(kernel, mm);
}

function forgetMappings(kernel: Kernel, mm: Mm): void {
	freeAllTables(kernel, mm);
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.mm.firstVma[mm]) {
		uncommit(kernel, vma);
		removeVma(kernel, vma);
	}
}

/**
 * A copy of an address space as fork makes it: every mapping that is not marked dontfork, unlocked, and of its pages what the
 * design copies. Returns the new mm, or -ENOMEM with everything undone. Linux: dup_mmap().
 */
export function duplicateMm(kernel: Kernel, parent: Mm): Mm | Refused {
	const child = createMm(kernel);
	if (child === 0) {
		return refuse(errno.ENOMEM);
	}

	kernel.mm.brkStart[child] = kernel.mm.brkStart[parent];
	kernel.mm.brk[child] = kernel.mm.brk[parent];
	kernel.mm.heapName[child] = kernel.mm.heapName[parent];
	for (let vma = kernel.mm.firstVma[parent]; vma !== 0; vma = kernel.vma.next[vma]) {
		if ((kernel.vma.flags[vma] & vmaFlags.dontFork) === 0 && duplicateVma(kernel, vma, child) < 0) {
			putMm(kernel, child);
			return refuse(errno.ENOMEM);
		}
	}

	if ((kernel.policies.finishFork?.(kernel, parent, child) ?? 0) < 0) {
		putMm(kernel, child);
		return refuse(errno.ENOMEM);
	}

	countWork(kernel, workUnits.tlb_mm);
	return child;
}

function duplicateVma(kernel: Kernel, vma: Vma, child: Mm): number {
	const shape = shapeOfVma(kernel, vma);
	const isAccounted = (shape.flags & vmaFlags.account) !== 0;
	if (isAccounted && commit(kernel, shape.end - shape.start) < 0) {
		return -errno.ENOMEM;
	}

	// What the parent has reserved of the pool of huge pages is for itself.
	const {locked, lockOnFault, hugetlbOwner, hugetlbLost} = vmaFlags;
	const flags = withoutUserfaults(shape.flags) & ~(locked | lockOnFault | hugetlbOwner | hugetlbLost);
	const copy = insertVma(kernel, child, {...shape, flags, anonVma: 0, chain: 0});
	const unit = kernel.policies.mappingUnit ?? 'vma_copy';
	if (unit !== 'none') {
		countWork(kernel, workUnits[unit]);
	}

	if ((shape.flags & vmaFlags.wipeOnFork) !== 0) {
		return 0;
	}

	if (shape.anonVma !== 0) {
		newAnonVma(kernel, copy, shape.chain + 1);
	}

	return kernel.policies.copyMapping(kernel, vma, copy);
}
