/** What a pane is: the record that each folder of panes/ exports. A new pane is one folder and one line of the registry. */
import type {PaneFacts} from '../state/facts.ts';
import type {Model} from '../state/model.ts';
import type {Look, RowKeys, Rows} from '../state/rows.ts';
import type {Session} from '../state/session.ts';
import type {Span} from '../text/line.ts';

export type Pane = PaneFacts & {
	/** What the rows depend on beside the machine; they are read anew when one of these or the machine changes. */
	depends(session: Session, model: Model): readonly unknown[];
	/** Asks the machine. Cheap: what only the rows on the screen need is left to the drawing. */
	read(session: Session, model: Model): Rows;
};

/** What a pane draws from: what it has read itself, and what it is drawn for. */
export type PaneView<Own extends RowKeys> = Look & {readonly session: Session; readonly rows: Own};

/** How rows of a kind are drawn; see `Rows` for what each is. */
export type Drawing<Own extends RowKeys> = {
	draw(view: PaneView<Own>, row: number): readonly Span[];
	heading?(view: PaneView<Own>): readonly Span[];
	about?(view: PaneView<Own>): string;
	note?(view: PaneView<Own>): string;
	record?(view: PaneView<Own>, row: number): unknown;
};

/** Rows that know how they are drawn, so that no other file has to know what they are. */
export function drawnBy<Own extends RowKeys>(session: Session, rows: Own, drawing: Drawing<Own>): Rows {
	const view = viewOf(session, rows);
	const {heading, about, note, record} = drawing;
	return {
		...rows,
		draw: (look, row) => drawing.draw(view(look), row),
		heading: heading && ((look) => heading(view(look))),
		about: about && ((look) => about(view(look))),
		note: note && ((look) => note(view(look))),
		record: record && ((look, row) => record(view(look), row)),
	};
}

/** A frame draws many rows for one look. */
function viewOf<Own extends RowKeys>(session: Session, rows: Own): (look: Look) => PaneView<Own> {
	let last: {readonly look: Look; readonly view: PaneView<Own>} | undefined;
	return (look) => {
		if (last?.look !== look) {
			last = {look, view: {...look, session, rows}};
		}

		return last.view;
	};
}

/** A pane whose rows are all of one kind. */
export type PlainPane<Own extends RowKeys> = {
	readonly facts: Omit<PaneFacts, 'hasHeading'>;
	depends: Pane['depends'];
	read(session: Session, model: Model): Own;
} & Drawing<Own>;

export function definePane<Own extends RowKeys>(pane: PlainPane<Own>): Pane {
	return {
		...pane.facts,
		hasHeading: pane.heading !== undefined,
		depends: pane.depends,
		read: (session, model) => drawnBy(session, pane.read(session, model), pane),
	};
}
