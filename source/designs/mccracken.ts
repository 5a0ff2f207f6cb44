/** McCracken's shared page tables for Linux 2.5.41: the directory entry closes a table, and every user counts its pages. */

import {unmapAll, unmapAllTables} from '../kernel/mappings/mm.ts';
import {reclaimByPages} from '../kernel/reclaim/by-pages.ts';
import {shareTables} from '../kernel/shared-tables/share.ts';
import {clearStrays, dropTable, openBySplit} from '../kernel/shared-tables/split.ts';
import type {Mm, Vma} from '../kernel/state/ids.ts';
import type {Kernel, TableSharing} from '../kernel/state/kernel.ts';
import {isShared} from '../kernel/state/vmas.ts';
import {hasMoreTables} from '../kernel/tables/table.ts';
import type {Design} from './design.ts';
import {rmapPolicies} from './linux-2.5-rmap.ts';
import {plainSharing} from './plain-sharing.ts';

/** From this size on an exit goes table by table instead of mapping by mapping. */
const largePages = 500;

function clearBySize(kernel: Kernel, mm: Mm): void {
	const clear = kernel.mm.totalPages[mm] >= largePages ? unmapAllTables : unmapAll;
	clear(kernel, mm);
}

/** A table that lies wholly within shared memory stays writable: nothing in it is ever copied. */
function holdsPrivateMemory(kernel: Kernel, vma: Vma, base: number): boolean {
	const {start, end} = kernel.vma;
	const isWithin = start[vma] <= base && base + kernel.geometry.entries <= end[vma];
	return !isWithin || !isShared(kernel, vma);
}

const sharing: TableSharing = {
	...plainSharing,
	closes: 'directory',
	opensOn: 'write',
	protects: 'both-of-two',
	lastUser: 'reuses',
	resident: 'each',
	listsUsers: true,
	mayShare: () => true,
	closesFor: holdsPrivateMemory,
	open: openBySplit,
	drop: dropTable,
	clearStrays,
};

export const mccracken: Design = {
	id: 'mccracken',
	title: 'McCracken’s shared page tables',
	family: 'shared',
	year: 2002,
	author: 'Dave McCracken',
	idea: 'Share page tables behind write-protected directory entries, and know every address space that uses a table.',
	atFork: 'shares every table, write-protects its directory entry',
	forkCopies: 'One reference and one write-protected directory entry a table, always; nothing for each page.',
	firstWrite: 'One fault: the table is copied or, by its last user, made writable again; then the page.',
	gotWrong:
		'Every process unshares three tables at once (stack, libc, data), so fork and exec of small programs became slower; a last user may get back writable entries of pages that others map.',
	source: 'shpte-2.5.41-1, 8 October 2002.',
	geometry: 'i386',
	costs: 'phillips-2002',
	calls: 20541,
	policies: {
		...rmapPolicies,
		swaps: true,
		reclaim: reclaimByPages,
		copyMapping: shareTables,
		sharing,
		clearMm: clearBySize,
	},
};

/** Tables that a process must have before sharing them pays, by the later rule. */
const fewTables = 3;

export const mccrackenLarge: Design = {
	...mccracken,
	id: 'mccracken-large',
	variantOf: 'mccracken',
	title: 'McCracken’s shared page tables, large processes only',
	idea: 'As mccracken, but processes of three tables or fewer, which unshare them all anyway, are copied as before.',
	atFork: 'as mccracken beyond three tables, else copies entries',
	forkCopies: 'One reference a table in processes with more than three tables; the old copy in others.',
	gotWrong: 'Fork-heavy scripts were still 3 % slower than without; not merged.',
	source: 'fork_page_range, 23 December 2002.',
	policies: {
		...mccracken.policies,
		sharing: {
			...sharing,
			mayShare: (kernel, vma) => hasMoreTables(kernel, kernel.vma.mm[vma], fewTables),
		},
	},
};
