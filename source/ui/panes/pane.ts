/** What a pane is: the record that each file in panes/ exports. A new pane is one file and one line of the registry. */

import type {RowKeys} from '../state/facts.ts';
import type {PanePlace} from '../state/layout.ts';
import type {Model} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import type {Paint, Span} from '../text/line.ts';

/** What a pane draws from. */
export type PaneView<Rows extends RowKeys = RowKeys> = {
	readonly model: Model;
	readonly session: Session;
	readonly paint: Paint;
	readonly rows: Rows;
	/** Cells of a line, and lines for rows. */
	readonly columns: number;
	readonly height: number;
};

export type Pane<Rows extends RowKeys = RowKeys> = PanePlace & {
	readonly title: string;
	/** What it shows, in a sentence. */
	readonly help: string;
	/** The parts of the model that the rows depend on; they are read anew when one of these or the machine changes. */
	depends(model: Model): readonly unknown[];
	/** Asks the machine. Cheap: what only the rows on the screen need is left to `draw`. */
	read(session: Session, model: Model): Rows;
	/** What stands beside the title. */
	about?(view: PaneView<Rows>): string;
	/** Its columns before the last, which one may hide all but the first of. */
	readonly columns?: readonly {readonly title: string}[];
	/** What stands in the lower edge of its frame: more of the selected row. */
	note?(view: PaneView<Rows>): string;
	/** The order that the head of a column stands for, by the cell that is pressed. */
	orderAt?(model: Model, columns: number, cell: number): string | undefined;
	/** The heads of the columns; a pane without them has no such line. */
	heading?(view: PaneView<Rows>): readonly Span[];
	draw(view: PaneView<Rows>, row: number): readonly Span[];
	/** A row as data, for what is written to a file; the text of its line unless told. */
	record?(view: PaneView<Rows>, row: number): unknown;
	/** False for panes whose rows are no things that one can select. */
	readonly hasSelection?: boolean;
};

/** Forgets the type of the rows, which only the pane itself knows. */
export function definePane<Rows extends RowKeys>(pane: Pane<Rows>): Pane {
	return pane as unknown as Pane;
}
