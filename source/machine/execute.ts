/** Execution: finds the op and its task, and tells what came of it. What each op does is in its own file (ops/). */

import type {ColumnHolding} from '../kernel/index.ts';
import {
	chargeTo,
	countWork,
	errno,
	exitTask,
	type Kernel,
	signals,
	type Task,
	workUnits,
} from '../kernel/index.ts';
import {opOf} from './ops/index.ts';
import type {OpenStep} from './ops/step.ts';
import type {Outcome} from './outcome.ts';
import {clearOutcome} from './outcome.ts';
import type {Program} from './program.ts';
import type {Scripts} from './script.ts';

/** The parts of a machine that ops run on. */
export type Running = {
	readonly program: Program;
	readonly scripts: Scripts;
	readonly kernel: Kernel;
	readonly outcome: Outcome;
	/** What the running op is given: one for all, as there is one a time. */
	readonly step: OpenStep;
	readonly columns: {readonly script: {readonly task: ColumnHolding<'i32', Task>}};
};

/** Carries out op `op` and fills `outcome`. */
export function executeOp(running: Running, op: number): void {
	const {program, scripts, kernel, outcome, columns, step} = running;
	const kind = opOf(program.kind[op]);
	const task = columns.script.task[scripts.scriptOf[op] + 1];
	clearOutcome(outcome, op, task);
	if (task === 0 && kind.isOfFile !== true) {
		outcome.result = -errno.ESRCH;
		return;
	}

	chargeTo(kernel, task);
	if (!resumeTask(kernel, outcome, task)) {
		return;
	}

	countWork(kernel, workUnits.syscall, kind.isNoCall === true ? 0 : 1);
	step.op = op;
	step.task = task;
	step.startedScript = scripts.created[op] === 0 ? 0 : scripts.created[op] + 1;
	step.scriptTasks = columns.script.task;
	outcome.result = kind.run(step);
	if (kernel.effects.populated > 0) {
		creditFaults(running, kind.starts === 'other' ? outcome.other : task);
	}
}

/** Faults that the kernel took itself, filling a new mapping, count for the task as its own do. */
function creditFaults({kernel, outcome}: Running, task: number): void {
	const {populated} = kernel.effects;
	outcome.access.minorFaults += populated;
	kernel.task.minorFaults[task] += populated;
}

/** Does what fork left for the child to do; a child that memory runs out under is killed. False: it is gone. */
function resumeTask(kernel: Kernel, outcome: Outcome, task: Task): boolean {
	const result = kernel.policies.resume?.(kernel, kernel.task.mm[task]) ?? 0;
	if (result < 0) {
		outcome.result = result;
		outcome.signal = signals.SIGKILL;
		exitTask(kernel, kernel.task.leader[task], 0, signals.SIGKILL);
	}

	return result === 0;
}
