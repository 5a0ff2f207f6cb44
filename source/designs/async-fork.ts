/** Async-fork: the child copies the page tables, and the parent only those it wants to change before. */

import {unmapAllTables} from '../kernel/mappings/mm.ts';
import {
	copyAllPending,
	copyPendingTables,
	dropMark,
	handOverTables,
	isHandedOver,
	openForParent,
} from '../kernel/shared-tables/hand-over.ts';
import {clearStrays} from '../kernel/shared-tables/split.ts';
import type {Vma} from '../kernel/state/ids.ts';
import type {Kernel} from '../kernel/state/kernel.ts';
import {modernRules} from '../kernel/state/policies.ts';
import type {Design} from './design.ts';
import {linuxPolicies} from './linux-6.ts';
import {plainSharing} from './plain-sharing.ts';

function handOverWrittenMappings(kernel: Kernel, vma: Vma, copy: Vma): number {
	return isHandedOver(kernel, vma) ? handOverTables(kernel, vma, copy) : 0;
}

export const asyncFork: Design = {
	id: 'async-fork',
	title: 'Async-fork',
	family: 'onDemand',
	year: 2023,
	author: 'Pu Pang, Gang Deng and others',
	idea: 'Move the copying of page tables from the parent, which has requests to serve, to the child, which has time.',
	atFork: 'copies upper tables; the child copies the others',
	forkCopies:
		'Mappings and upper tables in the parent; all other tables in the child before it runs, or in the parent before it changes them.',
	firstWrite:
		'As in Linux, and in the parent first the copy of that table for the child, if it was still to do.',
	gotWrong: 'No work is saved, another process pays for it; a child that cannot finish its copy is killed.',
	source:
		'Async-fork, PVLDB 16(5), 2023 (abstract); how tables are marked is not published there and follows its description; what does not concern fork is Linux 6.',
	geometry: 'x86-64',
	costs: 'modern',
	calls: 61800,
	policies: {
		...linuxPolicies,
		// What it does with huge entries is not published, so it has none.
		rules: modernRules,
		copyMapping: handOverWrittenMappings,
		clearMm: unmapAllTables,
		resume: (kernel, mm) => (kernel.mm.pending[mm] === 0 ? 0 : copyPendingTables(kernel, mm)),
		sharing: {
			...plainSharing,
			closes: 'directory',
			opensOn: 'any',
			protects: 'both',
			lastUser: 'reuses',
			resident: 'splitter',
			mayShare: () => true,
			closesFor: () => true,
			open: openForParent,
			drop: dropMark,
			clearStrays,
			beforeReclaim: copyAllPending,
		},
	},
};
