import {expect, test} from 'vitest';
import type {ForkAs} from '../../source/machine/fork-as.ts';
import {rewriteForks, startWays} from '../../source/machine/fork-as.ts';
import {opFlags} from '../../source/machine/op.ts';
import {createProgramBuilder, type OpRow, opRow} from '../../source/machine/program-builder.ts';

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
		({op, pid, child, comm, file, label}) =>
			[pid, op, child, comm, file, label].filter((part) => part !== undefined).join(' '),
	);
	expect(told).toEqual(expected);
	expect([result.rewritten, result.kept]).toEqual(counts);
}

const forkThenExec: readonly OpRow[] = [
	{op: 'start', pid: 1, comm: 'sh'},
	{op: 'fork', pid: 1, child: 2},
	{op: 'write', pid: 2, address: 0, length: 4096, fault: 3},
	{op: 'setpgid', pid: 2, pgid: 2},
	{op: 'exec', pid: 2, comm: 'ls'},
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
			{op: 'start', pid: 1, comm: 'sh'},
			{op: 'fork', pid: 1, child: 2},
			{op: 'fork', pid: 2, child: 3},
			{op: 'exec', pid: 2, comm: 'ls'},
			{op: 'exit', pid: 3},
		],
		'vfork',
		['1 start sh', '1 fork 2', '2 fork 3', '2 exec ls', '3 exit'],
		[0, 2],
	));

const vforkThenExec: readonly OpRow[] = [
	{op: 'start', pid: 1, comm: 'make'},
	{op: 'vfork', pid: 1, child: 2},
	{op: 'write', pid: 2, address: 0, length: 4096},
	{op: 'exec', pid: 2, comm: 'cc'},
];

test('a vfork becomes a fork, whatever its child does', () => {
	check(vforkThenExec, 'fork', ['1 start make', '1 fork 2', '2 write', '2 exec cc'], [1, 0]);
	check(
		[
			{op: 'start', pid: 1, comm: 'a'},
			{op: 'vfork', pid: 1, child: 2},
			{op: 'exit', pid: 2},
		],
		'fork',
		['1 start a', '1 fork 2', '2 exit'],
		[1, 0],
	);
});

test('a vfork becomes a spawn where its child execs', () => {
	check(vforkThenExec, 'spawn', ['1 start make', '1 spawn 2 cc'], [1, 0]);
});

test('so does a clone that shares memory until the child execs, and no other', () => {
	const {vm, vfork, thread} = opFlags;
	const clones: readonly OpRow[] = [
		{op: 'start', pid: 1, comm: 'a'},
		{op: 'clone', pid: 1, child: 2, flags: vm | vfork},
		{op: 'exec', pid: 2, comm: 'b'},
		{op: 'clone', pid: 1, child: 3, flags: vm | thread},
	];
	check(clones, 'fork', ['1 start a', '1 fork 2', '2 exec b', '1 clone 3'], [1, 0]);
});

test('a spawn becomes a fork or vfork and an exec', () => {
	const spawned: readonly OpRow[] = [
		{op: 'start', pid: 1, comm: 'sh'},
		{op: 'spawn', pid: 1, child: 2, comm: 'ls', argv: ['ls'], time: 5},
		{op: 'exit', pid: 2},
	];
	check(spawned, 'fork', ['1 start sh', '1 fork 2', '2 exec ls', '2 exit'], [1, 0]);
	check(spawned, 'vfork', ['1 start sh', '1 vfork 2', '2 exec ls', '2 exit'], [1, 0]);
	check(spawned, 'spawn', ['1 start sh', '1 spawn 2 ls', '2 exit'], [0, 0]);
});

test('there and back is the same program where nothing was touched before the exec', () => {
	const ops: readonly OpRow[] = [
		{op: 'start', pid: 1, comm: 'sh'},
		{op: 'fork', pid: 1, child: 2},
		{op: 'exec', pid: 2, comm: 'ls'},
	];
	for (const as of startWays) {
		const builder = createProgramBuilder();
		for (const op of ops) {
			builder.add(op);
		}

		const program = builder.finish({name: 'case', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
		const back = rewriteForks(rewriteForks(program, as).program, 'fork').program;
		expect(Array.from({length: back.count}, (_, i) => opRow(back, i))).toEqual(
			Array.from({length: program.count}, (_, i) => opRow(program, i)),
		);
	}
});
