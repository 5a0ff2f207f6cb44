/** A comparison's part of one kernel: it runs the workload, is summed up, and what its processes read is kept. */
import type {CostTable} from '../../designs/costs/cost-table.ts';
import {findDesign} from '../../designs/index.ts';
import {assert} from '../../kernel/state/assert.ts';
import {createMachine} from '../../machine/machine.ts';
import type {Program} from '../../machine/program.ts';
import type {GeometryChoice} from '../choices.ts';
import {runToSummary} from '../outcome/run.ts';
import type {RunSummary} from '../outcome/summary.ts';
import {logReads, type ReadLog} from './reads.ts';

export type Task = {
	readonly program: Program;
	readonly kernel: string;
	/** Undefined: each kernel's own. */
	readonly costs: CostTable | undefined;
	readonly geometry: GeometryChoice;
};

export type DesignResult = {readonly summary: RunSummary; readonly reads: ReadLog};

/** Runs a task to its end. */
export function runKernel(task: Task): DesignResult {
	const result = runKernelWithin(task, Number.POSITIVE_INFINITY);
	assert(result !== undefined, 'a run without a deadline has met it', {kernel: task.kernel});
	return result;
}

/** Undefined where the run takes longer than that: nothing of it is kept. */
export function runKernelWithin(
	{program, kernel, costs, geometry}: Task,
	milliseconds: number,
): DesignResult | undefined {
	const isOver = deadline(milliseconds);
	const design = findDesign(kernel);
	assert(design !== undefined, 'a comparison was told a design that is not registered', {kernel});
	const tables = geometry === 'native' ? design.geometry : geometry;
	const machine = createMachine(program, {design, costs, geometry: tables});
	const {log, note} = logReads(machine);
	const summary = runToSummary(machine, {watch: note, isOver});
	return isOver() ? undefined : {summary, reads: log};
}

/** Events between two looks at the clock. */
const eventsBetween = 64;

/** To be asked before every event: whether so many milliseconds are over; once they are, they stay so. */
function deadline(milliseconds: number): () => boolean {
	const end = performance.now() + milliseconds;
	let asked = 0;
	let isOver = false;
	return () => {
		isOver ||= asked % eventsBetween === 0 && performance.now() > end;
		asked += 1;
		return isOver;
	};
}
