/** Memory registered with userfaultfd, as Linux 6.18 answered: what keeps apart, merges again, and is left behind. */
import {expect, test} from 'vitest';
import {runToSummary} from '../../../source/inquiry/outcome/run.ts';
import {createMachine} from '../../../source/machine/machine.ts';
import {readText} from '../../helpers/read-text.ts';
import {checkStory} from '../../helpers/story.ts';

test.each([
	[
		'what is asked for differently keeps apart, what is asked for alike merges',
		`
		1 map 0 16 rw                   | ok
		1 write 0 2                     | 2 zeroFill
		1 userfault 4 4 missing         | ok
		1 userfault 8 4 wp              | ok
		1 maps                          | 0-4 rw, 4-8 rw, 8-12 rw, 12-16 rw
		1 userfault 4 4 missing wp      | ok
		1 map 16 4 rw                   | ok
		1 userfault 12 8 missing wp     | ok
		1 maps                          | 0-4 rw, 4-8 rw, 8-12 rw, 12-20 rw
		1 protect 4 2 r                 | ok
		1 protect 4 2 rw                | ok
		1 maps                          | 0-4 rw, 4-8 rw, 8-12 rw, 12-20 rw
		1 userfault 0 40                | ok
		1 maps                          | 0-20 rw`,
	],
	[
		'a child is not asked for, and what moves is left alone',
		`
		1 map 0 8 rw                    | ok
		1 userfault 4 4 missing         | ok
		1 fork 2                        | ok
		2 maps                          | 0-4 rw, 4-8 rw
		2 protect 4 1 r                 | ok
		2 protect 4 1 rw                | ok
		2 maps                          | 0-8 rw
		1 protect 4 1 r                 | ok
		1 protect 4 1 rw                | ok
		1 maps                          | 0-4 rw, 4-8 rw
		1 map 20 4 rw                   | ok
		1 remap 4 4 4 24                | ok
		1 maps                          | 0-4 rw, 20-28 rw`,
	],
	[
		'holes are passed over, but something must be mapped, and no file',
		`
		1 map 0 2 rw                    | ok
		1 map 4 2 rws                   | ok
		1 userfault 0 8 missing         | ok
		1 userfault 100 4 missing       | EINVAL
		1 map 10 2 r lib                | ok
		1 userfault 4 8 missing         | EINVAL`,
	],
])('%s', (_name, story) => {
	checkStory(story);
});

test('who serves the faults is told not to be known, once anybody asks for them', async () => {
	const trust = async (flags: readonly string[]) => {
		const range = {pid: 1, addr: '0x100000', len: '16K'};
		const lines = [
			{forkscope: 1, name: 'userfaults'},
			{op: 'start', pid: 1, comm: 'a'},
			{op: 'mmap', ...range, prot: 'rw-', share: 'private'},
			{op: 'userfault', ...range, flags},
		];
		const {program} = await readText(lines.map((line) => JSON.stringify(line)).join('\n'));
		return runToSummary(createMachine(program)).trust ?? [];
	};
	expect(await trust(['missing'])).toEqual([
		expect.stringMatching(/^Faults that a process asked to serve itself/),
	]);
	expect(await trust([])).toEqual([]);
});
