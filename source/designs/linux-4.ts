/** Linux 4: as Linux 6 where pages are single, but one write to a shared huge page copies 2 MiB. */

import {folioOf, hasSingleEntries} from '../kernel/frames/folio.ts';
import type {Frame} from '../kernel/state/ids.ts';
import type {Kernel} from '../kernel/state/kernel.ts';
import {zapRange} from '../kernel/tables/zap.ts';
import type {Design} from './design.ts';
import {linuxPolicies} from './linux-6.ts';

/** Linux 4: reuse_swap_page(): one entry maps the page, and of a huge page none of the 512 has a second one. */
function hasOneEntry(kernel: Kernel, frame: Frame): boolean {
	const folio = folioOf(kernel, frame);
	return folio === 0 ? kernel.frame.mapcount[frame] === 1 : hasSingleEntries(kernel, folio);
}

export const linux4: Design = {
	id: 'linux-4',
	title: 'Linux 4',
	family: 'linux',
	variantOf: 'linux-6',
	year: 2015,
	author: 'Linus Torvalds, Andrea Arcangeli, Kirill Shutemov and many others',
	idea: 'Share every private page until it is written, huge pages as a whole: one entry, one reference, one copy.',
	atFork: 'as linux-6; a huge page is one entry',
	forkCopies:
		'Mappings, and the page tables of those that hold private pages; for 2 MiB in one huge page a single entry.',
	firstWrite:
		'One fault: the page is copied while others use it. Of a shared huge page all 2 MiB are copied, for one byte written.',
	gotWrong:
		'Where huge pages are on everywhere a snapshot child doubles the memory after few writes, and each of them takes as long as 512 copies: the reason for Redis’ advice to switch them off. Since 5.8 such a write splits the entry and copies 4 KiB.',
	source:
		'Linux 4.19, mm/huge_memory.c do_huge_pmd_wp_page(), copy_huge_pmd(); mm/swapfile.c reuse_swap_page(). From knowledge of that source; not checked against a running kernel.',
	geometry: 'x86-64',
	costs: 'modern',
	calls: 41900,
	policies: {
		...linuxPolicies,
		hasHugetlb: true,
		guessesFrom: 'free',
		killsYoungest: false,
		// mprotect leaves it to faults who may write, and madvise(DONTNEED) leaves page tables where they are.
		rules: {
			...linuxPolicies.rules,
			writableByMprotect: 'none',
			hugePages: 'copied',
			swapKeepsOwner: false,
		},
		mayReuse: hasOneEntry,
		discardRange: zapRange,
	},
};
