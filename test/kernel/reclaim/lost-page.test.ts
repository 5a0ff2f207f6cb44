/** Pages that a recording has found absent leave memory, from all that map them, where they can. */
import {expect, test} from 'vitest';
import {designs} from '../../../source/designs/index.ts';
import {checkKernel} from '../../../source/kernel/check/check.ts';
import {losePage} from '../../../source/kernel/reclaim/lost-page.ts';
import {mmOf, vpnOf} from '../../helpers/parts.ts';
import {checkStory, type StoryOptions} from '../../helpers/story.ts';

/** What becomes of a page of process 1 after a story. */
function lose(story: string, page: number, options: StoryOptions = {}) {
	const {kernel} = checkStory(story, {swapBytes: 2 ** 20, ...options});
	const isGone = losePage(kernel, mmOf(kernel, 1), vpnOf(page));
	expect(checkKernel(kernel)).toBeUndefined();
	return {
		isGone,
		slots: kernel.swap.live,
		swapped: [1, 2].map((pid) => kernel.mm.swapped[mmOf(kernel, pid)]),
	};
}

const forked = '1 map 0 4 rw\n1 write 0 4\n1 fork 2';

test('a page of two leaves both, and no other does', () => {
	expect(lose(forked, 1)).toEqual({isGone: true, slots: 1, swapped: [1, 1]});
});

test('so does one that lies elsewhere in the child', () => {
	expect(lose(`${forked}\n2 remap 0 4 4 20`, 1)).toEqual({isGone: true, slots: 1, swapped: [1, 1]});
});

test.each([
	['what is not there', `${forked}\n1 map 8 1 rw`, 8],
	['a page of zeros', `${forked}\n1 map 8 1 rw\n1 read 8 1`, 8],
	['locked memory', `${forked}\n2 lock 1 1\n1 read 1 1\n1 lock 2 1`, 2],
])('%s stays', (_, story, page) => {
	expect(lose(story, page)).toMatchObject({isGone: false, slots: 0});
});

test('nothing leaves a machine without swap', () => {
	expect(lose(forked, 1, {swapBytes: 0})).toMatchObject({isGone: false, slots: 0});
});

test('a huge page is taken apart first', () => {
	expect(lose('1 map 0 512 rw\n1 write 0 512\n1 fork 2', 7, {hugePages: 'always'})).toEqual({
		isGone: true,
		slots: 1,
		swapped: [1, 1],
	});
});

test.each(
	designs.filter(({policies}) => policies.swaps === true).map((design) => [design.id, design] as const),
)('%s loses one too', (_, design) => {
	expect(lose('1 map 0 4 rw\n1 write 0 4\n1 fork 2\n1 write 3 1', 3, {design})).toMatchObject({
		isGone: true,
		slots: 1,
	});
});
