/** clone with CLONE_PARENT: whose child it makes, and who may wait for it. */

import {expect, test} from 'vitest';
import {findTask} from '../../source/kernel/processes/task.ts';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import {readText} from '../helpers/read-text.ts';

/** Runs process 1, its child 2, and `ops`, all of which must succeed; answers the parent of 3 by pid, 0 for none. */
async function parentOfThird(ops: readonly object[]): Promise<number | undefined> {
	const lines = [
		{forkscope: 1, name: 'clone'},
		{op: 'start', pid: 1, comm: 'init'},
		{op: 'fork', pid: 1, child: 2},
		...ops,
	];
	const {program} = await readText(lines.map((line) => JSON.stringify(line)).join('\n'));
	const machine = createMachine(program);
	while (stepMachine(machine)) {
		expect(machine.outcome.result).toBe(0);
	}

	const {task} = machine.kernel;
	const third = findTask(machine.kernel, 3);
	return third === 0 ? undefined : task.pid[task.parent[third]];
}

const clone = (pid: number, flags: readonly string[]) => ({op: 'clone', pid, child: 3, flags});

test.each([
	['without it the maker is the parent', [clone(2, [])], 2],
	['a copy is its maker’s sibling', [clone(2, ['parent'])], 1],
	['one on the same memory too', [clone(2, ['vm', 'parent'])], 1],
	['a maker without a parent makes one without', [clone(1, ['parent'])], 0],
	[
		'the parent of the maker waits for it',
		[clone(2, ['parent']), {op: 'exit', pid: 3}, {op: 'wait', pid: 1, child: 3}],
		undefined,
	],
])('%s', async (_, ops, parent) => {
	expect(await parentOfThird(ops)).toBe(parent);
});
