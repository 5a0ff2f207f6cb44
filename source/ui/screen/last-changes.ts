/** By how much the last event changed the numbers of the status line. */
import type {Session} from '../state/session.ts';

export type SummaryChanges = {readonly tasks: number; readonly frames: number; readonly tables: number};
export const noChanges: SummaryChanges = {tasks: 0, frames: 0, tables: 0};

/** By how much the last event changed them. */
export function lastChanges({timeline: {history, first}, position}: Session): SummaryChanges {
	const change = (column: Int32Array) => column[position] - (position - 1 > first ? column[position - 1] : 0);
	return position <= first || position > history.count
		? noChanges
		: {tasks: change(history.tasks), frames: change(history.frames), tables: change(history.tables)};
}
