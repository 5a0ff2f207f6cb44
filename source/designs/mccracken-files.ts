/** McCracken's shared page tables of 2006: no longer fork's affair, but of files and shared memory that several map alike. */

import {faultByEntries} from '../kernel/faults/fault.ts';
import {detachTable, findFileTable, openByDetaching} from '../kernel/shared-tables/find.ts';
import {clearStrays} from '../kernel/shared-tables/split.ts';
import type {TableSharing} from '../kernel/state/kernel.ts';
import {modernRules} from '../kernel/state/policies.ts';
import {zapRange} from '../kernel/tables/zap.ts';
import type {Design} from './design.ts';
import {linuxPolicies} from './linux-6.ts';
import {plainSharing} from './plain-sharing.ts';

const sharing: TableSharing = {
	...plainSharing,
	closes: 'nothing',
	opensOn: 'write',
	protects: 'copy',
	lastUser: 'reuses',
	resident: 'splitter',
	mayShare: () => false,
	closesFor: () => false,
	finds: findFileTable,
	open: openByDetaching,
	drop: detachTable,
	clearStrays,
};

export const mccrackenFiles: Design = {
	id: 'mccracken-files',
	title: 'McCracken’s shared page tables of files',
	family: 'shared',
	variantOf: 'mccracken',
	year: 2006,
	author: 'Dave McCracken',
	idea: 'Fork shares no tables; a fault that needs one takes that of another process which maps the same part of the same file at the same place, with the same rights.',
	atFork: 'copies private tables; faults find those of files',
	forkCopies:
		'Mappings, and the page tables of those that hold private pages. Tables of files and of shared memory are found by the first fault of the child.',
	firstWrite:
		'Private memory: as Linux then. Shared memory: written through the common table, so that only the first process takes faults for its pages.',
	gotWrong:
		'It helps only mappings that cover a table whole, 4 MiB of i386: a glibc does not. A table is given up whole when a part of it is unmapped, moved or protected, and faulted in again. A file that was written privately and made read-only again is shared with what was written. Resident counters know only who faulted. Not merged; tables of huge pages have been shared so since.',
	source:
		'“Shared Page Tables [2/2]”, 10 April 2006, for Linux 2.6.17-rc1, mm/ptshare.c. Left out: sharing of upper tables, and that its loop over a range can pass over the last table.',
	geometry: 'i386',
	costs: 'phillips-2002',
	calls: 20617,
	policies: {
		...linuxPolicies,
		guessesFrom: 'free',
		hasCgroups: false,
		killsYoungest: false,
		// Linux 2.6.17: no fault-around, shared files writable at once, mprotect leaves it to faults who may write.
		rules: {
			...modernRules,
			readWindow: 1,
			writableReads: 'all',
			writableByMprotect: 'none',
			swapKeepsOwner: false,
		},
		fault: faultByEntries,
		mayReuse: (kernel, frame) => kernel.frame.mapcount[frame] === 1,
		discardRange: zapRange,
		sharing,
	},
};
