/** Reducers of questions about a thing or a kind of event: its history, and its next change. */

import {changeOf, momentWords} from '../../../inquiry/moment/moment.ts';
import {selectedKey} from '../cursor.ts';
import {type Facts, paneOffering} from '../facts.ts';
import {focused, type Model} from '../model.ts';
import {movementReducers} from './movement.ts';
import {type Reducers, withNotice} from './reducer.ts';
import {forgetRow} from './select-row.ts';
import {jump} from './time.ts';

export const subjectReducers: Reducers<'toSubjectEvent' | 'toEventOf' | 'why'> = {
	toSubjectEvent(model, {direction}, facts) {
		const subject = selectedSubject(model, facts)?.subject;
		return subject === undefined
			? withNotice(model, 'No process is selected.')
			: jump(model, {type: 'goto', target: momentWords(changeOf(subject, direction))}, facts);
	},

	toEventOf: (model, {kind, direction}, facts) =>
		jump(model, {type: 'goto', target: momentWords({kind: 'nearest', direction, of: kind})}, facts),

	why(model, _message, facts) {
		const selected = selectedSubject(model, facts);
		if (selected === undefined) {
			return withNotice(model, 'No process is selected.');
		}

		const pane = paneOffering(facts.panes, 'history')?.id ?? focused(model);
		const [shown] = movementReducers.focus(model, {type: 'focus', pane}, facts);
		return [forgetRow(shown, pane), [{type: 'why', ...selected}]];
	},
};

/** What the pane that has the keys has selected, or where it has no such thing the process selected in the tree. */
function selectedSubject(model: Model, facts: Facts) {
	const subjectIn = (pane: string) => {
		const rows = facts.rows(pane, model);
		return rows.subjectAt?.(model.cursors[pane].row, selectedKey(model, pane, rows));
	};
	const processes = paneOffering(facts.panes, 'process')?.id;
	return subjectIn(focused(model)) ?? (processes === undefined ? undefined : subjectIn(processes));
}
