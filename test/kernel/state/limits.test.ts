/** What a kernel allows where nobody says: as much as there may be of what machines differ in, Linux's defaults for the rest. */
import {expect, test} from 'vitest';
import {defaultLimits, hugePageModes, overcommitModes} from '../../../source/kernel/state/limits.ts';
import {checkStory} from '../../helpers/story.ts';

test('memory and promises have no end, swap and the pool have nothing', () => {
	const {frames, reservable, commitPages, swapSlots, hugetlbPages} = defaultLimits;
	expect([frames, reservable, commitPages]).toEqual(Array(3).fill(Number.POSITIVE_INFINITY));
	expect([swapSlots, hugetlbPages]).toEqual([0, 0]);
});

// Linux: PID_MAX_LIMIT, _STK_LIM, and DEFAULT_MAX_MAP_COUNT, five below what a core file can number.
test('tasks, stacks and mappings are bounded as Linux bounds them', () => {
	expect(defaultLimits.tasks).toBe(4 * 2 ** 20);
	expect(defaultLimits.stackPages * 4096).toBe(8 * 2 ** 20);
	expect(defaultLimits.vmasPerMm).toBe(2 ** 16 - 1 - 5);
});

test('a stack grows to its limit, its lowest page included, and no further', () => {
	checkStory(`
		1 map 3000 4 rwd      | ok
		1 write 956 1         | 1 growStack, 1 zeroFill
		1 maps                | 956-3004 rw
		1 write 955 1         | EFAULT 1 segv`);
});

test('modes of overcommit have the numbers of vm.overcommit_memory, and memory is promised by a guess', () => {
	expect(overcommitModes).toEqual({guess: 0, always: 1, never: 2});
	expect(defaultLimits.overcommit).toBe(overcommitModes.guess);
});

test('modes of huge pages are told apart by what Linux calls them', () => {
	expect(hugePageModes).toEqual(['always', 'madvise', 'never']);
});
