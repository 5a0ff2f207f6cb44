/** Asks a machine what would happen: does something to its kernel and puts everything back. */
import {restoreColumns, saveColumns} from '../../source/kernel/state/snapshot.ts';
import type {Machine} from '../../source/machine/state.ts';

/** What `act` answers; the machine's state and the effects of its last op are then as they were. */
export function undone<Answer>({columns, kernel}: Machine, act: () => Answer): Answer {
	const before = saveColumns(columns);
	const {effects} = kernel;
	const {count} = effects;
	const lists = [effects.woken, effects.ended];
	const lengths = lists.map((list) => list.length);
	const answer = act();
	restoreColumns(columns, before);
	effects.count = count;
	for (const [i, list] of lists.entries()) {
		list.length = lengths[i];
	}

	return answer;
}
