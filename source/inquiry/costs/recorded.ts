/** Measurements from a recording: how long its calls took, beside the work that they are here. */

import {workUnitNames} from '../../kernel/state/work.ts';
import {createMachine} from '../../machine/machine.ts';
import type {OpName} from '../../machine/ops/index.ts';
import type {Program} from '../../machine/program.ts';
import {lastOp} from '../../machine/state.ts';
import {eachEvent, workRecord} from './experiments.ts';
import type {Measurement} from './fit.ts';

export type Timed = {readonly pid: number; readonly call: string; readonly us: number};

/** Which op a call is here; calls that wait for others tell of no work. */
const opsOfCalls: Readonly<Record<string, OpName | undefined>> = {
	...{mmap: 'mmap', munmap: 'munmap', mprotect: 'mprotect', brk: 'brk', mremap: 'mremap', madvise: 'madvise'},
	...{fork: 'fork', clone: 'fork', clone3: 'fork', execve: 'exec'},
};

type Done = {readonly op: OpName; readonly work: Float64Array; readonly us: number};

/** Calls of one kind are this many measurements, by the work that they are: what is rare then counts as much as what is not. */
const bucketsMax = 3;

/** A call that was made less often tells nothing: it may have been interrupted. */
const timesMin = 5;

/** Of each process the calls of a kind are used where there are as many durations as ops: the n-th is then the n-th. */
export function recordedMeasurements(program: Program, timed: readonly Timed[]): readonly Measurement[] {
	const done = matched(worksOf(program), durationsOf(timed));
	const byOp = Map.groupBy(done, ({op}) => op);
	return [...byOp]
		.filter(([, all]) => all.length >= timesMin)
		.flatMap(([op, all]) =>
			bucketsOf(all).map((bucket, i, {length}) => measurementOf(`${op}, ${i + 1} of ${length}`, bucket)),
		);
}

function worksOf(program: Program): Map<string, {readonly op: OpName; readonly work: Float64Array}[]> {
	const machine = createMachine(program);
	const works = new Map<string, {readonly op: OpName; readonly work: Float64Array}[]>();
	eachEvent(machine, (work, op) => {
		if (machine.outcome.result >= 0) {
			push(works, `${program.pid[lastOp(machine)]} ${op}`, {op, work: work.slice()});
		}
	});
	return works;
}

function durationsOf(timed: readonly Timed[]): Map<string, number[]> {
	const durations = new Map<string, number[]>();
	for (const {pid, call, us} of timed) {
		const op = opsOfCalls[call];
		if (op !== undefined && us > 0) {
			push(durations, `${pid} ${op}`, us);
		}
	}

	return durations;
}

function push<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
	const list = lists.get(key);
	if (list === undefined) {
		lists.set(key, [value]);
	} else {
		list.push(value);
	}
}

function matched(
	works: ReadonlyMap<string, readonly {readonly op: OpName; readonly work: Float64Array}[]>,
	durations: ReadonlyMap<string, readonly number[]>,
): Done[] {
	return [...works].flatMap(([key, list]) => {
		const times = durations.get(key) ?? [];
		return times.length === list.length ? list.map((each, i) => ({...each, us: times[i]})) : [];
	});
}

/** By the work that they are, as many in each, and enough for a median. */
function bucketsOf(all: readonly Done[]): (readonly Done[])[] {
	const sorted = all.toSorted((left, right) => amountOf(left) - amountOf(right));
	const count = Math.min(bucketsMax, Math.max(1, Math.floor(all.length / timesMin)));
	return Array.from({length: count}, (_, i) =>
		sorted.slice(Math.floor((i * all.length) / count), Math.floor(((i + 1) * all.length) / count)),
	);
}

function amountOf({work}: Done): number {
	return work.reduce((sum, amount) => sum + amount, 0);
}

/** The work of one of them on average, and the median of their times: some were interrupted. */
function measurementOf(name: string, bucket: readonly Done[]): Measurement {
	const mean = new Float64Array(workUnitNames.length + 1);
	for (const {work} of bucket) {
		for (const [unit, amount] of work.entries()) {
			mean[unit] += amount / bucket.length;
		}
	}

	const times = bucket.map(({us}) => us).sort((left, right) => left - right);
	const work = workRecord(mean);
	return {what: `${name}: ${bucket.length} times`, work, us: times[Math.floor(times.length / 2)]};
}
