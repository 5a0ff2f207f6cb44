/** The same moment under other circumstances: on another kernel, or of a program that was read again. */
import {findDesign} from '../designs/index.ts';
import {createMachine, type Machine} from '../machine/machine.ts';
import type {Program} from '../machine/program.ts';
import {refusalOf} from '../machine/refusal.ts';
import {createTimeline, positionOf, seek, type Timeline} from '../timeline/timeline.ts';

/**
 * The workload on another kernel at the same moment, as many ops on. It is run again from its beginning: what a kernel
 * recorded means nothing to another. Stays where it is when the kernel cannot run the workload.
 */
export function switchDesign(
	timeline: Timeline,
	kernel: string,
): {readonly timeline: Timeline; readonly notice: string} {
	const {program, costs, kernel: running} = timeline.machine;
	const design = findDesign(kernel);
	if (design === undefined) {
		return {timeline, notice: `There is no kernel ${kernel}.`};
	}

	const other = runOn({design, costs, kernel: running}, program, positionOf(timeline));
	return typeof other === 'string'
		? {timeline, notice: other}
		: {timeline: other, notice: `${design.title}: ${design.idea}`};
}

/** A program on the kernel and at the position of a machine; or the sentence that refuses it. */
export function runOn(
	{design, costs, kernel}: Pick<Machine, 'design' | 'costs' | 'kernel'>,
	program: Program,
	position: number,
): Timeline | string {
	const geometry = kernel.geometry.id;
	const refusal = refusalOf(design, program, geometry);
	if (refusal !== undefined) {
		return refusal;
	}

	const timeline = createTimeline(createMachine(program, {design, costs, geometry}));
	seek(timeline, position);
	return timeline;
}
