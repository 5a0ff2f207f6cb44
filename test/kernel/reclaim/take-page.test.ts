/** Taking one page away from all that map it: what is told, what is written, what stays. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {type EffectName, effectKinds} from '../../../source/kernel/state/effects.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {workUnits} from '../../../source/kernel/state/work.ts';
import {checkStory} from '../../helpers/story.ts';

const options = (id: string) => ({design: findDesign(id), swapBytes: 8 * 4096});

/** What the last op told of the only effect of that kind: its slot, and how many mapped the page. */
function told({effects: {count, kind, mm, vpn, other, amount}}: Kernel, name: EffectName): readonly number[] {
	const row = kind.subarray(0, count).indexOf(effectKinds[name]);
	return [mm[row], vpn[row], other[row], amount[row]];
}

const shared = '1 map 0 1 rw\n1 write 0 1\n1 fork 2\n2 read 0 1';
const file = '1 map 0 1 r lib\n1 read 0 1\n1 fork 2\n2 read 0 1';

describe('that a page has gone is told with its slot and with how many mapped it', () => {
	test.each([
		['linux-6', shared, 'swapOut', [0, 0, 1, 2]],
		['uvm', shared, 'swapOut', [0, 0, 1, 0]],
		['4.4bsd', shared, 'swapOut', [0, 0, 1, 2]],
		['linux-2.4', shared, 'swapOut', [0, 0, 1, 1]],
		['linux-6', file, 'fileOut', [0, 0, 0, 2]],
		['linux-2.4', file, 'fileOut', [0, 0, 0, 1]],
		['linux-6', '1 map 0 1 rw\n1 write 0 1\n1 advise 0 1 free', 'dropClean', [0, 0, 0, 1]],
		['linux-6', '1 map 0 1 rws\n1 read 0 1\n1 fork 2\n2 read 0 1', 'dropClean', [0, 0, 0, 2]],
		['linux-6', '1 map 0 1 r lib\n1 read 0 1\n1 munmap 0 1', 'fileOut', [0, 0, 0, 0]],
	] as const)('on %s after %j', (id, story, name, expected) => {
		const {kernel} = checkStory(`${story}\n0 reclaim 1\n1 work reclaim_freed | 1`, options(id));
		expect(told(kernel, name)).toEqual(expected);
	});
});

const stories: Readonly<Record<string, readonly [id: string, story: string]>> = {
	'a page that was written is written to its slot, once': [
		'linux-6',
		`
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		0 reclaim 1           | 1 swapOut
		1 work io_out         | 1
		1 read 0 1            | 1 swapIn
		0 reclaim 1           | 1 swapOut
		1 work io_out         | 0
		1 write 0 1           | 1 swapIn
		0 reclaim 1           | 1 swapOut
		1 work io_out         | 1`,
	],
	'a page with a record is written when it leaves, and again only if it has changed': [
		'4.4bsd',
		`
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		0 reclaim 1           | 1 swapOut
		1 work io_out         | 1
		1 read 0 1            | 1 swapIn, 1 refill
		1 swap                | 1
		0 reclaim 1           | 1 swapOut
		1 work io_out         | 0
		1 write 0 1           | 1 swapIn, 1 refill
		0 reclaim 1           | 1 swapOut
		1 work io_out         | 1
		1 exit                | ok`,
	],
	'an anon takes the slot in place of its page, which both who hold it find there': [
		'uvm',
		`
		1 map 0 1 rw          | ok
		1 write 0 1           | 1 zeroFill
		1 fork 2              | ok
		0 reclaim 1           | 1 swapOut
		1 work io_out         | 1
		2 read 0 1            | 1 copyAmap, 1 swapIn, 1 refill
		1 swap                | 1`,
	],
	'shared memory goes to swap the same way where private pages have a record': [
		'uvm',
		`
		1 map 0 1 rws         | ok
		1 write 0 1
		0 reclaim 1           | 1 swapOut
		1 pages 0 1           | -
		1 swap                | 1`,
	],
	'a page of a file that was written is written back, and goes': [
		'linux-6',
		`
		1 map 0 1 rws data    | ok
		1 write 0 1           | 1 mapShared
		0 reclaim 1           | 1 fileOut
		1 work io_out reclaim_freed | 1 1
		1 pages 0 1           | -`,
	],
};

test.each(Object.entries(stories))('%s', (_, [id, story]) => {
	checkStory(story, options(id));
});

describe('where swap is full a page stays, and its visits were in vain', () => {
	test.each(['linux-6', 'linux-2.4', '4.4bsd', 'svr4'])('on %s', (id) => {
		const {kernel} = checkStory(
			`
			1 map 0 1 rw          | ok
			1 write 0 1           | 1 zeroFill
			0 reclaim 1           | ok
			1 work reclaim_freed io_out | 0 0
			1 pages 0 1           | a1
			1 resident            | 1`,
			{design: findDesign(id)},
		);
		const {reclaim_visit, reclaim_useless} = workUnits;
		const {amount} = kernel.work;
		expect(amount[reclaim_useless]).toBe(amount[reclaim_visit]);
	});
});
