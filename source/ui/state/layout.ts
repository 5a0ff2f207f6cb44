/**
 * Layout: which panes stand where, worked out from the size of the screen alone. What the mouse hits, how far a page
 * scrolls and what is drawn all follow from these rectangles, so nothing ever has to be measured.
 */

import {
	type Area,
	type Arrangement,
	type ArrangementName,
	arrangements,
	everything,
	halves,
	type Place,
} from './arrangements.ts';

export type Size = {readonly columns: number; readonly rows: number};

/** In cells, from 0 at the top left; a frame, if there is one, is inside. */
export type Rectangle = {
	readonly column: number;
	readonly row: number;
	readonly columns: number;
	readonly rows: number;
};

export type PanePlace = {readonly id: string; readonly place: Place};

export type Slot = {
	readonly rectangle: Rectangle;
	/** The panes that share the slot, in the order of their tabs. */
	readonly panes: readonly string[];
	/** The one of them that is seen. */
	readonly shown: string;
	/** Without a frame only the title line is spent. */
	readonly isFramed: boolean;
};

export type Layout = {
	/** `line`: one line of text, for screens in which nothing else fits. */
	readonly kind: 'line' | 'half' | 'small' | 'stacked' | 'two' | 'three' | 'large' | 'zoomed';
	readonly size: Size;
	/** First rows of the lines around the panes; undefined where they do not fit. */
	readonly status: number;
	readonly timeline?: number;
	readonly marks?: number;
	readonly explanation?: number;
	/** Of a split screen: the first of two lines, which say what the event came to on either kernel. */
	readonly sentences?: number;
	readonly footer?: number;
	readonly slots: readonly Slot[];
};

/** Below this nothing but one line of text makes sense. */
const lineSize: Size = {columns: 20, rows: 5};
const framedSize: Size = {columns: 60, rows: 16};
const largeSize: Size = {columns: 190, rows: 55};

function kindOf({columns, rows}: Size, isZoomed: boolean): Layout['kind'] {
	if (columns < lineSize.columns || rows < lineSize.rows) {
		return 'line';
	}

	if (columns < framedSize.columns || rows < framedSize.rows) {
		return 'small';
	}

	if (isZoomed) {
		return 'zoomed';
	}

	if (columns >= largeSize.columns && rows >= largeSize.rows) {
		return 'large';
	}

	return columns < 100 ? 'stacked' : columns < 160 || rows < 40 ? 'two' : 'three';
}

function areaOf(kind: Layout['kind'], rows: number, {areas}: Arrangement): Area {
	switch (kind) {
		case 'stacked':
			return rows < 36 ? areas.stacked : areas.stackedHigh;
		case 'two':
			return rows < 28 ? areas.twoLow : areas.two;
		case 'three':
		case 'large':
			return areas[kind];
		default:
			return everything;
	}
}

/**
 * `recent` are the panes in the order in which they last had the keys, the present one first: it decides which tab
 * of a slot is seen.
 */
export function layOut(
	size: Size,
	panes: readonly PanePlace[],
	recent: readonly string[],
	isZoomed: boolean,
	isHeaderHidden = false,
	arrangement: Arrangement = arrangements.all,
): Layout {
	const kind = kindOf(size, isZoomed);
	if (kind === 'line') {
		return {kind, size, status: 0, slots: []};
	}

	const {rows} = size;
	const timeline = rows >= 8 && !isHeaderHidden ? 1 : undefined;
	const marks = rows >= 30 && !isHeaderHidden ? 2 : undefined;
	const top = marks === undefined ? (timeline === undefined ? 1 : 2) : 3;
	const footer = rows >= 6 ? rows - 1 : undefined;
	const explanation = rows >= 10 ? rows - 2 : undefined;
	const bottom = rows - (explanation ?? footer ?? rows);
	const rectangle = {column: 0, row: top, columns: size.columns, rows: rows - top - bottom};
	const slots = place(areaOf(kind, rows, arrangement), rectangle, panes, recent, kind !== 'small');
	return {kind, size, status: 0, timeline, marks, explanation, footer, slots};
}

/** What the layout follows from, of the model. */
type Look = {
	readonly size: Size;
	readonly recent: readonly string[];
	readonly isZoomed: boolean;
	readonly isHeaderHidden: boolean;
	readonly arrangement: ArrangementName;
	readonly isHalf?: boolean;
};

