/** The process that the other panes look into: the one that is selected in the tree. */

import {printable} from '../../analysis/cells.ts';
import {taskOfKey} from '../../inquiry/keys.ts';
import type {Task} from '../../kernel/state/ids.ts';
import type {Model} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import {type TreeRows, treeParts} from './tree/rows.ts';

/** What the selection depends on, for panes that show the selected process. */
export function selectionParts(model: Model): readonly unknown[] {
	const {row, key} = model.cursors.tree;
	return [row, key, ...treeParts(model)];
}

/** Its task (for a thread that of its process), or 0 when there is no process at all. */
export function selectedTask(session: Session, model: Model): Task {
	const rows = session.rows('tree', model) as TreeRows;
	const {row, key = ''} = model.cursors.tree;
	const {task} = session.machine.kernel;
	// One row may stand for several: the one that is really meant.
	const own = rows.rowOf(key) === row ? taskOfKey(session.machine.kernel, key) : 0;
	return task.leader[own === 0 ? rows.taskAt(Math.min(row, rows.count - 1)) : own];
}

/** `31 cc1`, for titles. */
export function processName({machine: {kernel, program}}: Session, task: Task): string {
	return task === 0
		? 'no process'
		: printable(`${kernel.task.pid[task]} ${program.strings[kernel.task.comm[task]]}`);
}
