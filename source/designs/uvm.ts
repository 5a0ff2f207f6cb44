/** UVM: amaps and anons, as NetBSD 1.4 got them. Two layers instead of chains of objects. */

import {reclaimByQueues} from '../kernel/reclaim/by-queues.ts';
import {recordedAnonPage, visitAnonPages, visitAnonSlots} from '../kernel/records/amap.ts';
import {faultBySharedAmaps} from '../kernel/records/amap-fault.ts';
import {shareAmaps} from '../kernel/records/amap-fork.ts';
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

export const uvm: Design = {
	id: 'uvm',
	title: 'UVM (NetBSD 1.4)',
	family: 'uvm',
	year: 1999,
	author: 'Charles Cranor',
	idea: 'A private page is an anon, and a map of anons lies over the file. How many maps hold an anon says at once whether it may be written in place.',
	atFork: 'a reference an amap; write-protects once what was written',
	forkCopies:
		'Map entries, and one reference an amap. Writable pages of the parent are write-protected once, and not again while nobody has written; the child starts without translations.',
	firstWrite:
		'The first in a mapping copies the map of anons, slot by slot; then the page is copied if others hold it, else taken over. Neighbours that are in memory are mapped along, 3 back and 4 ahead.',
	gotWrong:
		'The first write after a fork pays for all slots of the mapping, written or not; a part that is unmapped while the amap is shared is not freed.',
	source: 'NetBSD sys/uvm/uvm_map.c, uvm_amap.c, uvm_fault.c; Cranor and Parulkar, USENIX 1999.',
	geometry: 'i386',
	costs: 'ppro-1998',
	calls: 'uvm',
	policies: {
		vfork: 'share',
		rules: {...modernRules, reverseMaps: 'lists'},
		mappingUnit: 'entry_copy',
		recordedPage: recordedAnonPage,
		visitRecorded: visitAnonPages,
		visitAway: visitAnonSlots,
		copyMapping: shareAmaps,
		fault: faultBySharedAmaps,
		swaps: true,
		keepsSlots: true,
		pageQueues: {unmapsInactive: true},
		reclaim: reclaimByQueues,
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

/** Does lending memory still pay where copy-on-write is as good as this? The letters of April 1998 argue about it. */
export const uvmBlock: Design = {
	...uvm,
	id: 'uvm-block',
	title: 'UVM with a vfork that only blocks',
	variantOf: 'uvm',
	idea: 'UVM, but vfork is a fork whose parent waits, as in 4.4BSD: what is left to gain by lending memory is the difference to uvm.',
	atFork: 'as uvm, for vfork too',
	forkCopies: 'fork and vfork alike: what uvm’s fork copies.',
	gotWrong: 'Never built: NetBSD had its lending vfork before it had UVM.',
	policies: {...uvm.policies, vfork: 'block'},
};
