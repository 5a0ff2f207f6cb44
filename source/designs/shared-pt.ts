/** Page table sharing, February 2002: Phillips' two patches, and three ideas of the thread that were never built. */

import {unmapAllTables} from '../kernel/mappings/mm.ts';
import {reclaimByAddressSpaces} from '../kernel/reclaim/by-address-spaces.ts';
import {prefaultTables} from '../kernel/shared-tables/prefault.ts';
import {shareTables} from '../kernel/shared-tables/share.ts';
import {clearStrays, dropTable, openBySplit, openEnds} from '../kernel/shared-tables/split.ts';
import type {Policies, TableSharing} from '../kernel/state/kernel.ts';
import type {Design} from './design.ts';
import {linux24Policies} from './linux-2.4.ts';

/** Version 2: shared tables closed by their entries, opened by writes alone. */
const secondVersion: TableSharing = {
	closes: 'entries',
	opensOn: 'write',
	protects: 'both',
	lastUser: 'reuses',
	resident: 'splitter',
	protectsInPlace: 'any',
	movesInPlace: true,
	copiesAreClean: true,
	scansOnce: false,
	scansShared: true,
	listsUsers: false,
	mayShare: () => true,
	closesFor: () => true,
	open: openBySplit,
	drop: dropTable,
	clearStrays,
	beforeZap: openEnds,
};

const thirdVersion: TableSharing = {...secondVersion, opensOn: 'any', beforeZap: undefined};

/** The ideas go with the third version, less what it did wrong where a directory entry tells that a table is shared. */
const directoryIdea: TableSharing = {
	...thirdVersion,
	closes: 'directory',
	protectsInPlace: 'none',
	movesInPlace: false,
};

function withSharing(sharing: TableSharing): Policies {
	return {
		...linux24Policies,
		swaps: true,
		reclaim: reclaimByAddressSpaces,
		copyMapping: shareTables,
		sharing,
	};
}

const common = {
	family: 'shared',
	geometry: 'i386',
	costs: 'phillips-2002',
	calls: 20417,
} as const;

export const sharedPt: Design = {
	...common,
	id: 'shared-pt',
	title: 'Shared page tables, version 2',
	year: 2002,
	author: 'Daniel Phillips',
	idea: 'Parent and child use the same page tables until one of them writes; a table’s use count says how many do.',
	atFork: 'shares every page table, but looks at every entry',
	forkCopies:
		'Nothing: one reference a table. But it still looks at every entry, to write-protect it, at every fork.',
	firstWrite: 'One fault: the table is copied, with a reference for each of its pages, and then the page.',
	gotWrong:
		'Read faults fill tables that others share, mprotect and mremap edit them for everybody, exit copies tables only to empty them, and resident counters drift.',
	source: 'ptab-2.4.17-2, 18 February 2002, and the thread “[RFC] Page table sharing”.',
	policies: withSharing(secondVersion),
};

export const sharedPtV3: Design = {
	...common,
	id: 'shared-pt-v3',
	variantOf: 'shared-pt',
	title: 'Shared page tables, version 3',
	year: 2002,
	author: 'Daniel Phillips',
	idea: 'As version 2, but any fault gives the process a table of its own first.',
	atFork: 'as shared-pt; any fault after it unshares a table',
	forkCopies: sharedPt.forkCopies,
	firstWrite: sharedPt.firstWrite,
	gotWrong:
		'mprotect and mremap still edit shared tables for everybody, tables of several mappings are copied at exit, and resident counters drift.',
	source: 'ptab-2.4.17-3, 22 February 2002.',
	policies: withSharing(thirdVersion),
};

