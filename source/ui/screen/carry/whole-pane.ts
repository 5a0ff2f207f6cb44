/** A pane in full: all of its rows, not only those that a screen has room for, as lines and as records. */

import {findPane} from '../../panes/index.ts';
import type {Pane, PaneView} from '../../panes/pane.ts';
import type {Model} from '../../state/model.ts';
import type {Session} from '../../state/session.ts';
import {paintLine} from '../../text/line.ts';
import {paintFor} from '../state.ts';

/** Room for every column; what is left empty is cut off again. */
const fullColumns = 200;
/** Files longer than this nobody reads. */
export const rowsMax = 100_000;

export type WholePane = {readonly pane: Pane; readonly view: PaneView; readonly count: number};

export function wholePane(session: Session, model: Model, id: string): WholePane {
	const pane = findPane(id);
	if (pane === undefined) {
		throw new Error(`There is no pane ${id}`);
	}

	const rows = session.rows(id, model);
	const count = Math.min(rows.count, rowsMax);
	const cursors = {...model.cursors, [id]: {...model.cursors[id], first: 0}};
	const view = {
		model: {...model, cursors},
		session,
		paint: paintFor(model),
		rows,
		columns: Math.max(fullColumns, model.size.columns),
		height: count,
	};
	return {pane, view, count};
}

/** A row as text. */
export function rowText({pane, view}: WholePane, row: number): string {
	return pane
		.draw(view, row)
		.map(([text]) => text)
		.join('')
		.trimEnd();
}

/** With the heads of the columns, in the theme's escape codes. */
export function paneLines({pane, view, count}: WholePane): string[] {
	const paint = (spans: ReturnType<Pane['draw']>) => paintLine(view.paint, view.columns, spans).trimEnd();
	const heading = pane.heading === undefined ? [] : [paint(pane.heading(view))];
	return [...heading, ...Array.from({length: count}, (_, row) => paint(pane.draw(view, row)))];
}

/** Panes that have no records have the text of their lines. */
export function paneRecords(whole: WholePane): unknown[] {
	const {pane, view, count} = whole;
	return Array.from({length: count}, (_, row) => pane.record?.(view, row) ?? {text: rowText(whole, row)});
}
