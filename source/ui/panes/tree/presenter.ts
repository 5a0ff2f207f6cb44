/** What a way of drawing the processes is, and what all of them say beside the title. */

import {reportedGap} from '../../../analysis/rows/reported.ts';
import {plural} from '../../../analysis/words/text.ts';
import {parseProcessKey, taskOfKey} from '../../../inquiry/keys.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import type {Facts} from '../../state/facts.ts';
import type {Model} from '../../state/model.ts';
import type {RowKeys, Rows} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import type {PaneView} from '../pane.ts';
import {selectedTask} from '../selected.ts';
import {foundIn} from './found.ts';
import {type TreeMessage, treeId, treeState} from './state.ts';

export type Presenter = {
	read(session: Session, model: Model): Rows;
	/** What a press on the heads of its columns means. */
	pressHead?(model: Model, columns: number, cell: number, facts: Facts): TreeMessage | undefined;
};

/** What only the presenter can say: what is filtered, in which order, and in which shape; empty where nothing is. */
type Own = {readonly filter?: string; readonly order: string; readonly shape?: string};

export function aboutText(view: PaneView<RowKeys>, {filter = '', order, shape = ''}: Own): string {
	const {model, rows, session} = view;
	const facts = [
		filter,
		order,
		branchText(session, model),
		model.search === '' ? '' : `search ${plural(foundIn(rows, model.search).hits, 'hit')}: ${model.search}`,
		shape,
		model.isFollowing ? 'following' : '',
		standIn(model, rows),
		gapReason(session, selectedTask(session, model)),
	];
	return facts.filter((fact) => fact !== '').join(' · ');
}

function branchText({memory}: Session, model: Model): string {
	const {branch} = treeState.of(model);
	if (branch === undefined) {
		return '';
	}

	const isThere = taskOfKey(memory.kernel, branch) !== 0;
	return `branch of ${parseProcessKey(branch).pid}${isThere ? '' : ', not there now: all'}`;
}

/** Says so when the selected process is not there and another one is marked in its place. */
function standIn({cursors}: Model, rows: RowKeys): string {
	const {key, row} = cursors[treeId];
	return key === undefined || rows.count === 0 || rows.rowOf(key) === row
		? ''
		: `${parseProcessKey(key).pid} is not there now`;
}

function gapReason({memory}: Session, task: Task): string {
	return (task === 0 ? undefined : reportedGap(memory, task)?.reason) ?? '';
}
