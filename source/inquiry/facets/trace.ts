/** A run as what processes did over time: calls that start, change and end processes, waits, bursts of faults; memory beside. */
import {viewMemory} from '../../analysis/memory/memory.ts';
import {processMemory} from '../../analysis/memory/process-memory.ts';
import {livingProcesses, nameOf, pidOf} from '../../analysis/rows/processes.ts';
import {type OpName, opName} from '../../machine/ops/index.ts';
import {absent} from '../../machine/program.ts';
import {lengthOf} from '../../timeline/explore.ts';
import {seek} from '../../timeline/seek.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {eventAt, eventText} from '../history/event.ts';
import {actorName} from '../history/names.ts';

type Slice = {
	readonly pid: number;
	readonly name: string;
	readonly startUs: number;
	us: number;
	readonly about: string;
};

/** Ops that are slices of their own; a wait lasts from the event before it. */
const told: ReadonlySet<OpName> = new Set(['fork', 'vfork', 'clone', 'spawn', 'exec', 'exit', 'wait']);

/** Moments at which memory is measured. */
const samples = 100;

/** The whole run; the cursor is at its end afterwards. */
export function traceOf(timeline: Timeline) {
	const end = lengthOf(timeline);
	const {program, design} = timeline.machine;
	const slices = slicesOf(timeline, end);
	const {names, counters} = measure(timeline, end);
	return {
		title: `${program.header.name} on ${design.id}`,
		processes: [...names].map(([pid, name]) => ({pid, name})),
		slices,
		counters,
	};
}

function slicesOf(timeline: Timeline, end: number): Slice[] {
	const {history, machine} = timeline;
	const slices: Slice[] = [];
	const lastUs = new Map<number, number>();
	const bursts = new Map<number, Slice>();
	for (let position = timeline.first + 1; position <= end; position += 1) {
		const op = history.op[position];
		const pid = machine.program.pid[op];
		if (pid === absent) {
			continue;
		}

		const name = opName(machine.program.kind[op]);
		const overUs = history.time[position];
		const startUs = name === 'wait' ? (lastUs.get(pid) ?? overUs) : overUs - history.sysUs[position];
		const faults = history.minorFaults[position] + history.majorFaults[position];
		const burst = bursts.get(pid);
		lastUs.set(pid, overUs);
		if (told.has(name)) {
			bursts.delete(pid);
			const event = eventAt(timeline, position);
			slices.push({
				pid,
				name,
				startUs,
				us: overUs - startUs,
				about: event === undefined ? '' : eventText(event),
			});
		} else if (faults > 0 && burst !== undefined) {
			burst.us = overUs - burst.startUs;
		} else if (faults > 0) {
			const slice = {
				pid,
				name: 'faults',
				startUs,
				us: overUs - startUs,
				about: actorName(timeline, position),
			};
			bursts.set(pid, slice);
			slices.push(slice);
		} else {
			bursts.delete(pid);
		}
	}

	return slices;
}

type Counter = {
	readonly pid: number;
	readonly atUs: number;
	readonly values: Readonly<Record<string, number>>;
};

function measure(timeline: Timeline, end: number) {
	const names = new Map<number, string>();
	const counters: Counter[] = [];
	for (let i = 1; i <= samples; i += 1) {
		const position = seek(timeline, Math.ceil((i * end) / samples));
		const view = viewMemory(timeline.machine);
		for (const task of livingProcesses(view.kernel)) {
			const memory = processMemory(view, task);
			names.set(pidOf(view, task), nameOf(view, task));
			if (memory !== undefined) {
				counters.push({
					pid: pidOf(view, task),
					atUs: timeline.history.time[position],
					values: {
						own: memory.ussBytes,
						shared: memory.rssBytes - memory.ussBytes,
						tables: memory.tablePages * 4096,
					},
				});
			}
		}
	}

	for (let position = timeline.first + 1; position <= end; position += 1) {
		const pid = timeline.machine.program.pid[timeline.history.op[position]];
		if (pid !== absent && !names.has(pid)) {
			names.set(pid, actorName(timeline, position));
		}
	}

	return {names, counters};
}
