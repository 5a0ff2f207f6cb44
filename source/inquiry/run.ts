/**
 * Runs: a program on a kernel, and the timeline to go through it with. All that is asked over time is asked of a run. A
 * run whose program still grows at its end (one that follows a live source) is one whose timeline has no length yet:
 * nothing in this folder takes the end for known.
 */
import type {Design} from '../designs/design.ts';
import {findDesign} from '../designs/index.ts';
import {createMachine, type MachineOptions} from '../machine/machine.ts';
import type {Program} from '../machine/program.ts';
import {refusalOf} from '../machine/refusal.ts';
import type {Machine} from '../machine/state.ts';
import {seek} from '../timeline/seek.ts';
import {createTimeline, positionOf, type Timeline, type TimelineOptions} from '../timeline/timeline.ts';
import {sameOp} from './same-op.ts';

export type Run = {
	readonly program: Program;
	readonly design: Design;
	readonly timeline: Timeline;
};

/** At its start. Throws a UserError where the design could not have run the program. */
export function openRun(program: Program, options: MachineOptions & TimelineOptions = {}): Run {
	const machine = createMachine(program, options);
	return {program, design: machine.design, timeline: createTimeline(machine, options)};
}

/** A machine of its own before the first op of the run. */
export function freshMachine({program, design, timeline: {machine}}: Run): Machine {
	return createMachine(program, {design, costs: machine.costs, geometry: machine.kernel.geometry.id});
}

/**
 * The program on another kernel, as many events on; or the sentence that refuses it. It is run again from its beginning:
 * what a kernel recorded means nothing to another.
 */
export function onKernel(run: Run, kernel: string): Run | string {
	const design = findDesign(kernel);
	return design === undefined ? `There is no kernel ${kernel}.` : sameMoment(run, {...run, design});
}

/** Another program on the same kernel, as many events on; or the sentence that refuses it. */
export function withProgram(run: Run, program: Program): Run | string {
	return sameMoment(run, {...run, program});
}

/** The whole of what has run in part, on the same kernel where the same op has just happened; or the sentence that refuses it. */
export function withWhole(run: Run, program: Program): Run | string {
	const {history, first} = run.timeline;
	const position = positionOf(run.timeline);
	const whole = anotherRun(run, {...run, program});
	if (typeof whole === 'string' || position === first) {
		return whole;
	}

	const op = sameOp(run.program, history.op[position], program);
	const reached = seek(whole.timeline, op + 1);
	const place = whole.timeline.history.op.subarray(0, reached + 1).lastIndexOf(op);
	seek(whole.timeline, place === -1 ? reached : place);
	return whole;
}

function sameMoment(run: Run, to: Pick<Run, 'program' | 'design'>): Run | string {
	const other = anotherRun(run, to);
	if (typeof other !== 'string') {
		seek(other.timeline, positionOf(run.timeline));
	}

	return other;
}

/** At its start. Page tables are those that were chosen for this run, or else the program's own. */
function anotherRun(run: Run, {program, design}: Pick<Run, 'program' | 'design'>): Run | string {
	const {costs, kernel} = run.timeline.machine;
	const isOwn = kernel.geometry.id === run.program.header.geometry;
	const geometry = isOwn ? program.header.geometry : kernel.geometry.id;
	return refusalOf(design, program, geometry) ?? openRun(program, {design, costs, geometry});
}