export function layoutOf(look: Look, panes: readonly PanePlace[]): Layout {
	const {size, recent, isZoomed, isHeaderHidden, arrangement} = look;
	return look.isHalf
		? layOutHalf(look, panes)
		: layOut(size, panes, recent, isZoomed, isHeaderHidden, arrangements[arrangement]);
}

/** Lower screens have no room for three panes in a half. */
const halfRowsLeast = 20;
const halfRowsHigh = 50;

/** The lines around the panes are those of the whole screen, with two more for the sentences. */
function layOutHalf(look: Look, panes: readonly PanePlace[]): Layout {
	const {size, recent, isZoomed, isHeaderHidden} = look;
	const {rows, columns} = size;
	const around = layOut({columns: framedSize.columns, rows}, [], recent, false, isHeaderHidden);
	const {explanation = rows} = around;
	const isLow = rows < halfRowsLeast;
	const sentences = isLow ? undefined : explanation - 2;
	const row = (around.marks ?? around.timeline ?? around.status) + 1;
	const rectangle = {column: 0, row, columns, rows: (sentences ?? explanation) - row};
	const area = isLow || isZoomed ? everything : halves[rows < halfRowsHigh ? 'low' : 'high'];
	const isFramed = columns >= framedSize.columns - 2 && rows >= 2 * framedSize.rows;
	return {...around, kind: 'half', size, sentences, slots: place(area, rectangle, panes, recent, isFramed)};
}

function place(
	area: Area,
	rectangle: Rectangle,
	panes: readonly PanePlace[],
	recent: readonly string[],
	isFramed: boolean,
): Slot[] {
	if ('places' in area) {
		const here = panes.filter((pane) => area.places.includes(pane.place));
		const ids = here.map(({id}) => id);
		return ids.length === 0
			? []
			: [{rectangle, panes: ids, shown: recent.find((id) => ids.includes(id)) ?? ids[0], isFramed}];
	}

	const sizes = divide(
		rectangle[area.cut],
		area.parts.map(([weight]) => weight),
	);
	let start = 0;
	return area.parts.flatMap(([, part], i) => {
		const inner =
			area.cut === 'columns'
				? {...rectangle, column: rectangle.column + start, columns: sizes[i]}
				: {...rectangle, row: rectangle.row + start, rows: sizes[i]};
		start += sizes[i];
		return place(part, inner, panes, recent, isFramed);
	});
}

/** Whole cells in proportion to the weights; they add up to `cells`. */
export function divide(cells: number, weights: readonly number[]): number[] {
	const sum = weights.reduce((total, weight) => total + weight, 0);
	let used = 0;
	let weightsUsed = 0;
	return weights.map((weight) => {
		weightsUsed += weight;
		const size = Math.round((cells * weightsUsed) / sum) - used;
		used += size;
		return size;
	});
}

/** The lines and columns that are left for a pane's own drawing. */
export function innerSize({rectangle: {columns, rows}, isFramed}: Slot): Size {
	return isFramed
		? {columns: Math.max(0, columns - 2), rows: Math.max(0, rows - 2)}
		: {columns, rows: Math.max(0, rows - 1)};
}

/** The slot in which a pane is seen, if it is. */
export function slotOf(layout: Layout, pane: string): Slot | undefined {
	return layout.slots.find(({shown}) => shown === pane);
}

/** The slot under a cell of the screen. */
export function slotAt(layout: Layout, column: number, row: number): Slot | undefined {
	return layout.slots.find(
		({rectangle}) =>
			column >= rectangle.column &&
			column < rectangle.column + rectangle.columns &&
			row >= rectangle.row &&
			row < rectangle.row + rectangle.rows,
	);
}

/** Narrower or lower halves could not be read; the second kernel then waits for a larger window. */
const halfColumnsLeast = 38;
const splitRowsLeast = 12;
/** The smallest screen that two kernels have room on. */
export const splitSize: Size = {columns: 2 * halfColumnsLeast + 1, rows: splitRowsLeast};

/** The columns of each half of a split screen, a gap of one between them; undefined where it is too small to split. */
export function halfColumns({columns, rows}: Size): number | undefined {
	const half = Math.floor((columns - 1) / 2);
	return half < halfColumnsLeast || rows < splitRowsLeast ? undefined : half;
}
