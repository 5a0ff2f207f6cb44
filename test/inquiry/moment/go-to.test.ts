/** Moments in words, and machines at them. */

import {describe, expect, test} from 'vitest';
import {createProgramBuilder, type OpRow} from '../../../source/machine/program-builder.ts';
import {eventCount, lastOp} from '../../../source/machine/state.ts';
import {machineAt} from '../../helpers/at.ts';

const rows: readonly OpRow[] = [
	{op: 'start', pid: 1, comm: 'init'},
	{op: 'mark', label: 'a#2'},
	{op: 'run', pid: 1, us: 100},
	{op: 'fork', pid: 1, child: 2},
	{op: 'exec', pid: 2, comm: 'sh'},
	{op: 'mark', label: 'a'},
	{op: 'exec', pid: 9, comm: 'ls'},
	{op: 'run', pid: 1, us: 400},
	{op: 'exec', pid: 2, comm: 'sh'},
	{op: 'mark', label: 'a'},
];

function program() {
	const builder = createProgramBuilder();
	for (const row of rows) {
		builder.add(row);
	}

	return builder.finish({name: 'moments', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
}

function eventsAt(text: string): number {
	return eventCount(machineAt(program(), text));
}

describe('a moment is so many events', () => {
	test.each([
		['end', 10],
		['#0', 0],
		['#7', 7],
		['7', 7],
		['start', 0],
		['+3', 3],
		['+99', 10],
		['-3', 0],
		['50%', 5],
		['pid 2', 4],
		['next fork', 4],
		['next exec', 5],
		['next of 2', 4],
		['until processes > 1', 4],
		['mark a', 6],
		['exec sh#2', 8],
		['0.00045', 7],
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
		const machine = machineAt(program(), '450us');
		expect(lastOp(machine)).toBe(6);
		expect(eventsAt('0.45ms')).toBe(7);
		expect(eventsAt('0.00045s')).toBe(7);
	});
});

describe('what is no moment', () => {
	test.each([
		['', '"" is no position; expected end, start, 1234, +10, 12.5s, 50%, mark:LABEL, exec:COMM'],
		['#-1', '"#-1" is no position'],
		['+1.5', '"+1.5" is no position'],
		['11', 'There is no position 11: the workload ends after 10 events.'],
		['next war', 'There is no next or previous war; expected fork, exec, exit, copy, split, fault, of PID'],
		['previous fork', 'There is no fork before this moment.'],
		['next split', 'There is no split after this moment.'],
		['next of 77', 'Process 77 does nothing after this moment.'],
		['pid 77', 'There is never a process 77.'],
		['until rss >', 'rss > : a size such as 5M was expected'],
		['until processes > 9', 'The workload ends before processes > 9 becomes true.'],
		['back until processes > 9', 'Before this moment processes > 9 has not become true.'],
		['mark:b', 'There is no mark b in this workload. It has marks a#2, a.'],
		['mark:a#3', 'There is no mark a#3: a comes 2 times.'],
		['exec:make', 'There is no exec of make in this workload. It has execs of sh, ls.'],
		['exec:ls', 'The workload ends before the exec of ls is reached.'],
	])('%s', (text, told) => {
		expect(() => eventsAt(text)).toThrow(told);
	});
});
