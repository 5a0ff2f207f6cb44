/** Facts: what the reducers may ask about the simulated machine at this moment. Pure questions; tests answer from tables. */
import type {PanePlace} from './layout.ts';
import type {Model} from './model.ts';

/** The rows of one pane as the reducers see them: identities in the order of the screen. */
export type RowKeys = {
	readonly count: number;
	keyAt(row: number): string;
	/** -1 where there is no such row. */
	rowOf(key: string): number;
	/** What a search looks at, where there is no `finder`. */
	textAt(row: number): string;
	/** For panes whose rows are searched for by more than text. Throws a UserError for what is not understood. */
	finder?(search: string): (row: number) => boolean;
	/** The row that is selected as long as the user has not chosen one; 0 unless told. */
	readonly startRow?: number;
	/** In a tree: the row of the parent, -1 at the root. */
	parentOf?(row: number): number;
	/** In a tree: whether the row's children are seen. */
	foldOf?(row: number): 'open' | 'folded' | 'leaf';
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
	/** The key of the process that the last event belongs to; undefined before the first. */
	readonly actor?: string;
	/** The kernel that runs the workload. */
	readonly kernel: string;
	/** The kernel that runs beside it, and the position after the first event in which the two differ. */
	readonly besideKernel?: string;
	readonly firstDifference?: number;
	rows(pane: string, model: Model): RowKeys;
	/** Lines above the first row of a pane: its column heads. */
	headingLines(pane: string): number;
};

export const noRows: RowKeys = {
	count: 0,
	keyAt: () => '',
	rowOf: () => -1,
	textAt: () => '',
};
