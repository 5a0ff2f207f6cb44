/** The same workload on another kernel. */
import {findDesign} from '../designs/index.ts';
import {createMachine} from '../machine/machine.ts';
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
	const {machine} = timeline;
	const {program, costs} = machine;
	const design = findDesign(kernel);
	const geometry = machine.kernel.geometry.id;
	const refusal =
		design === undefined ? `There is no kernel ${kernel}.` : refusalOf(design, program, geometry);
	if (design === undefined || refusal !== undefined) {
		return {timeline, notice: refusal ?? ''};
	}

	const other = createTimeline(createMachine(program, {design, costs, geometry}));
	seek(other, positionOf(timeline));
	return {timeline: other, notice: `${design.title}: ${design.idea}`};
}
