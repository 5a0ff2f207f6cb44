/** The processes a row each with their figures, beside the tree that fork has made; and the same without the tree. */

import {processRow} from '../../../analysis/rows/processes.ts';
import {namesBelow, type TreeRow, treeRow} from '../../../analysis/rows/tree.ts';
import {cellWidth} from '../../../analysis/words/cells.ts';
import {plural} from '../../../analysis/words/text.ts';
import {taskKey} from '../../../inquiry/keys.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import type {Facts} from '../../state/facts.ts';
import {readQuery} from '../../state/finding.ts';
import type {Model} from '../../state/model.ts';
import type {Session} from '../../state/session.ts';
import {widthOf} from '../../text/columns.ts';
import type {Span} from '../../text/line.ts';
import {holdersOfSelection} from '../holders.ts';
import {type Drawing, drawnBy, type PaneView} from '../pane.ts';
import {barWords, partsOf} from './bar.ts';
import {figureHeads, figureSpans, headAt, shownColumns} from './figures.ts';
import {branchMarks} from './marks.ts';
import {nameSpans, reportedNote} from './names.ts';
import {columnOrders} from './orders.ts';
import {aboutText, type Presenter} from './presenter.ts';
import {hidesOthers, readTreeRows, type TreeRows, tasksBehind} from './rows.ts';
import {type TreeMessage, treeId, treeState} from './state.ts';
import {areSumsDear} from './sums.ts';

type View = PaneView<TreeRows>;

export const table: Presenter = {
	read: (session, model) =>
		drawnBy(session, readRows(session, model, false), {
			...shared,
			about: (view) => about(view, treeState.of(view.model).isCompact ? 'compact' : ''),
			heading: (view) => figureHeads(view, 'TREE'),
			draw: (view, row) => drawRow(view, row, branchMarks(view, row, roomOf(view))),
		}),
	pressHead,
};

export const flat: Presenter = {
	read: (session, model) =>
		drawnBy(session, readRows(session, model, true), {
			...shared,
			about: (view) => about(view, ''),
			heading: (view) => figureHeads(view, 'COMMAND'),
			draw: (view, row) => drawRow(view, row, ''),
		}),
	pressHead,
};

function readRows(session: Session, model: Model, isFlat: boolean): TreeRows {
	return readTreeRows(session, {...treeState.of(model), isFlat}, filterOf(session, model));
}

/** Nobody is filtered out by what cannot be understood. */
function filterOf({memory}: Session, {filter}: Model): ((task: Task) => boolean) | undefined {
	return filter === '' ? undefined : readQuery(filter).query?.on(memory);
}

const shared = {
	note: noteOfSelected,

	record(view, index) {
		const {task: _task, isLast: _isLast, parent: _parent, ...row} = rowAt(view, index);
		return row;
	},
} satisfies Partial<Drawing<TreeRows>>;

function about(view: View, shape: string): string {
	return aboutText(view, {filter: filterText(view), order: sorting(view.model), shape});
}

/** `marks` stand between the figures and the name. */
function drawRow(view: View, index: number, marks: string): readonly Span[] {
	const row = rowAt(view, index);
	const isHolder = holdsSelection(view, index);
	const room = roomOf(view) - cellWidth(marks);
	return [
		...figureSpans(view, row, isHolder),
		[marks, 'dim'],
		...nameSpans(view, index, row, isHolder, room),
	];
}

/** Cells behind the figures. */
function roomOf({model, columns, session}: View): number {
	return columns - widthOf(shownColumns(model, columns, session));
}

/** With what is folded below it, each page counted once, unless that must wait. */
function rowAt({rows, session}: View, index: number): TreeRow {
	const {memory} = session;
	const isFolded = hidesOthers(rows.flags[index]);
	const place = {...rows.places[index], isFolded};
	return isFolded && areSumsDear(session)
		? {...processRow(memory, place.task), ...place}
		: treeRow(memory, place, rows.membersOf(index));
}

/** Whether the row, or what is folded below it, holds the frame or table that is selected in the pane that has the keys. */
function holdsSelection({session, model, rows}: View, index: number): boolean {
	const {memory} = session;
	const processes = holdersOfSelection(session, model);
	return (
		processes.size > 0 &&
		tasksBehind(memory, rows, index).some((task) => processes.has(taskKey(memory.kernel, task)))
	);
}

/** Cells of the lower edge that are not the note's: its ends, and where in the list one is. */
const noteEnds = 16;

/** What is hidden below the selected row; else what is reported of it, for which a narrow row has no room, and its bar in words. */
function noteOfSelected(view: View): string {
	const {session, rows, model} = view;
	const {row} = model.cursors[treeId];
	if (row >= rows.count) {
		return '';
	}

	if (!hidesOthers(rows.flags[row])) {
		const parts = partsOf(rowAt(view, row));
		const reported = reportedNote(session, rows.places[row]).trim();
		const room = view.columns - noteEnds - (reported === '' ? 0 : cellWidth(reported) + 3);
		const words = parts === undefined ? '' : barWords(view.paint.glyphs, parts, room);
		return [reported, words].filter((text) => text !== '').join(' · ');
	}

	const names = namesBelow(session.memory, rows.membersOf(row)).map(({name, count}) =>
		count === 1 ? name : `${count} ${name}`,
	);
	return `hides ${names.join(', ')}`;
}

function filterText({model: {filter}, rows: {hits}}: View): string {
	return filter === '' ? '' : `FILTER ${plural(hits, 'hit')}: ${filter}`;
}

function sorting(model: Model): string {
	const {sort, isInverted} = treeState.of(model);
	return sort === '' && !isInverted
		? ''
		: `by ${sort === '' ? 'birth' : sort}${isInverted ? ', inverted' : ''}`;
}

/** Sorts by the column, and turns the order around where that is the order already. */
function pressHead(model: Model, columns: number, cell: number, facts: Facts): TreeMessage {
	const title = headAt(model, columns, cell, facts);
	const by = title === undefined ? 'name' : columnOrders[title];
	return by === undefined
		? {type: 'unsorted', title: title ?? ''}
		: by === treeState.of(model).sort
			? {type: 'invert'}
			: {type: 'sort', by, isInverted: false};
}
