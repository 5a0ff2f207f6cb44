import {expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {processQuery} from '../../../source/analysis/query/find-process.ts';
import {cgroupRows, cgroupText} from '../../../source/analysis/rows/cgroups.ts';
import {livingProcesses} from '../../../source/analysis/rows/processes.ts';
import {checkStory} from '../../helpers/story.ts';

const machine = checkStory(
	`
	1 fork 2            | ok
	2 cgroup host 16    | ok
	2 fork 3            | ok
	3 cgroup web 9 0    | ok
	2 map 0 30 rw       | ok
	2 write 0 14        | 14 zeroFill, 12 swapOut, 2 limitRoom
	3 map 0 30 rw       | ok
	3 write 0 20        | ENOMEM 6 zeroFill, 1 limitMet, 1 oomKill`,
	{swapBytes: 64 * 4096},
);

test('each has its limits, what it has with those in it, and what became of its processes', () => {
	expect(cgroupRows(viewMemory(machine)).map(cgroupText)).toEqual([
		'cgroup host: 20K of 64K, swap 48K, 1 process',
		'cgroup web: 0 of 36K, swap 0 of 0, 0 processes, 1 killed',
	]);
});

test.each([
	['cgroup = host', [2]],
	['cgroup != host', [1]],
	['cgroup web', []],
	['cgroup ~ os', [2]],
])('%s', (query, pids) => {
	const view = viewMemory(machine);
	const {kernel} = machine;
	const found = livingProcesses(kernel).filter(processQuery(view, query));
	expect(found.map((task) => kernel.task.pid[task])).toEqual(pids);
});
