/**
 * What the pane of history tells: what was asked for by its key as long as it had the keys last, and otherwise, once the screen
 * is calm, of what is selected in the pane that had them last.
 */
import type {Subject} from '../../../analysis/words/subject.ts';
import type {Why} from '../../../inquiry/why/why.ts';
import {selectedKey} from '../../state/cursor.ts';
import {paneOf} from '../../state/facts.ts';
import type {Model} from '../../state/model.ts';
import type {Session} from '../../state/session.ts';

/** Undefined where what was asked for last is to stay. */
export function subjectAtHand(session: Session, model: Model): Subject | undefined {
	for (const id of model.recent) {
		const isOfHistory = paneOf(session.panes, id)?.offers?.includes('history') === true;
		if (isOfHistory && session.why !== undefined) {
			return undefined;
		}

		const subject = isOfHistory ? undefined : subjectIn(session, model, id);
		if (subject !== undefined) {
			return subject;
		}
	}

	return undefined;
}

function subjectIn(session: Session, model: Model, pane: string): Subject | undefined {
	const rows = session.rows(pane, model);
	return rows.count === 0
		? undefined
		: rows.subjectAt?.(model.cursors[pane]?.row ?? 0, selectedKey(model, pane, rows))?.subject;
}

export function shownHistory(session: Session, model: Model): Why | undefined {
	const subject = model.isPlaying ? undefined : subjectAtHand(session, model);
	return subject === undefined || !session.isCalm ? session.why : session.historyOf(subject);
}
