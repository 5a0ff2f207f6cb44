/** The numbers of the status line, and by how much the last event changed them. */
import {totals} from '../../kernel/state/schema.ts';
import type {Session} from '../state/session.ts';

/** The numbers of the status line. */
export type Summary = {
	readonly processes: number;
	readonly framesUsed: number;
	/** Undefined where the workload sets no limit. */
	readonly framesLimit?: number;
	/** Undefined where the machine has no swap. */
	readonly swap?: {readonly used: number; readonly limit: number};
	readonly tables: number;
};

export function summarize({machine}: Session): Summary {
	const {total, limits, swap} = machine.kernel;
	return {
		processes: total.value[totals.tasksAlive],
		framesUsed: total.value[totals.framesUsed],
		framesLimit: Number.isFinite(limits.frames) ? limits.frames : undefined,
		swap: limits.swapSlots > 0 ? {used: swap.live, limit: limits.swapSlots} : undefined,
		tables: total.value[totals.tablesUsed],
	};
}

export type SummaryChanges = {readonly tasks: number; readonly frames: number; readonly tables: number};
export const noChanges: SummaryChanges = {tasks: 0, frames: 0, tables: 0};

/** By how much the last event changed them. */
export function lastChanges({timeline: {history, first}, position}: Session): SummaryChanges {
	const change = (column: Int32Array) => column[position] - (position - 1 > first ? column[position - 1] : 0);
	return position <= first || position > history.count
		? noChanges
		: {tasks: change(history.tasks), frames: change(history.frames), tables: change(history.tables)};
}
