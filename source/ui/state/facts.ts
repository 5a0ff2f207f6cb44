/** Facts: what the reducers may ask about the panes and the simulated machine at this moment. Pure questions; tests answer from tables. */
import type {Mark} from '../../inquiry/history/marks.ts';
import type {Format, Part} from './format.ts';
import type {Binding} from './keys/binding.ts';
import type {PanePlace} from './layout.ts';
import type {MenuEntry} from './menus/menu.ts';
import type {PaneMessage, Result} from './message.ts';
import type {Model} from './model.ts';
import type {Offer, RowKeys, Thing} from './rows.ts';

/** A list that a pane opens over the screen, to pick from. */
export type PaneMenu = {readonly title: string; readonly entries: readonly MenuEntry[]};

/** What a pane is to the reducers, to keys and to the other panes. */
export type PaneFacts = PanePlace & {
	readonly title: string;
	/** What it shows, in a sentence. */
	readonly help: string;
	/** What its rows are. */
	readonly offers?: readonly Thing[];
	/** The key that its cursor goes to when that is selected in another pane; undefined where it stays. */
	wants?(offer: Offer): string | undefined;
	/** The heads of its columns before the last, which one may hide all but the first of. */
	readonly columns?: readonly {readonly title: string}[];
	/** Whether a line with heads stands above its rows. */
	readonly hasHeading?: boolean;
	/** What a press on the heads means, by the cell that is pressed. */
	pressHead?(model: Model, columns: number, cell: number, facts: Facts): PaneMessage | undefined;
	/** False for panes whose rows are no things that one can select. */
	readonly hasSelection?: boolean;
	/** It says by itself what the last event has changed, and what differs. */
	readonly hasOwnMarks?: boolean;
	/** It tells of every kernel: over the whole screen it is drawn once, for two that run side by side too. */
	readonly isAcross?: boolean;
	/** Its cursor is given up when time moves, and is where the present is again. */
	readonly goesWithTime?: boolean;
	/** Keys of its own. */
	readonly keys?: readonly Binding[];
	/** What Enter does; it opens what the row stands for unless told. */
	readonly enter?: PaneMessage;
	/** Carries out its own messages. */
	update?(model: Model, message: PaneMessage, facts: Facts): Result;
	/** What Escape takes back here; undefined where there is nothing. */
	cancel?(model: Model): Model | undefined;
	menu?(model: Model): PaneMenu;
	/** Entries of its own in the setup. */
	setup?(model: Model): readonly MenuEntry[];
};

export type Facts = {
	/** In the order of their numbers on the screen. */
	readonly panes: readonly PaneFacts[];
	/** Ops carried out, and in all. */
	readonly position: number;
	readonly end: number;
	/** More ops may come at the end. */
	readonly isOpen?: boolean;
	/** They are the beginning of a recording that is being read. */
	readonly isPartial?: boolean;
	/** At normal speed. */
	readonly opsPerSecond: number;
	/** Positions just after the marks of the workload, ascending. */
	readonly marks: readonly number[];
	readonly markLabels: readonly Mark[];
	/** Microseconds since the start, just after that many events. */
	timeAt(position: number): number;
	/** The key of the process that the last event belongs to; undefined before the first. */
	readonly actor?: string;
	/** The stage of the event that comes next, while it is looked at in stages. */
	readonly stage?: {readonly index: number; readonly count: number; readonly sentence: string};
	/** Cells that the widest process number of the run takes. */
	readonly pidCells: number;
	/** Whether the machine has swap. */
	readonly hasSwap: boolean;
	/** The workload, and the kernel that runs it. */
	readonly title: string;
	readonly kernel: string;
	/** The kernel that runs beside it, and the position after the first event in which the two differ. */
	readonly besideKernel?: string;
	readonly firstDifference?: number;
	/** What was asked for in place of what was recorded, where that is on the screen, and the position where it left. */
	readonly whatIf?: {readonly words: string; readonly at: number};
	/** What a file would be called that shows this part. */
	fileName(part: Part, format: Format): string;
	rows(pane: string, model: Model): RowKeys;
};

export function paneOf(panes: readonly PaneFacts[], id: string): PaneFacts | undefined {
	return panes.find((pane) => pane.id === id);
}

/** The first pane whose rows are such things. */
export function paneOffering(panes: readonly PaneFacts[], thing: Thing): PaneFacts | undefined {
	return panes.find(({offers}) => offers?.includes(thing));
}

/** Lines above the first row of a pane. */
export function headingLines(panes: readonly PaneFacts[], id: string): number {
	return paneOf(panes, id)?.hasHeading ? 1 : 0;
}
