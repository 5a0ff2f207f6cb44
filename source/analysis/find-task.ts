/** Finding a process by its identity: pids are used again, so the event of its birth belongs to it. */
import type {Kernel} from '../kernel/state/kernel.ts';

/** Its task, zombies included; 0 when it is not there. `near` is where it was last. */
export function taskOf({task}: Kernel, pid: number, born: number, near = 0): number {
	const isIt = (row: number) => task.pid[row] === pid && task.born[row] === born && task.state[row] !== 0;
	if (near > 0 && near < task.count && isIt(near)) {
		return near;
	}

	for (let row = 1; row < task.count; row += 1) {
		if (isIt(row)) {
			return row;
		}
	}

	return 0;
}
