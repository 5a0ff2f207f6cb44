/** The model: everything that the screen shows beyond the simulated machine. Plain data, replaced and never changed. */

import type {GlyphSetName} from '../text/glyphs.ts';
import type {ArrangementName} from './arrangements.ts';
import type {Feed} from './feed.ts';
import type {Part} from './format.ts';
import type {Size} from './layout.ts';
import type {Quiz} from './quiz.ts';

/**
 * What is selected in a pane. `key` says what it is (`31@1234` for the process 31 born in event 1234, an address, a
 * frame's number) and outlives sorting, folding and time travel; `row` and `first` follow from it (settle.ts).
 */
export type Cursor = {
	readonly key?: string;
	readonly row: number;
	readonly first: number;
	/** Nobody has chosen the row: it goes along with what is worth looking at. */
	readonly isGiven?: boolean;
};

/** Other keys than those of the table, by action: what a configuration file says. */
export type KeyTable = Readonly<Record<string, readonly string[]>>;

/** What each pane keeps to itself, by pane: see slice.ts. */
export type PaneStates = Readonly<Record<string, object>>;

export const startCursor: Cursor = {row: 0, first: 0};

/** A line that is being typed. */
export type Prompt = {
	readonly kind: PromptKind;
	readonly text: string;
	/** Characters before the caret. */
	readonly caret: number;
	/** The model's text before the prompt was opened, for Escape. */
	readonly before: string;
	/** Place in the history of this kind, counted from the newest; -1 is the line itself. */
	readonly recalled: number;
	/** Why the line is not understood, in a sentence. */
	readonly mistake?: string;
	/** What had been typed before it was completed. */
	readonly stem?: string;
	/** Where a search began, for the next letter and for Escape. */
	readonly from?: {readonly pane: string; readonly cursor: Cursor; readonly isFollowing: boolean};
};

export type PromptKind = 'goto' | 'until' | 'whatIf' | 'answer' | 'write' | 'search' | 'filter';

/** What lies over the panes. */
export type Overlay = {
	readonly kind:
		| 'help'
		| 'palette'
		| 'workloads'
		| 'write'
		| 'terms'
		| 'summary'
		| 'panes'
		| 'menu'
		| 'design'
		| 'beside'
		| 'setup'
		| 'marks';
	readonly row: number;
	/** What has been typed to narrow the list. */
	readonly query: string;
};

export type Model = {
	readonly size: Size;
	readonly isQuitting: boolean;

	/** Panes in the order in which they last had the keys; the first has them now. */
	readonly recent: readonly string[];
	readonly isZoomed: boolean;
	/** Drawn beside another kernel's half: the status line must tell them apart. */
	readonly isHalf?: boolean;
	readonly cursors: Readonly<Record<string, Cursor>>;
	/** Ancestors of the selected process, nearest first, as they were when it was last alive. */
	readonly lineage: readonly string[];

	readonly isPlaying: boolean;
	/** Index into `speeds`. */
	readonly speed: number;
	/** The part of an op that the last tick was short of. */
	readonly owed: number;
	/** Where it plays, it stays at the end of a program that grows. */
	readonly followsEnd: boolean;
	/** How a program is fed that grows, from the first word of it on. */
	readonly feed?: Feed;
	/** Positions that the user has marked, ascending. */
	readonly bookmarks: readonly number[];
	/** Where the last jump began. */
	readonly cameFrom?: number;
	/** A moment that is still being looked for in what has not been run yet, as it was typed. */
	readonly looking?: string;
	/** The selection goes along with what happens. */
	readonly isFollowing: boolean;

	readonly panes: PaneStates;

	/** The built-in workload that was opened in place of what the screen was opened with. */
	readonly opened?: string;

	readonly prompt?: Prompt;
	/** What the file is for whose name is being typed. */
	readonly writing?: Part;
	readonly overlay?: Overlay;
	readonly history: Readonly<Record<PromptKind, readonly string[]>>;
	readonly search: string;
	readonly filter: string;
	/** The first key of a sequence of two. */
	readonly prefix: string;
	/** Digits that were typed before a key: how many times. */
	readonly count: string;
	/** One line of answer to the last key; the next key takes it away. */
	readonly notice: string;

	/** Keys that the user has given to actions, instead of those of the table. */
	readonly keys?: KeyTable;
	/** What digits do by themselves; with Alt they do the other. */
	readonly digits: 'panes' | 'counts';
	readonly theme: string;
	readonly glyphs: GlyphSetName;
	/** The stop of the guided tour, and the one to open another screen for. */
	readonly tour?: {readonly stop: number; readonly next?: number};
	/** The quiz that is played, as far as it has come. */
	readonly quiz?: Quiz;
	/** Rows that were born or changed in the last events stand out. */
	readonly isFlashing: boolean;
	/** Titles of the columns that are not wanted, by pane. */
	readonly hidden: Readonly<Record<string, readonly string[]>>;
	/** Addresses are written in decimal. */
	readonly isDecimal: boolean;
	/** Which panes stand together. */
	readonly arrangement: ArrangementName;
	/** The lines of time above the panes are given to the panes. */
	readonly isHeaderHidden: boolean;
	/** The terminal reports the mouse. */
	readonly hasMouse: boolean;
	/** Cells by which the text of a pane is shifted to the left, by pane. */
	readonly shifts: Readonly<Record<string, number>>;
};

/** Times the speed at which a workload takes half a minute. */
export const speeds: readonly number[] = [1 / 64, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32, 64];
export const normalSpeed = speeds.indexOf(1);

export function createModel(options: {
	readonly size: Size;
	readonly panes: readonly string[];
	readonly isPlaying?: boolean;
	readonly theme?: string;
	readonly glyphs?: GlyphSetName;
	readonly isFlashing?: boolean;
}): Model {
	return {
		size: options.size,
		isQuitting: false,
		recent: options.panes,
		isZoomed: false,
		cursors: Object.fromEntries(options.panes.map((pane) => [pane, startCursor])),
		lineage: [],
		isPlaying: options.isPlaying ?? false,
		speed: normalSpeed,
		owed: 0,
		followsEnd: false,
		bookmarks: [],
		isFollowing: false,
		panes: {},
		history: {goto: [], until: [], whatIf: [], answer: [], write: [], search: [], filter: []},
		search: '',
		filter: '',
		prefix: '',
		count: '',
		notice: '',
		digits: 'panes',
		theme: options.theme ?? 'terminal',
		glyphs: options.glyphs ?? 'unicode',
		isFlashing: options.isFlashing ?? true,
		hidden: {},
		isDecimal: false,
		arrangement: 'all',
		isHeaderHidden: false,
		hasMouse: true,
		shifts: {},
	};
}

/** Whether the view goes along with a program that is watched live. */
export function isLive({isPlaying, followsEnd}: Model): boolean {
	return isPlaying && followsEnd;
}

/** The pane that has the keys. */
export function focused(model: Model): string {
	return model.recent[0];
}
