/** Protection keys: mappings of different keys are kept apart, by kernels that know keys. */
import {expect, test} from 'vitest';
import {viewMemory} from '../../../source/analysis/memory/memory.ts';
import {mapRows} from '../../../source/analysis/rows/maps.ts';
import {findDesign} from '../../../source/designs/index.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {createMachine, runMachine} from '../../../source/machine/machine.ts';
import {readText} from '../../helpers/read-text.ts';

const page = (number: number) => `0x${(0x10_0000 + number * 4096).toString(16)}`;

/** Sizes of the mappings after some calls on eight pages, in pages. */
async function sizes(kernel: string, ...calls: readonly object[]): Promise<readonly number[]> {
	const ops = [
		{op: 'start', pid: 1, comm: 'a'},
		{op: 'mmap', pid: 1, addr: page(0), len: '32K', prot: 'rw-', share: 'private'},
		...calls.map((call) => ({op: 'mprotect', pid: 1, prot: 'rw-', ...call})),
		{op: 'fork', pid: 1, child: 2},
	];
	const lines = [{forkscope: 1, name: 'keys'}, ...ops].map((line) => JSON.stringify(line));
	const {program} = await readText(`${lines.join('\n')}\n`);
	const machine = createMachine(program, {design: findDesign(kernel)});
	runMachine(machine);
	const view = viewMemory(machine);
	const [own, child] = [1, 2].map((pid) =>
		mapRows(view, findTask(machine.kernel, pid)).map(({start, end}) => (end - start) / 4096),
	);
	expect(child).toEqual(own);
	return own;
}

const two = {addr: page(2), len: '8K'};

test('another key cuts a mapping, and the same key joins it again', async () => {
	expect(await sizes('linux-6', {...two, key: 1})).toEqual([2, 2, 4]);
	expect(await sizes('linux-6', {...two, key: 1}, {...two, key: 0})).toEqual([8]);
	expect(await sizes('linux-6', {...two, key: 1}, {addr: page(4), len: '16K', key: 1})).toEqual([2, 6]);
	expect(await sizes('linux-6', {...two, key: 15}, {addr: page(4), len: '16K', key: 7})).toEqual([2, 2, 4]);
});

test('mprotect leaves the key', async () => {
	const all = {addr: page(0), len: '32K'};
	expect(await sizes('linux-6', {...two, key: 1}, {...all, prot: 'r--'})).toEqual([2, 2, 4]);
	expect(await sizes('linux-6', {...all, key: 3}, {...all, prot: 'r--'})).toEqual([8]);
});

test('kernels before keys do not cut', async () => {
	expect(await sizes('linux-2.4', {...two, key: 1})).toEqual([8]);
});