export const sharedPtSkip: Design = {
	...common,
	id: 'shared-pt-skip',
	variantOf: 'shared-pt',
	title: 'Shared page tables, scan without shared memory',
	year: 2002,
	author: 'Daniel Phillips',
	idea: 'As version 2, but fork does not look at entries of shared memory, which are never write-protected.',
	atFork: 'as shared-pt, but passes over shared memory',
	forkCopies: 'One reference a table; the scan leaves inherited shared memory out.',
	firstWrite: sharedPt.firstWrite,
	gotWrong: sharedPt.gotWrong,
	source:
		'Mail of 17 February 2002: the “obvious optimization for inherited shared memory”, there in the code and commented out.',
	policies: withSharing({...secondVersion, scansShared: false}),
};

export const sharedPtBit: Design = {
	...common,
	id: 'shared-pt-bit',
	variantOf: 'shared-pt',
	title: 'Shared page tables with an “all read-only” bit',
	year: 2002,
	author: 'Daniel Phillips',
	idea: 'A bit on each table says that all its copy-on-write entries are read-only already, so that the next fork need not look.',
	atFork: 'as shared-pt, but looks only at tables written to since',
	forkCopies: 'One reference a table; the scan only of tables written to since the last fork.',
	firstWrite: sharedPt.firstWrite,
	gotWrong: 'The first fork still looks at every entry. Never built.',
	source: 'Mail of 30 January 2002; simulated on top of version 3.',
	policies: withSharing({...thirdVersion, scansOnce: true}),
};

export const sharedPtDir: Design = {
	...common,
	id: 'shared-pt-dir',
	variantOf: 'shared-pt',
	title: 'Shared page tables, directory write-protected',
	year: 2002,
	author: 'Linus Torvalds',
	idea: 'One bit of the x86 page directory makes all 1024 entries below it read-only.',
	atFork: 'shares every table, write-protects its directory entry',
	forkCopies:
		'One reference and one write-protected directory entry a table; no page-table entry is looked at.',
	firstWrite: 'One fault: the table is copied or, by its last user, made writable again; then the page.',
	gotWrong:
		'Processors without such a bit would still need the scan. Never built as such; McCracken’s patch came close.',
	source: 'Mails of 18 February 2002 in the thread “[RFC] Page table sharing”.',
	policies: withSharing(directoryIdea),
};

export const sharedPtAbsent: Design = {
	...common,
	id: 'shared-pt-absent',
	variantOf: 'shared-pt',
	title: 'Shared page tables, directory entries absent',
	year: 2002,
	author: 'Hugh Dickins',
	idea: 'Make the directory entry itself not present, in both processes: the first touch of any kind faults.',
	atFork: 'shares every table, makes its directory entry absent',
	forkCopies: 'One reference and one invalid directory entry a table, on any processor.',
	firstWrite:
		'One fault for the first touch of a table, reads too: it is copied, or taken over by its last user.',
	gotWrong: 'A process that only reads pays for the copy as well. Never built.',
	source: 'Mail of 17 February 2002 in the thread “[RFC] Page table sharing”.',
	policies: {...withSharing({...directoryIdea, closes: 'absent'}), clearMm: unmapAllTables},
};

export const sharedPtDetach: Design = {
	...sharedPtAbsent,
	id: 'shared-pt-detach',
	title: 'Shared page tables, detached from both',
	author: 'Oliver Xymoron',
	idea: 'As Dickins’ absent entries; and the tables that both sides are sure to touch at once, those of the stack and of the running text, are given to each before it runs.',
	atFork: 'as shared-pt-absent, but copies two tables at once',
	forkCopies:
		'One reference and one invalid directory entry a table; two tables are copied for the child at once.',
	firstWrite:
		'As with absent entries. A child that execs at once finds its stack and text in place: no fault is left to take, “if we are clever”.',
	gotWrong:
		'A process that only reads pays for the copy as well. Two tables are copied even for a child that would have shared them. Never built.',
	source:
		'Mail of 29 January 2002, as Phillips’ letter of the 30th takes it up. Where the instruction pointer is no workload says; the lowest text stands for it.',
	policies: {...sharedPtAbsent.policies, finishFork: prefaultTables},
};
