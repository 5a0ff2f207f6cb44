/** One op under way: the parts of the machine that carrying it out needs, and what several ops do alike. */
import {
	type ColumnHolding,
	effectKinds,
	errno,
	exitTask,
	fillMemory,
	isRefused,
	type Kernel,
	type Mm,
	type Refused,
	signals,
	type Task,
	taskStates,
} from '../../kernel/index.ts';
import type {Outcome} from '../outcome.ts';
import type {Program} from '../program.ts';

export type Step = {
	readonly kernel: Kernel;
	readonly program: Program;
	readonly outcome: Outcome;
	/** Row of the program. */
	readonly op: number;
	/** The task that does it; 0 for ops of the file. */
	readonly task: Task;
	/** Row of the script of what the op starts; 0 where it starts nothing. */
	readonly startedScript: number;
	/** The task of each script. */
	readonly scriptTasks: ColumnHolding<'i32', Task>;
};

/** One that is filled again and again. */
export type OpenStep = {-readonly [Name in keyof Step]: Step[Name]};

export function mmOf({kernel, task}: Pick<Step, 'kernel' | 'task'>): Mm {
	return kernel.task.mm[task];
}

/** The byte range of an op that has one. */
export function rangeOf({program, op}: Pick<Step, 'program' | 'op'>) {
	return {address: program.address[op], length: program.length[op]};
}

/** Gives a new task its script; a negated errno passes through. */
export function born(step: Step, created: Task | Refused): number {
	if (isRefused(created)) {
		return killedForMemory(step, created);
	}

	const {kernel, outcome, task} = step;
	kernel.task.tag[created] = step.startedScript;
	step.scriptTasks[step.startedScript] = created;
	outcome.other = created;
	outcome.blocks = task !== 0 && kernel.task.state[task] === taskStates.vforkWait;
	return 0;
}

/** Fills new memory that is locked. */
export function filled(step: Step, result: number, address: number, length: number): number {
	if (result === 0 && length > 0) {
		fillMemory(step.kernel, step.task, address, length, step.outcome.access);
	}

	return survived(step, result);
}

/** A task that was chosen to free memory while it made a call is dead; any other has what the call answered. */
export function killedForMemory(step: Step, result: number): number {
	const {kernel, outcome, task} = step;
	const {kind, other, count} = kernel.effects;
	for (let row = 0; row < count; row += 1) {
		outcome.access.killed ||= kind[row] === effectKinds.oomKill && other[row] === kernel.task.leader[task];
	}

	return survived(step, result);
}

/** A task that memory ran out under while pages were brought in for it is dead. */
export function survived({kernel, outcome, task}: Step, result: number): number {
	if (!outcome.access.killed) {
		return result;
	}

	outcome.signal = signals.SIGKILL;
	exitTask(kernel, kernel.task.leader[task], 0, signals.SIGKILL);
	return -errno.ENOMEM;
}
