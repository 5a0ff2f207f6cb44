/** A pane in full: all of its rows, not only those that a screen has room for, as lines and as records. */

import {printable} from '../../../machine/printable.ts';
import type {Model} from '../../state/model.ts';
import type {Look, Rows} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import {paintLine, type Span} from '../../text/line.ts';
import {paintFor} from '../state.ts';

/** Room for every column; what is left empty is cut off again. */
const fullColumns = 200;
/** Rows of a file at most: longer ones are not read by people. */
export const rowsMax = 100_000;

export type WholePane = {readonly rows: Rows; readonly look: Look; readonly count: number};

export function wholePane(session: Session, model: Model, id: string): WholePane {
	const rows = session.rows(id, model);
	const count = Math.min(rows.count, rowsMax);
	const cursors = {...model.cursors, [id]: {...model.cursors[id], first: 0}};
	const look = {
		model: {...model, cursors},
		paint: paintFor(model),
		columns: Math.max(fullColumns, model.size.columns),
		height: count,
	};
	return {rows, look, count};
}

/** A row as text. */
export function rowText({rows, look}: WholePane, row: number): string {
	return rows
		.draw(look, row)
		.map(([text]) => printable(text))
		.join('')
		.trimEnd();
}

/** With the heads of the columns, in the theme's escape codes. */
export function paneLines({rows, look, count}: WholePane): string[] {
	const paint = (spans: readonly Span[]) => paintLine(look.paint, look.columns, spans).trimEnd();
	const heading = rows.heading === undefined ? [] : [paint(rows.heading(look))];
	return [...heading, ...Array.from({length: count}, (_, row) => paint(rows.draw(look, row)))];
}

/** Panes that have no records have the text of their lines. */
export function paneRecords(whole: WholePane): unknown[] {
	const {rows, look, count} = whole;
	return Array.from({length: count}, (_, row) => rows.record?.(look, row) ?? {text: rowText(whole, row)});
}
