/** The processes that --pid and --where mean. */

import type {MemoryView} from '../../analysis/memory/memory.ts';
import {chosenProcesses, processQuery} from '../../analysis/query/find-process.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {Machine} from '../../machine/state.ts';
import {print} from '../output/print.ts';

/** By pid; where a query means none of those that live, that is told. Throws a UserError for a mistake in it. */
export function meantProcesses(
	machine: Machine,
	view: MemoryView,
	{pid, where}: {readonly pid?: number; readonly where?: string},
	stderr: NodeJS.WriteStream,
): readonly Task[] {
	const living = chosenProcesses(machine, pid);
	const meant = living.filter(processQuery(view, where));
	if (living.length > 0 && meant.length === 0) {
		print(stderr, 'No process is meant by --where at this moment.\n');
	}

	return meant;
}
