/** The rows of a pane: who they are to the reducers, what they offer to other panes, and how they are drawn. */
import type {PageTableRow} from '../../analysis/rows/page-tables.ts';
import type {Subject} from '../../analysis/words/subject.ts';
import type {Paint, Span} from '../text/line.ts';
import type {Model} from './model.ts';

/** A process by its key, and a key of the rows that it has in the pane. */
export type Held = {readonly process: string; readonly key: string};

/** Bytes of the selected process; end exclusive. */
export type Range = {readonly start: number; readonly end: number};

/** What a row stands for, in words that all panes share; what does not apply is undefined. */
export type Offer = {
	/** Key of a process: `31@1234`. */
	readonly process?: string;
	readonly ranges?: readonly Range[];
	readonly table?: PageTableRow;
};

/** What the rows of a pane may be; other panes lead to it, or go by what is selected in it, by that word. */
export type Thing =
	/** Processes, by their keys. */
	| 'process'
	/** Mappings of the selected process, by their first address. */
	| 'mapping'
	/** Kernels, by their names. */
	| 'kernel'
	/** Its page tables: see `tableKey`. */
	| 'table'
	/** Its pages in memory, by their address. */
	| 'frame'
	/** Any of its addresses, mapped or not, by `addressKey`. */
	| 'address'
	/** Whatever has a place in its address space. */
	| 'range'
	/** What several processes may hold. */
	| 'holder'
	/** The events of one thing's history. */
	| 'history';

/** The key of the row of a page table, in each pane that has tables. */
export function tableKey(level: number, start: number): string {
	return `${level}:${start}`;
}

/** What a key of a table says: its level, and where it begins in bytes. */
export function parseTableKey(key: string): {readonly level: number; readonly start: number} {
	const [level, start] = key.split(':').map(Number);
	return {level, start};
}

/** The key of an address, in bytes, in the pane that has addresses. */
export function addressKey(address: number): string {
	return `${address}:0`;
}

/** A row of the pane that has such things; `process` is the process to select for it, if it is not the one that is selected. */
export type Target = {readonly thing: Thing; readonly key: string; readonly process?: string};

export type RowMatcher = {readonly matches?: (row: number) => boolean; readonly problem?: string};

/** The rows of one pane as the reducers see them: identities in the order of the screen. */
export type RowKeys = {
	readonly count: number;
	keyAt(row: number): string;
	/** -1 where there is no such row. */
	rowOf(key: string): number;
	/** What a search looks at. */
	textAt(row: number): string;
	/** What the row of a key stands for. */
	offerOf?(key: string): Offer;
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

/** What rows are drawn for: the model, the paint, and the room that there is in cells and lines. */
export type Look = {
	readonly model: Model;
	readonly paint: Paint;
	/** Cells of a line, and lines for rows. */
	readonly columns: number;
	readonly height: number;
	/** The rows of the same pane on the kernel beside, where two are drawn: both have the same columns. */
	readonly beside?: RowKeys;
};

/** Rows together with how they are drawn. */
export type Rows = RowKeys & {
	draw(look: Look, row: number): readonly Span[];
	/** The heads of the columns. */
	heading?(look: Look): readonly Span[];
	/** What stands beside the title. */
	about?(look: Look): string;
	/** What stands in the lower edge of its frame: more of the selected row. */
	note?(look: Look): string;
	/** A row as data, for what is written to a file; the text of its line unless told. */
	record?(look: Look, row: number): unknown;
};

export const noRows: RowKeys = {
	count: 0,
	keyAt: () => '',
	rowOf: () => -1,
	textAt: () => '',
};
