/** Linux 6: page tables copied, pages shared until written, and whatever can be faulted in again left out. */

import {protectEntries} from '../kernel/calls/protect.ts';
import {faultByHugeEntries} from '../kernel/faults/huge-fault.ts';
import {folioOf, mayReuseFolioPage} from '../kernel/frames/folio.ts';
import {frameFlags, referencesOf} from '../kernel/frames/frame.ts';
import {unmapAll} from '../kernel/mappings/mm.ts';
import {reclaimByLists} from '../kernel/reclaim/by-lists.ts';
import type {Frame, Vma} from '../kernel/state/ids.ts';
import type {Kernel, Policies} from '../kernel/state/kernel.ts';
import {modernRules} from '../kernel/state/policies.ts';
import {vmaFlags} from '../kernel/state/vmas.ts';
import {copyPageRange} from '../kernel/tables/copy.ts';
import {moveEntries} from '../kernel/tables/move-entries.ts';
import {reachTable} from '../kernel/tables/table.ts';
import {discardRange, unmapRange} from '../kernel/tables/zap.ts';
import type {Design} from './design.ts';

/** Linux: vma_needs_copy(): only mappings with private pages or guards; the rest the child faults in again. */
function copyWrittenMappings(kernel: Kernel, vma: Vma, copy: Vma): number {
	const {anonVma, flags} = kernel.vma;
	const needsCopy = anonVma[vma] !== 0 || (flags[vma] & (vmaFlags.device | vmaFlags.maybeGuard)) !== 0;
	return needsCopy ? copyPageRange(kernel, vma, copy) : 0;
}

/** Linux: the page is known to be exclusive, or nobody else holds a reference (wp_can_reuse_anon_folio()). */
function isOnlyUser(kernel: Kernel, frame: Frame): boolean {
	if (folioOf(kernel, frame) !== 0) {
		return mayReuseFolioPage(kernel, frame);
	}

	return (kernel.frame.flags[frame] & frameFlags.exclusive) !== 0 || referencesOf(kernel, frame) === 1;
}

/** What the kernels that were made from Linux took over, without what came after them or was left out. */
export const linuxPolicies: Policies = {
	vfork: 'share',
	guessesFrom: 'all',
	swaps: true,
	hasCgroups: true,
	killsYoungest: true,
	listsPages: true,
	reclaim: reclaimByLists,
	rules: {...modernRules, hugePages: 'split'},
	copyMapping: copyWrittenMappings,
	fault: faultByHugeEntries,
	mayReuse: isOnlyUser,
	reachTable,
	unmapRange,
	discardRange,
	protectRange: protectEntries,
	moveRange: moveEntries,
	clearMm: unmapAll,
};

export const linux6: Design = {
	id: 'linux-6',
	title: 'Linux 6',
	family: 'linux',
	year: 2022,
	author: 'Linus Torvalds, Andrea Arcangeli, David Hildenbrand and many others',
	idea: 'Share every private page until it is written; know which pages have one owner.',
	atFork: 'copies the tables of mappings that hold private pages',
	forkCopies:
		'Mappings, and the page tables of those that hold private pages. Shared memory and untouched file mappings are left to be faulted in again.',
	firstWrite: 'One fault: the page is copied while others use it, taken over in place once nobody does.',
	gotWrong: 'fork still takes time in proportion to the private memory in use, about 4–14 ms a GiB.',
	source: 'Linux 6.18, mm/memory.c copy_page_range(), do_wp_page(); checked against that kernel.',
	geometry: 'x86-64',
	costs: 'modern',
	calls: 61800,
	policies: {
		...linuxPolicies,
		remembersZeros: true,
		hasHugetlb: true,
		rules: {...linuxPolicies.rules, guards: true},
	},
};

/** The same question to a kernel of today. */
export const linux6Block: Design = {
	...linux6,
	id: 'linux-6-block',
	title: 'Linux 6 with a vfork that only blocks',
	variantOf: 'linux-6',
	idea: 'Linux 6, but vfork is a fork whose parent waits: what vfork and posix_spawn save today is the difference to linux-6.',
	atFork: 'as linux-6, for vfork too',
	forkCopies: 'fork and vfork alike: what linux-6’s fork copies.',
	gotWrong: 'Never built; posix_spawn lends memory all the same.',
	policies: {...linux6.policies, vfork: 'block'},
};
