/**
 * Identities of processes: `31@1234` is the process 31 that was born in event 1234, whichever has its number later. Keys
 * are made and read here and nowhere else.
 */
import {taskOf} from '../analysis/query/find-task.ts';
import type {Subject} from '../analysis/words/subject.ts';
import type {Task} from '../kernel/state/ids.ts';
import type {Kernel} from '../kernel/state/kernel.ts';
import type {Machine} from '../machine/state.ts';

export type ProcessName = {readonly pid: number; readonly born: number};

export function processKey({pid, born}: ProcessName): string {
	return `${pid}@${born}`;
}

/** The parts are NaN where the text is no key. */
export function parseProcessKey(key: string): ProcessName {
	const at = key.indexOf('@');
	return at === -1
		? {pid: Number.NaN, born: Number.NaN}
		: {pid: Number(key.slice(0, at)), born: Number(key.slice(at + 1))};
}

export function taskKey({task}: Kernel, row: number): string {
	return processKey({pid: task.pid[row], born: task.born[row]});
}

/** The process that the last event belongs to; undefined for marks and where it is gone. */
export function actorKey({kernel, outcome}: Machine): string | undefined {
	const row = outcome.task === 0 ? 0 : kernel.task.leader[outcome.task];
	return row === 0 || kernel.task.state[row] === 0 ? undefined : taskKey(kernel, row);
}

/** The process as a subject whose history can be told. */
export function taskSubject({task}: Kernel, row: number): Extract<Subject, {readonly kind: 'process'}> {
	return {kind: 'process', pid: task.pid[row], born: task.born[row]};
}

/** The task that a key names; 0 if it is gone. */
export function taskOfKey(kernel: Kernel, key: string): Task {
	const {pid, born} = parseProcessKey(key);
	return taskOf(kernel, pid, born);
}

/** The process that a key names, for a thread the one that it belongs to; 0 if it is gone. */
export function processOfKey(kernel: Kernel, key: string): Task {
	return kernel.task.leader[taskOfKey(kernel, key)];
}
