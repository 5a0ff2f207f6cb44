/** Identities of processes: `31@1234` is the process 31 that was born in event 1234, whoever has its number later. */
import type {Kernel} from '../kernel/kernel.ts';
import type {Machine} from '../machine/machine.ts';

export function taskKey({task}: Kernel, row: number): string {
	return `${task.pid[row]}@${task.born[row]}`;
}

/** The task of a key; 0 if it is gone. */
export function taskOfKey({task}: Kernel, key: string): number {
	const [pid, born] = key.split('@').map(Number);
	const {pid: pids, born: births, state, count} = task;
	for (let row = 1; row < count; row += 1) {
		if (pids[row] === pid && births[row] === born && state[row] !== 0) {
			return row;
		}
	}

	return 0;
}

/** The process that the last event belongs to; undefined for marks and where it is gone. */
export function actorKey({kernel, outcome}: Machine): string | undefined {
	const row = outcome.task === 0 ? 0 : kernel.task.leader[outcome.task];
	return row === 0 || kernel.task.state[row] === 0 ? undefined : taskKey(kernel, row);
}
