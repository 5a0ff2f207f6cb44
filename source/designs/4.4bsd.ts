/** 4.4BSD: Mach's VM. Objects are shared at fork and shadowed when written; vfork is a fork that waits. */

import {reclaimByQueues} from '../kernel/reclaim/by-queues.ts';
import {faultByObjects, layOverFile} from '../kernel/records/object-fault.ts';
import {copyObjects, copyObjectsAndTranslations} from '../kernel/records/object-fork.ts';
import {recordedPage, visitObjectPages, visitObjectSlots} from '../kernel/records/object-pages.ts';
import {
	clearEntries,
	discardEntries,
	moveEntries,
	protectMapping,
	unmapEntries,
} from '../kernel/records/pmap.ts';
import type {Policies} from '../kernel/state/kernel.ts';
import {modernRules} from '../kernel/state/policies.ts';
import {reachTable} from '../kernel/tables/table.ts';
import type {Design} from './design.ts';

export const machPolicies: Policies = {
	vfork: 'block',
	rules: {...modernRules, reverseMaps: 'lists'},
	mappingUnit: 'entry_copy',
	recordedPage,
	visitRecorded: visitObjectPages,
	visitAway: visitObjectSlots,
	recordMapping: layOverFile,
	copyMapping: copyObjects,
	fault: faultByObjects,
	swaps: true,
	keepsSlots: true,
	pageQueues: {unmapsInactive: false},
	reclaim: reclaimByQueues,
	// A page below the top object is always copied, and one in it needs no leave.
	mayReuse: () => false,
	reachTable,
	unmapRange: unmapEntries,
	discardRange: discardEntries,
	protectRange: protectMapping,
	moveRange: moveEntries,
	clearMm: clearEntries,
};

export const bsd44: Design = {
	id: '4.4bsd',
	title: '4.4BSD',
	family: 'mach',
	year: 1993,
	author: 'CSRG, Berkeley, with the VM of Mach (Rashid, Tevanian, Young and others)',
	idea: 'Pages belong to objects. fork shares the objects; the first write lays an empty object over a shared one, and copies collect there.',
	atFork: 'a reference an object; write-protects the parent’s pages',
	forkCopies:
		'Map entries, and one reference an object. Every writable page of the parent is write-protected and marked; the child starts without any translation and faults on each page it touches.',
	firstWrite:
		'One fault: a shadow object, a page copy, and the old page taken out of every page table. Then the chain of objects is collapsed where that is possible.',
	gotWrong:
		'A page is copied even when nobody else uses it any more; pages that nobody can see stay in memory until a collapse that may never come; chains grow with each generation that writes. vfork only blocks the parent.',
	source:
		'4.4BSD-Lite2, sys/vm/vm_map.c, vm_object.c, vm_fault.c, sys/kern/kern_fork.c; Cranor and Parulkar, The UVM Virtual Memory System, USENIX 1999.',
	geometry: 'i386',
	costs: 'ppro-1998',
	calls: '4.4bsd',
	policies: machPolicies,
};

export const bsd44Copy: Design = {
	...bsd44,
	id: '4.4bsd-copy',
	title: '4.4BSD with a pmap_copy that copies',
	variantOf: '4.4bsd',
	idea: 'As 4.4BSD, but fork also copies the parent’s translations, which Thorpe’s letter calls optional and the i386 left empty.',
	atFork: 'as 4.4bsd, and copies every translation read-only',
	forkCopies:
		'Map entries, one reference an object, and every translation, read-only where it is private; the child faults only on what it writes, or what its parent had not touched.',
	gotWrong:
		'What 4.4BSD did; and a child that execs at once has had its page table filled and emptied for nothing.',
	source: `${bsd44.source} pmap_copy() is a hint there, and empty on the i386; copying is what the letter of 15 April 1998 leaves open.`,
	policies: {...machPolicies, copyMapping: copyObjectsAndTranslations},
};
