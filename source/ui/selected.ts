/** The process that the other panes look into: the one that is selected in the tree. */
import {printable} from './cells.ts';
import type {Model} from './model.ts';
import type {TreeRows} from './panes/tree-rows.ts';
import type {Session} from './session.ts';

/** What the selection depends on, for panes that show the selected process. */
export function selectionParts({cursors, folds, foldDepth, filter}: Model): readonly unknown[] {
	return [cursors.tree.row, cursors.tree.key, folds, foldDepth, filter];
}

/** Its task (for a thread that of its process), or 0 when there is no process at all. */
export function selectedTask(session: Session, model: Model): number {
	const {places, count} = session.rows('tree', model) as TreeRows;
	const row = Math.min(model.cursors.tree.row, count - 1);
	return row < 0 ? 0 : session.machine.kernel.task.leader[places[row].task];
}

/** `31 cc1`, for titles. */
export function processName({machine: {kernel, program}}: Session, task: number): string {
	return task === 0
		? 'no process'
		: printable(`${kernel.task.pid[task]} ${program.strings[kernel.task.comm[task]]}`);
}
