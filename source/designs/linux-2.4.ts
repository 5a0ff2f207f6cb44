/** Linux 2.4: page tables copied entry by entry, pages shared until written; the ground on which 2002's ideas stand. */

import {protectEntries} from '../kernel/calls/protect.ts';
import {faultByEntries} from '../kernel/faults/fault.ts';
import {referencesOf} from '../kernel/frames/frame.ts';
import {unmapAll} from '../kernel/mappings/mm.ts';
import {reclaimByAddressSpaces} from '../kernel/reclaim/by-address-spaces.ts';
import type {Frame} from '../kernel/state/ids.ts';
import type {Kernel, Policies} from '../kernel/state/kernel.ts';
import type {EntryRules} from '../kernel/state/policies.ts';
import {copyPageRange} from '../kernel/tables/copy.ts';
import {moveEntries} from '../kernel/tables/move-entries.ts';
import {reachTable} from '../kernel/tables/table.ts';
import {unmapRange, zapRange} from '../kernel/tables/zap.ts';
import type {Design} from './design.ts';

/** Linux 2.4: can_share_swap_page(): nobody else holds a reference. */
export function hasOneReference(kernel: Kernel, frame: Frame): boolean {
	return referencesOf(kernel, frame) === 1;
}

const rules: EntryRules = {
	merging: 'anonymous',
	reverseMaps: 'none',
	readWindow: 1,
	cachedFaultsAreMajor: true,
	writableReads: 'all',
	privateReads: 'common',
	writableByMprotect: 'none',
	residentFloor: true,
	tablesFreed: 'by-root-entry',
	hugePages: 'none',
	guards: false,
	swapKeepsOwner: false,
};

/** What every kernel of 2002 does that says nothing else. */
export const linux24Policies: Policies = {
	vfork: 'share',
	guessesFrom: 'free',
	rules,
	copyMapping: copyPageRange,
	fault: faultByEntries,
	swaps: true,
	reclaim: reclaimByAddressSpaces,
	mayReuse: hasOneReference,
	reachTable,
	unmapRange,
	discardRange: zapRange,
	protectRange: protectEntries,
	moveRange: moveEntries,
	clearMm: unmapAll,
};

export const linux24: Design = {
	id: 'linux-2.4',
	title: 'Linux 2.4',
	family: 'linux',
	year: 2001,
	author: 'Linus Torvalds and others',
	idea: 'Share every page until it is written, by making all writable private entries read-only in both processes.',
	atFork: 'copies every entry of every page table',
	forkCopies:
		'Every page table, entry by entry, with a reference for every page: text and shared memory too.',
	firstWrite: 'One fault: the page is copied while others use it, taken over once nobody does.',
	gotWrong:
		'fork takes time in proportion to all memory that is mapped, even for a child that execs at once; every page fault on a file counts as major, cached or not.',
	source: 'Linux 2.4.22, mm/memory.c copy_page_range(), do_wp_page(), do_no_page().',
	geometry: 'i386',
	costs: 'phillips-2002',
	calls: 20422,
	policies: linux24Policies,
};
