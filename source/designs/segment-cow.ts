/** Copy-on-write of whole segments, which Stefan Grefen proposed instead of vfork and spawn; never built. */

import {reclaimByQueues} from '../kernel/reclaim/by-queues.ts';
import {recordedAnonPage, visitAnonPages, visitAnonSlots} from '../kernel/records/amap.ts';
import {discardEntries, moveEntries, protectMapping} from '../kernel/records/pmap.ts';
import {clearSegments, faultBySegments, shareSegments, unmapSegments} from '../kernel/records/segment.ts';
import {clearSharedMap, ownMap, shareMap, shareSegmentsOfMap} from '../kernel/records/shared-map.ts';
import {modernRules} from '../kernel/state/policies.ts';
import {reachTable} from '../kernel/tables/table.ts';
import type {Design} from './design.ts';

export const segmentCow: Design = {
	id: 'segment-cow',
	title: 'Copy-on-write of segments (Grefen’s proposal)',
	family: 'segments',
	year: 1998,
	author: 'Stefan Grefen',
	idea: 'Make a whole text, data, bss or stack copy-on-write at one place instead of page by page; then fork before exec costs next to nothing and vfork is not needed.',
	atFork: 'a reference and one protected place a segment',
	forkCopies:
		'Map entries, one reference and one protected place a segment; the page table goes with the segment, so that the child faults on nothing it only reads.',
	firstWrite:
		'One fault a segment opens it all again once nobody shares it. While somebody does, that fault copies the segment’s table and the page, and from then on each page is copied when it is written.',
	gotWrong:
		'Never built. The first write into a big shared segment pays for its whole table at once, and hardware has no tables that are cut by segments. vfork only blocks.',
	source:
		'Stefan Grefen to tech-kern@NetBSD.org, 15 April 1998; how a first write behaves is worked out here, the letter leaves it open.',
	geometry: 'i386',
	costs: 'ppro-1998',
	calls: '4.4bsd',
	policies: {
		vfork: 'block',
		rules: {...modernRules, reverseMaps: 'lists'},
		mappingUnit: 'entry_copy',
		recordedPage: recordedAnonPage,
		visitRecorded: visitAnonPages,
		visitAway: visitAnonSlots,
		copyMapping: shareSegments,
		fault: faultBySegments,
		swaps: true,
		keepsSlots: true,
		pageQueues: {unmapsInactive: false},
		reclaim: reclaimByQueues,
		// The count of an anon decides, before page-table entries are looked at.
		mayReuse: () => false,
		reachTable,
		unmapRange: unmapSegments,
		discardRange: discardEntries,
		protectRange: protectMapping,
		moveRange: moveEntries,
		clearMm: clearSegments,
	},
};

/** The letter's next sentence: the map itself could be a copy-on-write clone. */
export const segmentMap: Design = {
	...segmentCow,
	id: 'segment-map',
	title: 'Copy-on-write of segments and of their map',
	variantOf: 'segment-cow',
	idea: 'As segment-cow, and the map of a process is shared too until one side changes it: then fork takes one reference on the map, and one protected place a segment.',
	atFork: 'a reference on the map, one protected place a segment',
	forkCopies:
		'One reference on the map, and one protected place a segment; the side that changes its mappings first copies the entries.',
	gotWrong:
		'Never built. The first mmap, munmap, mprotect or brk after a fork pays for all entries at once; what a write to a segment does to a shared map is left open, and is taken to change the segment alone.',
	source:
		'Stefan Grefen to tech-kern@NetBSD.org, 15 April 1998: “Could be a COW clone.” When the map is copied is worked out here.',
	policies: {
		...segmentCow.policies,
		mappingUnit: 'none',
		copyMapping: shareSegmentsOfMap,
		finishFork: shareMap,
		beforeMapChange: ownMap,
		clearMm: clearSharedMap,
	},
};
