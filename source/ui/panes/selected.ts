/** The process that the other panes look into: the one that is selected where processes are. */

import {nameOf, pidOf} from '../../analysis/rows/processes.ts';
import {processOfKey} from '../../inquiry/keys.ts';
import type {Task} from '../../kernel/state/ids.ts';
import {paneOffering} from '../state/facts.ts';
import {memo} from '../state/memo.ts';
import type {Model} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import {offered, offeredParts} from './offered.ts';

/** Every pane asks, and among many processes finding one takes a while. */
const keep = memo<Task>();

/** What the selection depends on, for panes that show the selected process. */
export function selectionParts(session: Session, model: Model): readonly unknown[] {
	const pane = paneOffering(session.panes, 'process');
	const rows = pane === undefined ? undefined : session.rows(pane.id, model);
	return [rows, ...offeredParts(session, model, 'process')];
}

/** Its task (for a thread that of its process), or 0 when there is no process at all. */
export function selectedTask(session: Session, model: Model): Task {
	const pane = paneOffering(session.panes, 'process');
	if (pane === undefined) {
		return 0;
	}

	return keep(session.rows(pane.id, model), offeredParts(session, model, 'process'), () => {
		const {process} = offered(session, model, 'process');
		return process === undefined ? 0 : processOfKey(session.memory.kernel, process);
	});
}

/** `31 cc1`, for titles. */
export function processName({memory}: Session, task: Task): string {
	return task === 0 ? 'no process' : `${pidOf(memory, task)} ${nameOf(memory, task)}`;
}
