/** Tables that fork left for the child to copy, when the parent is gone before the child gets to it. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkKernel} from '../../../source/kernel/check/check.ts';
import {checkStory} from '../../helpers/story.ts';

const emptied = `
	1 map 0 40 rw
	1 write 0 1
	1 advise 0 1 dontneed
	1 fork 2`;

describe('an empty table that only the child still points at becomes its own', () => {
	test.each([
		['the parent unmaps it', '1 munmap 0 40\n2 write 0 1\n2 exit\n1 wait'],
		['the parent exits', '1 exit\n2 write 0 1\n2 exit'],
		['the child does nothing with it', '1 munmap 0 40\n2 exit\n1 wait'],
	])('%s', (_, rest) => {
		const {kernel} = checkStory(`${emptied}\n${rest}`, {design: findDesign('async-fork')});
		expect(checkKernel(kernel)).toBeUndefined();
	});
});
