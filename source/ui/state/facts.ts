/** Facts: what the reducers may ask about the simulated machine at this moment. Pure questions; tests answer from tables. */
import type {Subject} from '../../analysis/subject.ts';
import type {Mark} from '../../inquiry/history/marks.ts';
import type {RowMatcher} from './finding.ts';
import type {Format, Part} from './format.ts';
import type {PanePlace} from './layout.ts';
import type {Model} from './model.ts';

/** A row of a pane; `process` is the process to select for it, if it is not the one that is selected. */
export type Target = {readonly pane: string; readonly key: string; readonly process?: string};

/** A process by its key, and a key of the rows that it has in the pane. */
export type Held = {readonly process: string; readonly key: string};

/** The rows of one pane as the reducers see them: identities in the order of the screen. */
export type RowKeys = {
	readonly count: number;
	keyAt(row: number): string;
	/** -1 where there is no such row. */
	rowOf(key: string): number;
	/** What a search looks at. */
	textAt(row: number): string;
	/** Where Enter goes to; undefined where a row is no moment. */
	positionAt?(row: number): number | undefined;
	/** What `w` tells the history of, and since when: the present unless told. `key` is what is selected. */
	subjectAt?(row: number, key?: string): {readonly subject: Subject; readonly asOf?: number} | undefined;
	/** What a search means here; a text that rows hold unless told (finding.ts). */
	matcher?(text: string): RowMatcher;
	/** The row that is selected as long as the user has not chosen one; 0 unless told. */
	readonly startRow?: number;
	/** In a tree: the row of the parent, -1 at the root. */
	parentOf?(row: number): number;
	/** In a tree: whether the row's children are seen. */
	foldOf?(row: number): 'open' | 'folded' | 'leaf';
	/** Where rows are lines of cells, and a cell is what one selects; `keyAt` is that of a line to begin with. */
	readonly cells?: {
		/** Columns of the pane before the first cell. */
		readonly indent: number;
		countAt(row: number): number;
		/** The nearest cell that the line has. */
		keyIn(row: number, column: number): string;
		/** The cell of a key in its line; 0 where there is no such key. */
		columnOf(key: string): number;
	};
	/** What Enter goes to: a row of another pane, perhaps of another process; or the sentence that says why nothing. */
	opens?(key: string): Target | string | undefined;
	/** Who holds what lies under a key, each with the key under which it has it, in a fixed order. */
	holdersOf?(key: string): readonly Held[];
};

export type Facts = {
	/** In the order of their numbers on the screen. */
	readonly panes: readonly PanePlace[];
	/** Ops carried out, and in all. */
	readonly position: number;
	readonly end: number;
	/** At normal speed. */
	readonly opsPerSecond: number;
	/** Positions just after the marks of the workload, ascending. */
	readonly marks: readonly number[];
	readonly markLabels: readonly Mark[];
	/** Microseconds since the start, just after that many events. */
	timeAt(position: number): number;
	/** The key of the process that the last event belongs to; undefined before the first. */
	readonly actor?: string;
	/** The kernel that runs the workload. */
	readonly kernel: string;
	/** The kernel that runs beside it, and the position after the first event in which the two differ. */
	readonly besideKernel?: string;
	readonly firstDifference?: number;
	/** What a file would be called that shows this part. */
	fileName(part: Part, format: Format): string;
	rows(pane: string, model: Model): RowKeys;
	/** What a press on the heads of a pane's columns sorts by; undefined where there is no order. */
	orderAt(pane: string, model: Model, columns: number, cell: number): string | undefined;
	/** Lines above the first row of a pane: its column heads. */
	headingLines(pane: string): number;
};

export const noRows: RowKeys = {
	count: 0,
	keyAt: () => '',
	rowOf: () => -1,
	textAt: () => '',
};
