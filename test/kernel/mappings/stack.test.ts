/** Stacks: how far down one may grow, what must stay free below it, and what growing is. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {effectKinds} from '../../../source/kernel/state/effects.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {checkStory} from '../../helpers/story.ts';

/** The longest stack, 8 MiB. */
const most = 2048;

const stories: Readonly<Record<string, string>> = {
	'a touch below a stack grows it down to the page, and no further': `
		1 map 1000 4 rwd    | ok
		1 write 990 1       | 1 growStack, 1 zeroFill
		1 maps              | 990-1004 rw
		1 read 988 1        | 1 growStack, 1 zeroPage
		1 maps              | 988-1004 rw
		1 pages 988 4       | z - a1 -`,
	'other memory does not grow': `
		1 map 1000 4 rw     | ok
		1 vfork 2           | ok
		2 write 999 1       | EFAULT 1 segv
		1 maps              | 1000-1004 rw`,
	'as long as it may be, and not a page more': `
		1 map 2999 1 rwd    | ok
		1 write ${3000 - most} 1       | 1 growStack, 1 zeroFill
		1 maps              | ${3000 - most}-3000 rw
		1 vfork 2           | ok
		2 write ${3000 - most - 1} 1        | EFAULT 1 segv
		1 maps              | ${3000 - most}-3000 rw`,
	'a mapping below keeps 256 pages between them free': `
		1 map 0 4 rw        | ok
		1 map 1000 4 rwd    | ok
		1 write 260 1       | 1 growStack, 1 zeroFill
		1 vfork 2           | ok
		2 write 259 1       | EFAULT 1 segv
		1 maps              | 0-4 rw, 260-1004 rw`,
	'what allows no access may be close, and so may another stack': `
		1 map 0 4 n         | ok
		1 map 100 4 rwd     | ok
		1 write 4 1         | 1 growStack, 1 zeroFill
		1 maps              | 0-4 -, 4-104 rw
		1 map 200 4 rd      | ok
		1 read 104 1        | 1 growStack, 1 zeroPage
		1 maps              | 0-4 -, 4-104 rw, 104-204 r`,
};

test.each(Object.entries(stories))('%s', (_, story) => {
	checkStory(story);
});

test('what is told is the page that was touched and how many pages were added', () => {
	const {kernel} = checkStory(`
		1 map 1000 4 rwd    | ok
		1 write 990 1       | 1 growStack, 1 zeroFill`);
	const {kind, mm, vpn, frame, other, amount} = kernel.effects;
	expect([kind[0], mm[0], vpn[0] % 4096, frame[0], other[0], amount[0]]).toEqual([
		effectKinds.growStack,
		kernel.task.mm[findTask(kernel, 1)],
		990,
		0,
		0,
		10,
	]);
});

test('growing gives a stack the anon_vma that its pages will need', () => {
	checkStory(`
		1 map 1000 4 rwd    | ok
		1 read 999 1        | 1 growStack, 1 zeroPage
		1 work anon_vma_alloc avc_alloc | 1 1
		1 write 999 1       | 1 zeroCopy
		1 work anon_vma_alloc | 0`);
});

describe('memory that the stack grows by is promised like any other', () => {
	const strict = {memoryBytes: 100 * 4096, overcommit: 2, overcommitRatio: 50};

	test('up to the limit', () => {
		const {kernel} = checkStory(
			`
			1 map 1000 4 rwd    | ok
			1 write 960 1       | 1 growStack, 1 zeroFill`,
			strict,
		);
		expect(kernel.total.value[totals.committed]).toBe(44);
	});

	test('and beyond it the touch is refused, and the stack stays', () => {
		checkStory(
			`
			1 map 1000 4 rwd    | ok
			1 vfork 2           | ok
			2 write 940 1       | EFAULT 1 notPromised, 1 segv
			1 maps              | 1000-1004 rw`,
			strict,
		);
	});

	test('but not where the stack is not charged', () => {
		const {kernel} = checkStory(
			`
			1 map 1000 4 rwdn   | ok
			1 write 990 1       | 1 growStack, 1 zeroFill`,
			{design: findDesign('linux-6')},
		);
		expect(kernel.total.value[totals.committed]).toBe(0);
	});
});
