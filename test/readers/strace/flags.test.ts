/** One program was recorded with many flags of strace: what is read must not depend on them. */

import {readdirSync} from 'node:fs';
import {expect, test} from 'vitest';
import {createMachine, stepMachine} from '../../../source/machine/machine.ts';
import type {Program} from '../../../source/machine/program.ts';
import {type OpRow, opRow} from '../../../source/machine/program-builder.ts';
import {readFixture} from '../../helpers/read-text.ts';

/** What each process did but for its touches. Processes are named by their place in the tree: 0.2 is 0's third child. */
function stories(program: Program): string[] {
	const names = new Map<number, string>();
	const told = new Map<string, string[]>();
	const counts = new Map<string, number>();
	for (let i = 0; i < program.count; i += 1) {
		const row = opRow(program, i);
		const {op, pid = 0, child} = row;
		if (op === 'start') {
			names.set(pid, '0');
		}

		const name = names.get(pid) ?? 'nobody';
		if (child !== undefined && op !== 'wait') {
			const number = counts.get(name) ?? 0;
			counts.set(name, number + 1);
			names.set(child, `${name}.${number}`);
		}

		if (op !== 'read' && op !== 'write') {
			const words = [op, ...details(row), ...(child === undefined ? [] : [names.get(child)])];
			told.set(name, [...(told.get(name) ?? []), words.join(' ')]);
		}
	}

	return [...told].map(([name, words]) => `${name}: ${words.join(', ')}`).sort();
}

function details({op, comm, code, signal}: OpRow): (string | number)[] {
	switch (op) {
		case 'exec':
		case 'comm':
			return [comm ?? ''];
		case 'exit':
			return signal === undefined ? [code ?? 0] : ['signal', signal];
		default:
			return [];
	}
}

const heap = 'brk, brk, brk, brk, brk, mprotect';
const expected = [
	'0: start, exec every-way, ',
	`${heap}, `,
	'fork 0.0, wait 0.0, fork 0.1, wait 0.1, fork 0.2, wait 0.2, vfork 0.3, wait 0.3, ',
	'mmap, vfork 0.4, munmap, wait 0.4, mmap, mprotect, clone 0.5, clone 0.6, ',
	'fork 0.7, wait 0.7, fork 0.8, wait 0.8, fork 0.9, wait 0.9, fork 0.10, wait 0.10, ',
	'mmap, mremap, madvise, mprotect, fork 0.11, wait 0.11, fork 0.12, wait 0.12, exit 0',
].join('');
const others = [
	'0.0: exit 0',
	'0.1: exit 1',
	'0.2: exit 2',
	`0.3: exec every-way, ${heap}, exit 4`,
	`0.4: exec every-way, ${heap}, exit 4`,
	'0.5: mmap, munmap, madvise, exit 0',
	'0.6: fork 0.6.0, wait 0.6.0, madvise, exit 0',
	'0.6.0: exit 9',
	'0.7: exit signal 9',
	'0.8: exit signal 15',
	`0.9: clone 0.9.0, exec every-way, ${heap}, exit 4`,
	'0.10: comm renamed, setpgid, exit 0',
	'0.11: exit 7',
	'0.12: fork 0.12.0, exit 6',
	'0.12.0: exit 5',
];

const recordings = readdirSync(new URL('../../../fixtures/strace', import.meta.url)).filter((name) =>
	name.endsWith('.strace'),
);

test.each(recordings)('%s tells the story of the program', async (name) => {
	const {program, problems} = await readFixture(`strace/${name}`);
	expect(problems).toEqual([]);
	expect(stories(program)).toEqual([expected, ...others].sort());
});

test.each(recordings)('nothing of %s is refused when it is replayed', async (name) => {
	const machine = createMachine((await readFixture(`strace/${name}`)).program);
	const refused: OpRow[] = [];
	while (stepMachine(machine)) {
		if (machine.outcome.result < 0) {
			refused.push(opRow(machine.program, machine.outcome.op));
		}
	}

	expect(refused).toEqual([]);
});

const stamps = [
	['plain', Number.NaN, Number.NaN],
	['ttt-T-y', 80_000, 0],
	['tt-Y-i-n', 80_000, 0],
	['t-qq', 0, 0],
	['r-q', 80_000, 0],
	['stderr-Y-tt', 80_000, 0],
] as const;

test.each(stamps)('times of %s count from the first line', async (name, atLeast, first) => {
	const {time} = (await readFixture(`strace/${name}.strace`)).program;
	const last = time[time.length - 1];
	expect(time[0]).toBe(first);
	expect(Number.isNaN(atLeast) ? Number.isNaN(last) : last >= atLeast && last < 10e6).toBe(true);
});
