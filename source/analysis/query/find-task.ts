/** Finding a process by its identity: pids are used again, so the event of its birth belongs to it. */
import {rowId} from '../../kernel/state/columns.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';

/** Its task, zombies included; 0 when it is not there. `near` is where it was last. */
export function taskOf({task}: Kernel, pid: number, born: number, near: Task = 0): Task {
	const isIt = (row: Task) => task.pid[row] === pid && task.born[row] === born && task.state[row] !== 0;
	if (near > 0 && near < task.count && isIt(near)) {
		return near;
	}

	// Keys are looked up for every row of a list: typed arrays find a number faster than a loop does.
	for (let at = task.pid.indexOf(pid, 1); at !== -1 && at < task.count; at = task.pid.indexOf(pid, at + 1)) {
		const row = rowId(task, at);
		if (isIt(row)) {
			return row;
		}
	}

	return 0;
}
