/** Reducers of the screen itself: its size, the mouse on it, what lies over it, leaving it. */
import {selectedKey} from '../cursor.ts';
import type {Facts, RowKeys} from '../facts.ts';
import {helpEntries} from '../keys/help.ts';
import {innerSize, layOut, slotAt} from '../layout.ts';
import {menuEntries} from '../menus.ts';
import type {Effect} from '../message.ts';
import type {Model} from '../model.ts';
import {themes} from '../theme.ts';
import {movementReducers} from './movement.ts';
import {only, type Reducers, type Result, withNotice} from './reducer.ts';
import {withKey} from './select-row.ts';
import {jump} from './time.ts';

export const screenReducers: Reducers<
	| 'overlay'
	| 'overlayKey'
	| 'cancel'
	| 'prefix'
	| 'design'
	| 'beside'
	| 'toDifference'
	| 'theme'
	| 'flash'
	| 'press'
	| 'drag'
	| 'wheel'
	| 'resize'
	| 'notice'
	| 'redraw'
	| 'suspend'
	| 'quit'
> = {
	overlay(model, {kind}, facts) {
		const isOpen = model.overlay?.kind === kind;
		const row = Math.max(0, menuEntries(kind, model, facts)?.findIndex(({isChosen}) => isChosen) ?? 0);
		return only({...model, overlay: isOpen ? undefined : {kind, row, query: ''}});
	},

	overlayKey(model, {input}, facts) {
		const move = overlayMoves[input.key];
		const {overlay} = model;
		if (overlay === undefined) {
			return only(model);
		}

		if (move !== undefined) {
			const row = Math.max(0, overlay.row + move);
			return only({...model, overlay: {...overlay, row}});
		}

		return overlayCommand(model, input.key, facts);
	},

	/** Escape takes back one thing at a time, and never quits. */
	cancel(model) {
		if (model.overlay !== undefined) {
			return only({...model, overlay: undefined});
		}

		if (model.looking !== undefined) {
			return withNotice({...model, looking: undefined}, 'No longer looking for it.');
		}

		if (model.filter !== '') {
			return withNotice({...model, filter: ''}, 'The filter is off.');
		}

		return only(model.search !== '' ? {...model, search: ''} : {...model, isZoomed: false});
	},

	prefix: (model, {key}) => only({...model, prefix: key}),

	beside: (model, {kernel}) => [{...model, overlay: undefined}, [{type: 'beside', kernel}]],

	toDifference(model, _message, facts) {
		if (facts.besideKernel === undefined) {
			return withNotice(model, 'No second kernel runs beside this one; | chooses one.');
		}

		return facts.firstDifference === undefined
			? withNotice(model, `No event known so far differs from ${facts.besideKernel}.`)
			: jump(model, {type: 'seek', position: facts.firstDifference}, facts);
	},

	design: (model, {kernel}) => [{...model, overlay: undefined}, [{type: 'design', kernel}]],

	theme(model) {
		const next = themes[(themes.findIndex(({id}) => id === model.theme) + 1) % themes.length];
		return withNotice({...model, theme: next.id}, `Theme ${next.id}: ${next.title}.`);
	},

	flash(model) {
		const isFlashing = !model.isFlashing;
		const notice = isFlashing
			? 'What is new or changed stands out.'
			: 'What is new or changed looks like the rest.';
		return withNotice({...model, isFlashing}, notice);
	},

	press(model, {column, row}, facts) {
		return pressAt(model, column, row, facts);
	},

	drag(model, {column, row}, facts) {
		const {timeline} = layoutOf(model, facts);
		return row === timeline ? seekByColumn(model, column, facts) : only(model);
	},

	wheel(model, {column, row, by}, facts) {
		const slot = slotAt(layoutOf(model, facts), column, row);
		if (slot === undefined || model.overlay !== undefined) {
			return only(model);
		}

		const at = model.cursors[slot.shown].row + by;
		return movementReducers.select(model, {type: 'select', pane: slot.shown, row: at}, facts);
	},

	resize(model, {columns, rows}) {
		const size = {columns: Math.max(1, columns), rows: Math.max(1, rows)};
		return only({...model, size});
	},

	notice: (model, {text}) => withNotice(model, text),
	redraw: (model) => [model, [{type: 'redraw'}]],
	suspend: (model) => [model, [{type: 'suspend'}]],
	quit: (model) => [{...model, isQuitting: true, isPlaying: false}, [{type: 'quit'}]],
};

