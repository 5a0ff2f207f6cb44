/** vfork of each kind, and the three rules for its child: shared with it, moved to it, or a fork that only blocks. */

import {describe, expect, test} from 'vitest';
import {findDesign} from '../../source/designs/index.ts';
import {findTask, taskStates} from '../../source/kernel/processes/task.ts';
import {effectKinds} from '../../source/kernel/state/effects.ts';
import {errno} from '../../source/kernel/state/errno.ts';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import {createProgramBuilder} from '../../source/machine/program-builder.ts';
import {checkStory} from '../helpers/story.ts';

const sharing = ['netbsd-1.3', 'uvm', 'svr4', 'linux-2.4', 'linux-6'];
const moving = ['3bsd'];
const blocking = ['4.4bsd', 'segment-cow'];
const all = [...sharing, ...moving, ...blocking];

function tell(ids: readonly string[], story: string): void {
	test.each(ids)('%s', (id) => {
		const design = findDesign(id);
		expect(design?.id).toBe(id);
		checkStory(story, {design});
	});
}

describe('a child that shares or borrows memory writes that of its parent', () => {
	tell(
		[...sharing, ...moving],
		`
		1 map 0 1 rw     | ok
		1 write 0 1      | 1 zeroFill
		1 vfork 2        | ok
		1 work pte_wp vma_copy entry_copy | 0 0 0
		2 write 0 1      | 1 vforkWrite
		2 return         | 1 vforkReturn
		2 exit()         | 1 vforkExit
		1 pages 0 1      | a1
		1 write 0 1      | ok`,
	);
});

test.each([...sharing, ...moving])('a child writes as much of it as there is before it dies: %s', (id) => {
	const {kernel} = checkStory(
		`
		1 map 0 2 rw     | ok
		1 map 8 2 r      | ok
		1 vfork 2        | ok
		2 write 0 4      | EFAULT 2 zeroFill, 1 segv, 1 vforkWrite`,
		{design: findDesign(id)},
	);
	const {kind, vpn, amount, count} = kernel.effects;
	const row = kind.subarray(0, count).indexOf(effectKinds.vforkWrite);
	expect([vpn[row] % 4096, amount[row]]).toEqual([0, 2]);
});

describe('a write that is refused at once writes nothing', () => {
	tell(
		[...sharing, ...moving],
		`
		1 map 8 2 r      | ok
		1 vfork 2        | ok
		2 write 8 1      | EFAULT 1 segv`,
	);
});

describe('memory that moved to the child is not its parent’s meanwhile', () => {
	test.each(moving)('%s', (id) => {
		const machine = checkStory('1 map 0 1 rw | ok\n1 write 0 1 | 1 zeroFill\n1 vfork 2 | ok', {
			design: findDesign(id),
		});
		const {task} = machine.kernel;
		expect(task.mm[findTask(machine.kernel, 1)]).toBe(0);
		expect(task.mm[findTask(machine.kernel, 2)]).not.toBe(0);
	});
});

describe('a child with memory of its own breaks no rule', () => {
	tell(
		['4.4bsd'],
		`
		1 map 0 1 rw     | ok
		1 write 0 1      | 1 zeroFill
		1 vfork 2        | ok
		1 work entry_copy pte_wp block | 1 1 1
		2 write 0 1      | 1 shadow, 1 copy, 1 bypass
		2 return         | ok
		2 exit()         | ok
		1 write 0 1      | 1 shadow, 1 copy, 1 defect extraCopy, 1 collapse`,
	);
	tell(
		['segment-cow'],
		`
		1 map 0 1 rw     | ok
		1 write 0 1      | 1 zeroFill
		1 vfork 2        | ok
		2 write 0 1      | 1 copyAmap, 1 copy
		2 return         | ok
		2 exit()         | ok
		1 write 0 1      | 1 reuseAmap, 1 reuse`,
	);
});

describe('the parent sleeps until its child execs or exits', () => {
	tell(
		all,
		`
		1 map 0 1 rw     | ok
		1 vfork 2        | ok
		2 exec sh        | ok
		1 vfork 3        | ok
		3 exit           | ok
		1 write 0 1      | 1 zeroFill
		1 pages 0 1      | a1`,
	);
});

describe('a child may vfork in its turn', () => {
	tell(
		[...sharing, ...moving],
		`
		1 map 0 1 rw     | ok
		1 write 0 1      | 1 zeroFill
		1 vfork 2        | ok
		2 vfork 3        | ok
		3 write 0 1      | 1 vforkWrite
		3 exec sh        | ok
		2 write 0 1      | 1 vforkWrite
		2 exit           | ok
		1 write 0 1      | ok
		1 pages 0 1      | a1`,
	);
});

describe('an exec that fails wakes nobody', () => {
	test.each(all)('%s', (id) => {
		const builder = createProgramBuilder();
		builder.add({op: 'start', pid: 1, comm: 'init'});
		builder.add({op: 'vfork', pid: 1, child: 2});
		const impossible = {address: 1, length: 4096, flags: 1, offset: 0};
		builder.add({op: 'exec', pid: 2, comm: 'none', image: [impossible]});
		builder.add({op: 'exec', pid: 2, comm: 'sh'});
		const header = {name: 'failed exec', cpus: 1, swapBytes: 0, geometry: 'x86-64'} as const;
		const machine = createMachine(builder.finish(header), {design: findDesign(id)});
		const {task} = machine.kernel;
		const told: (readonly [result: number, parent: number])[] = [];
		while (stepMachine(machine)) {
			told.push([machine.outcome.result, task.state[findTask(machine.kernel, 1)]]);
		}

		expect(told).toEqual([
			[0, taskStates.running],
			[0, taskStates.vforkWait],
			[-errno.EINVAL, taskStates.vforkWait],
			[0, taskStates.running],
		]);
	});
});

describe('after fork and exec every page of the parent that is written takes a fault, after vfork none', () => {
	const life = (call: string, then: string) => `
		1 map 0 8 rw     | ok
		1 write 0 8      | 8 zeroFill
		1 ${call} 2      | ok
		2 exec sh        | ok
		1 write 0 8      | ${then}`;
	tell(['linux-6', 'svr4'], life('fork', '8 reuse'));
	tell(['uvm'], life('fork', '1 reuseAmap, 8 reuse'));
	tell(['segment-cow'], life('fork', '1 reuseAmap, 1 reuse'));
	tell(['4.4bsd'], life('fork', '1 shadow, 1 copy, 1 defect extraCopy, 1 collapse, 7 reuse'));
	tell(sharing, life('vfork', 'ok'));
	tell(['4.4bsd'], life('vfork', '1 shadow, 1 copy, 1 defect extraCopy, 1 collapse, 7 reuse'));
});
