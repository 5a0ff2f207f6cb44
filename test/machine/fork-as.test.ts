import {expect, test} from 'vitest';
import type {ForkAs} from '../../source/machine/fork-as.ts';
import {rewriteForks} from '../../source/machine/fork-as.ts';
import type {OpRow} from '../../source/machine/program.ts';
import {createProgramBuilder, opRow} from '../../source/machine/program.ts';

function check(
	ops: readonly OpRow[],
	as: ForkAs,
	expected: readonly string[],
	counts: [rewritten: number, kept: number],
) {
	const builder = createProgramBuilder();
	for (const op of ops) {
		builder.add(op);
	}

	const result = rewriteForks(builder.finish({name: 'case', cpus: 1, swapBytes: 0, geometry: 'x86-64'}), as);
	const told = Array.from({length: result.program.count}, (_, i) => opRow(result.program, i)).map(
		({op, pid, child, text}) => [pid, op, child, text].filter((part) => part !== undefined).join(' '),
	);
	expect(told).toEqual(expected);
	expect([result.rewritten, result.kept]).toEqual(counts);
}

const forkThenExec: readonly OpRow[] = [
	{op: 'start', pid: 1, text: 'sh'},
	{op: 'fork', pid: 1, child: 2},
	{op: 'write', pid: 2, address: 0, length: 4096, fault: 3},
	{op: 'setpgid', pid: 2, pgid: 2},
	{op: 'exec', pid: 2, text: 'ls'},
	{op: 'write', pid: 2, address: 0, length: 4096},
];

test('vfork keeps what the child does before its exec', () =>
	check(
		forkThenExec,
		'vfork',
		['1 start sh', '1 vfork 2', '2 write', '2 setpgid', '2 exec ls', '2 write'],
		[1, 0],
	));

test('spawn takes the exec over and leaves the touches before it out', () =>
	check(forkThenExec, 'spawn', ['1 start sh', '1 spawn 2 ls', '2 setpgid', '2 write'], [1, 0]));

test('a child that forks, maps or exits before it execs stays forked', () =>
	check(
		[
			{op: 'start', pid: 1, text: 'sh'},
			{op: 'fork', pid: 1, child: 2},
			{op: 'fork', pid: 2, child: 3},
			{op: 'exec', pid: 2, text: 'ls'},
			{op: 'exit', pid: 3},
		],
		'vfork',
		['1 start sh', '1 fork 2', '2 fork 3', '2 exec ls', '3 exit'],
		[0, 2],
	));
