/** Moments in words, and machines at them. */
import {describe, expect, test} from 'vitest';
import {createMachine, eventCount, lastOp} from '../../source/machine/machine.ts';
import type {OpRow} from '../../source/machine/program.ts';
import {createProgramBuilder} from '../../source/machine/program.ts';
import {machineAt, parsePosition} from '../../source/timeline/position.ts';

const rows: readonly OpRow[] = [
	{op: 'start', pid: 1, text: 'init'},
	{op: 'mark', text: 'a#2'},
	{op: 'run', pid: 1, value: 100},
	{op: 'fork', pid: 1, child: 2},
	{op: 'exec', pid: 2, text: 'sh'},
	{op: 'mark', text: 'a'},
	{op: 'exec', pid: 9, text: 'ls'},
	{op: 'run', pid: 1, value: 400},
	{op: 'exec', pid: 2, text: 'sh'},
	{op: 'mark', text: 'a'},
];

function program() {
	const builder = createProgramBuilder();
	for (const row of rows) {
		builder.add(row);
	}

	return builder.finish({name: 'moments', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
}

function eventsAt(text: string): number {
	const ops = program();
	return eventCount(machineAt(() => createMachine(ops), parsePosition(text, ops)));
}

describe('a moment is so many events', () => {
	test.each([
		['end', 10],
		['#0', 0],
		['#7', 7],
		['mark:a', 6],
		['mark:a#2', 2],
		['exec:sh', 4],
		['exec:sh#1', 4],
		['exec:sh#2', 8],
		['0s', 0],
		['1000s', 10],
	])('%s', (text, events) => {
		expect(eventsAt(text)).toBe(events);
	});

	test('of events that take time, those that were over by then', () => {
		const ops = program();
		const machine = machineAt(() => createMachine(ops), parsePosition('450us', ops));
		expect(lastOp(machine)).toBe(6);
		expect(eventsAt('0.45ms')).toBe(7);
		expect(eventsAt('0.00045s')).toBe(7);
	});
});

describe('what is no moment', () => {
	test.each([
		['', '"" is no position; expected end, #OPS, 12.5s, 50%, mark:LABEL, exec:COMM or exec:COMM#2'],
		['12.5', '"12.5" is no position'],
		['#-1', '"#-1" is no position'],
		['#11', 'There is no position #11: the workload ends at #10.'],
		['mark:b', 'There is no mark b in this workload. It has marks a#2, a.'],
		['mark:a#3', 'There is no mark a#3: a comes 2 times.'],
		['exec:make', 'There is no exec of make in this workload. It has execs of sh, ls.'],
		['exec:ls', 'The workload ends before the exec of ls is reached.'],
	])('%s', (text, told) => {
		expect(() => eventsAt(text)).toThrow(told);
	});
});
