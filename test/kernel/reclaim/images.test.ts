/** Images that go to swap whole, as in the Seventh Edition, as stories. */
import {expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {checkStory} from '../../helpers/story.ts';

function tell(story: string, memoryPages?: number, swapPages = 200): void {
	const design = findDesign('v7');
	expect(design?.id).toBe('v7');
	const memoryBytes = memoryPages === undefined ? undefined : memoryPages * 4096;
	checkStory(story, {design, swapBytes: swapPages * 4096, memoryBytes});
}

test('an image goes with all its pages and comes back with all of them before its process runs', () => {
	tell(`
		1 map 0 4 rw          | 4 zeroFill
		1 write 0 4           | ok
		1 fork 2              | 4 forkCopy
		0 reclaim 1           | 4 swapOut
		1 work io_out reclaim_freed | 4 4
		1 pages 0 2           | sx sx
		2 pages 0 2           | a1 b1
		1 read 0 1            | 4 swapIn
		1 work io_in fault_major | 4 0
		1 swap                | 0`);
});

test('a process that sleeps goes before one that can run, whichever has been there longer', () => {
	tell(`
		1 map 0 2 rw          | 2 zeroFill
		1 write 0 2           | ok
		1 fork 2              | 2 forkCopy
		2 map 8 2 rw          | 2 zeroFill
		2 write 8 2           | ok
		1 wait                | sleeps
		0 reclaim 1           | 2 swapOut
		1 pages 0 2           | sx sx
		2 pages 8 2           | a1 b1`);
});

test('fork goes to swap where memory does not hold the copy, and leaves the parent alone', () => {
	tell(
		`
		1 map 0 16 rw         | 16 zeroFill
		1 write 0 16          | ok
		1 fork 2
		1 work io_out page_copy | 16 16
		1 resident            | 16
		2 resident            | 0
		2 read 0 1            | 16 swapIn, 16 swapOut
		1 resident            | 0`,
		26,
	);
});

test('text goes with the last process in memory that runs it', () => {
	tell(`
		1 map 0 2 r lib       | 2 mapFile
		1 map 8 2 rw          | 2 zeroFill
		1 write 8 2           | ok
		1 fork 2              | 2 forkCopy
		0 reclaim 1           | 2 swapOut
		2 pages 0 2           | a1 b1
		0 reclaim 3           | 2 fileOut, 2 swapOut
		2 read 0 1            | 2 fileIn, 2 mapFile, 2 swapIn`);
});

test('a process that memory does not hold as a whole is killed', () => {
	tell('1 map 0 40 rw\n1 fork 2\n2 write 0 40', 24);
});
