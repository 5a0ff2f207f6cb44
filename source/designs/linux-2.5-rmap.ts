/** Linux 2.5 with pte chains: what 2.4 does, and a list of its entries for every page. */
import {reclaimByPages} from '../kernel/reclaim/by-pages.ts';
import type {Policies} from '../kernel/state/kernel.ts';
import type {Design} from './design.ts';
import {linux24Policies} from './linux-2.4.ts';

export const rmapPolicies: Policies = {
	...linux24Policies,
	rules: {...linux24Policies.rules, reverseMaps: 'chains'},
	reclaim: reclaimByPages,
};

export const linux25Rmap: Design = {
	id: 'linux-2.5-rmap',
	title: 'Linux 2.5 with reverse mapping',
	family: 'linux',
	variantOf: 'linux-2.4',
	year: 2002,
	author: 'Rik van Riel',
	idea: 'Every page knows the entries that map it, so that swapping can work page by page.',
	atFork: 'as linux-2.4, and links each entry into its page’s chain',
	forkCopies:
		'What 2.4 copies, and for every entry a link in its page’s chain; the first fork allocates a chain for every page.',
	firstWrite: 'As in 2.4, and the chains of both pages change.',
	gotWrong:
		'“The fork problem with rmap”: the chains made fork and exit dearer by a multiple, for memory that most children never use.',
	source:
		'Linux 2.5.27 and the chains with PageDirect of August 2002, mm/rmap.c; mails of January to August 2002.',
	geometry: 'i386',
	costs: 'phillips-2002',
	calls: 20527,
	policies: rmapPolicies,
};
