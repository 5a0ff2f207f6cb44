/** What is noticed where a memory cgroup is charged with more or less than its pages and slots. */

import {describe} from 'vitest';
import {checkCgroups} from '../../../source/kernel/check/cgroups.ts';
import {detailFor} from '../../../source/kernel/frames/detail.ts';
import {rowId} from '../../../source/kernel/state/columns.ts';
import type {Frame} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {frameAt} from '../../helpers/parts.ts';
import {notices, renewed} from '../../helpers/spoilt.ts';
import {checkStory} from '../../helpers/story.ts';

/** One cgroup, with pages, a table and a slot of swap. */
const alone = renewed(
	() =>
		checkStory(
			`
			1 map 0 4 rw
			1 write 0 1
			1 cgroup web
			1 write 1 3
			1 map 512 4 rw
			1 advise 1 1 pageout
			1 write 512 1
			1 charged web | 5 1`,
			{swapBytes: 2 ** 16},
		).kernel,
);

/** A cgroup in another one, and one in that, which has nothing any more. */
const nested = renewed(
	() =>
		checkStory(
			`
			1 map 0 4 rw
			1 cgroup host
			1 write 0 2
			1 cgroup web
			1 write 2 2
			1 advise 0 1 pageout
			1 advise 2 1 pageout
			1 fork 2
			2 cgroup db
			2 write 1 1
			2 exit
			1 charged host | 7 2
			1 charged web | 2 1
			1 charged db | 0 0`,
			{swapBytes: 2 ** 16},
		).kernel,
);

const host = 1;
const web = 2;

/** The cgroup of a row. */
const cgroupAt = (kernel: Kernel, row: number) => rowId(kernel.cgroup, row);

/** Charges a page that nobody is charged for. */
function charge(kernel: Kernel, frame: Frame): void {
	const own = detailFor(kernel, frame);
	kernel.detail.cgroup[own] = cgroupAt(kernel, 1);
}

describe('one cgroup', () => {
	notices(alone, checkCgroups, {
		'its pages': [(k) => (k.cgroup.pages[1] += 1), /^pages of cgroup 1 says 6, but there are 5$/],
		'its slots': [(k) => (k.cgroup.slots[1] -= 1), /^slots of cgroup 1 says 0, but there are 1$/],
		'whom a page is charged to': [
			(k) => charge(k, frameAt(k, 1, 0)),
			/^pages of cgroup 1 says 5, but there are 6$/,
		],
		'whom the first page of memory is charged to': [
			(k) => charge(k, rowId(k.frame, 1)),
			/^pages of cgroup 1 says 5, but there are 6$/,
		],
		'whom a slot is charged to': [
			(k) => (k.swap.cgroup[1] = 0),
			/^slots of cgroup 1 says 1, but there are 0$/,
		],
	});
});

describe('a cgroup in another', () => {
	notices(nested, checkCgroups, {
		'pages of the outer one': [
			(k) => (k.cgroup.pages[host] -= 1),
			/^pages of cgroup 1 says 6, but there are 7$/,
		],
		'pages of the inner one': [
			(k) => (k.cgroup.pages[web] += 1),
			/^pages of cgroup 2 says 3, but there are 2$/,
		],
		'slots of the inner one': [
			(k) => (k.cgroup.slots[web] += 1),
			/^slots of cgroup 2 says 2, but there are 1$/,
		],
		'where it is': [(k) => (k.cgroup.parent[web] = 0), /^pages of cgroup 1 says 7, but there are 5$/],
	});
});