const overlayMoves: Readonly<Record<string, number>> = {
	up: -1,
	k: -1,
	down: 1,
	j: 1,
	pageup: -10,
	pagedown: 10,
	space: 10,
	home: Number.NEGATIVE_INFINITY,
	g: Number.NEGATIVE_INFINITY,
};

function overlayCommand(model: Model, key: string, facts: Facts): Result {
	const {overlay} = model;
	if (key === '/' && overlay?.kind === 'help') {
		const {query} = overlay;
		return only({
			...model,
			prompt: {kind: 'help', text: query, caret: query.length, before: query, recalled: -1},
		});
	}

	const entries = overlay === undefined ? undefined : menuEntries(overlay.kind, model, facts);
	if (key === 'enter' && entries !== undefined && overlay !== undefined) {
		const {message} = entries[Math.min(overlay.row, entries.length - 1)];
		return [{...model, overlay: undefined}, [{type: 'send', message}]];
	}

	if (key === 'enter' && overlay?.kind === 'help') {
		const entry = helpEntries(model, facts)[overlay.row];
		const closed = {...model, overlay: undefined};
		return entry === undefined || entry.reason !== undefined
			? withNotice(closed, entry?.reason ?? '')
			: [closed, [{type: 'send', message: entry.binding.message} satisfies Effect]];
	}

	return only(
		['esc', 'q', '?', 'h', 'f1', 'i', 'o', 'H', 'K', '|', 'enter', 'ctrl-c'].includes(key)
			? {...model, overlay: undefined}
			: model,
	);
}

function layoutOf(model: Model, {panes}: Facts) {
	return layOut(model.size, panes, model.recent, model.isZoomed);
}

function pressAt(model: Model, column: number, row: number, facts: Facts): Result {
	if (model.overlay !== undefined) {
		return only({...model, overlay: undefined});
	}

	const layout = layoutOf(model, facts);
	if (row === layout.timeline) {
		return seekByColumn(model, column, facts);
	}

	const slot = slotAt(layout, column, row);
	if (slot === undefined) {
		return only(model);
	}

	const place = {
		line: row - slot.rectangle.row - 1,
		cell: column - slot.rectangle.column - (slot.isFramed ? 1 : 0),
	};
	return pressPane(model, slot.shown, place, innerSize(slot).rows, facts);
}

/** A press on a row selects it, and once more on the same row opens it; elsewhere in the pane it gets the keys. */
function pressPane(
	model: Model,
	pane: string,
	{line, cell}: {readonly line: number; readonly cell: number},
	height: number,
	facts: Facts,
): Result {
	const cursor = model.cursors[pane];
	const heading = facts.headingLines(pane);
	const row = cursor.first + line - heading;
	const rows = facts.rows(pane, model);
	const isRow = line >= heading && line < height && row < rows.count;
	if (!isRow) {
		return movementReducers.focus(model, {type: 'focus', pane}, facts);
	}

	const key = rows.cells?.keyIn(row, cell - rows.cells.indent);
	const isSelected =
		cursor.row === row && (key === undefined || key === selectedCell(model, pane, rows, row));
	if (model.recent[0] === pane && isSelected) {
		return movementReducers.enter(model, {type: 'enter'}, facts);
	}

	const [selected] = movementReducers.select(model, {type: 'select', pane, row}, facts);
	return only(key === undefined ? selected : withKey(selected, pane, row, key));
}

/** The cell of a line in which what is selected lies. */
function selectedCell(model: Model, pane: string, rows: RowKeys, row: number): string | undefined {
	return rows.cells?.keyIn(row, rows.cells.columnOf(selectedKey(model, pane, rows)));
}

/** The timeline spans the whole line. */
function seekByColumn(model: Model, column: number, facts: Facts): Result {
	const share = column / Math.max(1, model.size.columns - 1);
	const position = Math.round(Math.max(0, Math.min(1, share)) * facts.end);
	return jump(model, {type: 'seek', position}, facts);
}
