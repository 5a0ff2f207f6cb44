/** SVR4: segments and anon maps. Memory is reserved at fork, so that is where it can run out. */

import {reclaimByTwoHands} from '../kernel/reclaim/by-clock.ts';
import {recordedAnonPage, visitAnonPages, visitAnonSlots} from '../kernel/records/amap.ts';
import {faultByAmaps} from '../kernel/records/amap-fault.ts';
import {duplicateAmaps} from '../kernel/records/amap-fork.ts';
import {
	clearEntries,
	discardEntries,
	moveEntries,
	protectMapping,
	unmapEntriesAndPages,
} from '../kernel/records/pmap.ts';
import {modernRules} from '../kernel/state/policies.ts';
import {reachTable} from '../kernel/tables/table.ts';
import type {Design} from './design.ts';

export const svr4: Design = {
	id: 'svr4',
	title: 'System V Release 4',
	family: 'segments',
	year: 1989,
	author: 'AT&T and Sun Microsystems, after the VM of SunOS 4 (Gingell, Moran, Shannon)',
	idea: 'Segments over vnodes, with a map of anonymous pages each; no promise of memory that could not be kept.',
	atFork: 'copies segments and anon maps, a reference on every page',
	forkCopies:
		'Segments, and for each private one a new anon map with a reference on every page in it. The parent’s segments are write-protected; no translation is copied, so the child faults on all it touches.',
	firstWrite: 'One fault: the page is copied if its count is above one, else written in place.',
	gotWrong:
		'A big process cannot fork where memory and swap could not hold it twice, even if it only wants to exec. Write protection is set again by every fork.',
	source: 'illumos usr/src/uts/common/vm/seg_vn.c segvn_dup(), vm_anon.c anon_dup(), anon_resvmem().',
	geometry: 'i386',
	costs: 'ppro-1998',
	calls: 'svr4',
	policies: {
		vfork: 'share',
		rules: {...modernRules, reverseMaps: 'lists'},
		mappingUnit: 'entry_copy',
		reservesMemory: true,
		recordedPage: recordedAnonPage,
		visitRecorded: visitAnonPages,
		visitAway: visitAnonSlots,
		copyMapping: duplicateAmaps,
		swaps: true,
		keepsSlots: true,
		reclaim: reclaimByTwoHands,
		fault: (kernel, vma, vpn, isWrite) => faultByAmaps(kernel, vma, vpn, isWrite),
		// The count of an anon decides, before page-table entries are looked at.
		mayReuse: () => false,
		reachTable,
		unmapRange: unmapEntriesAndPages,
		discardRange: discardEntries,
		protectRange: protectMapping,
		moveRange: moveEntries,
		clearMm: clearEntries,
	},
};
