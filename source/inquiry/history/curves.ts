/** Curves over the run: how much of something happened in each stretch of it, from the timeline's history. */

import {effectKinds} from '../../kernel/state/effects.ts';
import {workUnits} from '../../kernel/state/work.ts';
import {opKinds, startKinds, startsProcess} from '../../machine/ops/index.ts';
import {effectsIn, type History, workIn} from '../../timeline/history.ts';
import type {Timeline} from '../../timeline/timeline.ts';

/** What can be drawn over time; each a number for one event. */
export const curves = {
	forks: ({history, machine}, event) => (startsProcess(machine.program, history.op[event]) ? 1 : 0),
	/** Processes and threads that were started. */
	births: ({history, machine}, event) =>
		startKinds.includes(machine.program.kind[history.op[event]]) ? 1 : 0,
	/** Microseconds of the kernel's time that forks of all kinds took. */
	forkTime: ({history, machine}, event) =>
		startsProcess(machine.program, history.op[event]) ? history.sysUs[event] : 0,
	faults: ({history}, event) => history.minorFaults[event] + history.majorFaults[event],
	/** Pages of any kind, as the condition `copies` counts them. */
	copies: ({history}, event) => workIn(history, event, workUnits.page_copy),
	execs: ({history, machine}, event) => (machine.program.kind[history.op[event]] === opKinds.exec ? 1 : 0),
	exits: (timeline, event) => (endsSomebody(timeline, event) ? 1 : 0),
	/** Shared page tables that were split: a process got a copy of its own. */
	splits: ({history}, event) => effectsIn(history, event, effectKinds.splitTable),
	/** Microseconds of the kernel's time. */
	kernelTime: ({history}, event) => history.sysUs[event],
	/** Events that may bring a process or thread into being, end it, reap it or give it another parent. */
	families: (timeline, event) => (mayChangeFamilies(timeline, event) ? 1 : 0),
	/** Those and events that may change what processes are called, or whose they are. */
	labels: (timeline, event) => (mayChangeLabels(timeline, event) ? 1 : 0),
} as const satisfies Record<string, (timeline: Timeline, event: number) => number>;
export type CurveName = keyof typeof curves;

function endsSomebody({history, machine}: Timeline, event: number): boolean {
	return (
		history.signal[event] !== 0 ||
		(machine.program.kind[history.op[event]] === opKinds.exit && history.result[event] >= 0)
	);
}

const familyKinds: readonly number[] = [
	opKinds.start,
	opKinds.exec,
	opKinds.exit,
	opKinds.wait,
	...startKinds,
];

function mayChangeFamilies({history, machine}: Timeline, event: number): boolean {
	return (
		familyKinds.includes(machine.program.kind[history.op[event]]) ||
		history.signal[event] !== 0 ||
		effectsIn(history, event, effectKinds.oomKill) > 0
	);
}

const labelKinds: readonly number[] = [opKinds.comm, opKinds.setuid, opKinds.setpgid];

function mayChangeLabels(timeline: Timeline, event: number): boolean {
	const {history, machine} = timeline;
	return labelKinds.includes(machine.program.kind[history.op[event]]) || mayChangeFamilies(timeline, event);
}

/** Running sums, one an event, so that the sum over any stretch is one subtraction. */
type Sums = {values: Float64Array; count: number};

const sumsOf = new WeakMap<History, Map<CurveName, Sums>>();

/** Of a curve from event `from` (exclusive) to event `to` (inclusive), as far as they are known. */
export function sumBetween(timeline: Timeline, curve: CurveName, from: number, to: number): number {
	const sums = upToDate(timeline, curve);
	const last = (event: number) => sums.values[Math.max(0, Math.min(event, sums.count))];
	return last(to) - last(from);
}

function upToDate(timeline: Timeline, curve: CurveName): Sums {
	const {history} = timeline;
	const byName = sumsOf.get(history) ?? new Map<CurveName, Sums>();
	sumsOf.set(history, byName);
	const sums = byName.get(curve) ?? {values: new Float64Array(1024), count: timeline.first};
	byName.set(curve, sums);
	if (sums.values.length <= history.count) {
		const wider = new Float64Array(Math.max(history.count + 1, sums.values.length * 2));
		wider.set(sums.values);
		sums.values = wider;
	}

	for (let event = sums.count + 1; event <= history.count; event += 1) {
		sums.values[event] = sums.values[event - 1] + curves[curve](timeline, event);
	}

	sums.count = history.count;
	return sums;
}

/** The curve in `cells` stretches of equal length over the whole run. */
export function sampleCurve(timeline: Timeline, curve: CurveName, end: number, cells: number): number[] {
	return Array.from({length: cells}, (_, i) =>
		sumBetween(timeline, curve, Math.floor((i * end) / cells), Math.floor(((i + 1) * end) / cells)),
	);
}
