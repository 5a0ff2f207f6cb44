/** On-demand-fork: page tables of large anonymous memory shared until the first fault; every mapping is read through ahead. */

import {shareTables} from '../kernel/shared-tables/share.ts';
import {clearStrays, dropTable, openBySplit} from '../kernel/shared-tables/split.ts';
import {noteDefect} from '../kernel/state/defects.ts';
import {pageBytes} from '../kernel/state/geometry.ts';
import type {Vma} from '../kernel/state/ids.ts';
import type {Kernel, Policies} from '../kernel/state/kernel.ts';
import {modernRules} from '../kernel/state/policies.ts';
import {isAnonymous, vmaFlags} from '../kernel/state/vmas.ts';
import {type Design, refusesToFill} from './design.ts';
import {hasOneReference} from './linux-2.4.ts';
import {linuxPolicies} from './linux-6.ts';
import {plainSharing} from './plain-sharing.ts';

/** Only tables wholly inside one anonymous private mapping other than the heap are shared. */
function isEligible(kernel: Kernel, vma: Vma, base: number): boolean {
	const {start, end} = kernel.vma;
	const isWithin = start[vma] <= base && base + kernel.geometry.entries <= end[vma];
	return isWithin && isAnonymous(kernel, vma) && !isHeap(kernel, vma);
}

function isHeap(kernel: Kernel, vma: Vma): boolean {
	const {brkStart, brk} = kernel.mm;
	const mm = kernel.vma.mm[vma];
	return (
		brkStart[mm] !== 0 &&
		kernel.vma.start[vma] * pageBytes <= brk[mm] &&
		kernel.vma.end[vma] * pageBytes >= brkStart[mm]
	);
}

/** As Linux: mappings with private pages only, the rest is faulted in again. */
function shareWrittenMappings(kernel: Kernel, vma: Vma, copy: Vma): number {
	const isCopied = kernel.vma.anonVma[vma] !== 0 || (kernel.vma.flags[vma] & vmaFlags.device) !== 0;
	return isCopied ? shareTables(kernel, vma, copy) : 0;
}

const policies: Policies = {
	...linuxPolicies,
	// An entry of a shared table cannot become a swap entry; its authors left swapping out.
	swaps: false,
	copyMapping: shareWrittenMappings,
	// Linux 5.6: mprotect leaves it to faults who may write.
	rules: {...modernRules, writableByMprotect: 'none'},
	mayReuse: hasOneReference,
	populates: 'reading',
	discardRange(kernel, mm, start) {
		noteDefect(kernel, 'dontneedIgnored', mm, start);
	},
	sharing: {
		...plainSharing,
		closes: 'directory',
		opensOn: 'any',
		protects: 'copy',
		lastUser: 'copies',
		resident: 'splitter',
		protectsInPlace: 'whole',
		mayShare: isEligible,
		closesFor: (kernel, vma) => (kernel.vma.flags[vma] & vmaFlags.write) !== 0,
		open: openBySplit,
		drop: dropTable,
		clearStrays,
	},
};

export const odf: Design = {
	id: 'odf',
	title: 'On-demand-fork',
	family: 'onDemand',
	year: 2021,
	author: 'Kaiyang Zhao, Sishuai Gong, Pedro Fonseca',
	idea: 'Fork shares the tables of large anonymous memory; a table is copied at the first fault in its range.',
	atFork: 'shares tables of large anonymous memory, copies others',
	forkCopies:
		'One reference and one write-protected directory entry for each table that lies within one anonymous mapping; other tables as Linux does.',
	firstWrite: 'One fault: 512 entries are copied with their references, and then the page.',
	gotWrong:
		'Every mapping is read through when it is made, so that all its tables are there, and each page costs a fault ahead of the one that writes it. The last user of a table copies it too and empties the original; mprotect of a whole shared table edits it for all; madvise(DONTNEED) and swap do not work; resident counters drift.',
	source: 'On-demand-fork, EuroSys 2021; its kernel for Linux 5.6.19, mm/memory.c.',
	geometry: 'x86-64',
	costs: 'modern',
	calls: 50619,
	policies,
	refuses(needs) {
		return refusesToFill(needs, 64, 'On-demand-fork reads every mapping through when it is made');
	},
};
