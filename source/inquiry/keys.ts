/** Identities of processes: `31@1234` is the process 31 that was born in event 1234, whoever has its number later. */
import {taskOf} from '../analysis/find-task.ts';
import type {Subject} from '../analysis/subject.ts';
import type {Kernel} from '../kernel/state/kernel.ts';
import type {Machine} from '../machine/machine.ts';

export function taskKey({task}: Kernel, row: number): string {
	return `${task.pid[row]}@${task.born[row]}`;
}

/** The process that the last event belongs to; undefined for marks and where it is gone. */
export function actorKey({kernel, outcome}: Machine): string | undefined {
	const row = outcome.task === 0 ? 0 : kernel.task.leader[outcome.task];
	return row === 0 || kernel.task.state[row] === 0 ? undefined : taskKey(kernel, row);
}

/** The process as somebody whose history can be told. */
export function taskSubject({task}: Kernel, row: number): Subject {
	return {kind: 'process', pid: task.pid[row], born: task.born[row]};
}

/** The task that a key names; 0 if it is gone. */
export function taskOfKey(kernel: Kernel, key: string): number {
	const [pid, born] = key.split('@').map(Number);
	return taskOf(kernel, pid, born);
}
