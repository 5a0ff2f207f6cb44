/** Execution: finds the op and its task, and tells what came of it. What each op does is in its own file (ops/). */
import {exitTask} from '../kernel/processes/exit.ts';
import {signals} from '../kernel/processes/task.ts';
import {errno} from '../kernel/state/errno.ts';
import type {Task} from '../kernel/state/ids.ts';
import type {Kernel} from '../kernel/state/kernel.ts';
import {countWork} from '../kernel/state/kernel.ts';
import type {Machine} from './machine.ts';
import {opOf} from './ops/index.ts';
import type {Outcome} from './outcome.ts';
import {clearOutcome} from './outcome.ts';

/** Carries out op `op` and fills `machine.outcome`. */
export function executeOp(machine: Machine, op: number): void {
	const {program, outcome, kernel} = machine;
	const {scripts, columns} = machine;
	const kind = opOf(program.kind[op]);
	const task = columns.script.task[scripts.scriptOf[op] + 1];
	clearOutcome(outcome, op, task);
	if (task === 0 && kind.isOfFile !== true) {
		outcome.result = -errno.ESRCH;
		return;
	}

	if (!resumeTask(kernel, outcome, task)) {
		return;
	}

	countWork(kernel, 'syscall', kind.isNoCall === true ? 0 : 1);
	outcome.result = kind.run({
		...{kernel, program, outcome, op, task},
		startedScript: scripts.created[op] === 0 ? 0 : scripts.created[op] + 1,
		scriptTasks: columns.script.task,
	});
	creditFaults(machine, kind.starts === 'other' ? outcome.other : task);
}

/** Faults that the kernel took itself, filling a new mapping, count for the task as its own do. */
function creditFaults({kernel, outcome}: Machine, task: number): void {
	const {populated} = kernel.effects;
	outcome.access.minorFaults += populated;
	kernel.task.minorFaults[task] += populated;
}

/** Does what fork left for the child to do; a child that memory runs out under is killed. False: it is gone. */
function resumeTask(kernel: Kernel, outcome: Outcome, task: Task): boolean {
	const result = kernel.policies.sharing?.resume?.(kernel, kernel.task.mm[task]) ?? 0;
	if (result < 0) {
		outcome.result = result;
		outcome.signal = signals.SIGKILL;
		exitTask(kernel, kernel.task.leader[task], 0, signals.SIGKILL);
	}

	return result === 0;
}
