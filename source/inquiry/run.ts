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
import {createTimeline, positionOf, seek, type Timeline, type TimelineOptions} from '../timeline/timeline.ts';

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

function sameMoment({timeline}: Run, {program, design}: Pick<Run, 'program' | 'design'>): Run | string {
	const {costs, kernel} = timeline.machine;
	const geometry = kernel.geometry.id;
	const refusal = refusalOf(design, program, geometry);
	if (refusal !== undefined) {
		return refusal;
	}

	const other = openRun(program, {design, costs, geometry});
	seek(other.timeline, positionOf(timeline));
	return other;
}
