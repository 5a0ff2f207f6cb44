/** The names of the processes, and what is to say of each beside its figures. */

import {reportedGap} from '../../../analysis/rows/reported.ts';
import type {TreeRow} from '../../../analysis/rows/tree.ts';
import {cellWidth, cutMiddle, padText} from '../../../analysis/words/cells.ts';
import {type Gone, isNewborn, lateGone} from '../../../inquiry/history/lately.ts';
import type {Session} from '../../state/session.ts';
import {firstThatFits, type Span, spansWidth} from '../../text/line.ts';
import type {Meaning} from '../../text/theme.ts';
import type {PaneView} from '../pane.ts';
import {foundIn} from './found.ts';
import {rowFlags, type TreeRows, tasksBehind} from './rows.ts';

type View = PaneView<TreeRows>;

/** In `room` cells: the name always, then the command line, shortened in the middle; what is reported at the right. */
export function nameSpans(view: View, index: number, row: TreeRow, isHolder: boolean, room: number): Span[] {
	const {session, rows, model, paint} = view;
	const isNew = model.isFlashing && index > 0 && isNewborn(row.born, session);
	const isAncestor = (rows.flags[index] & rowFlags.ancestor) !== 0;
	const isFound = model.search !== '' && foundIn(rows, model.search).isHit(index);
	const isHit = isFound || (model.filter !== '' && !isAncestor);
	const meaning = isAncestor
		? 'dim'
		: isHit
			? 'match'
			: isNew
				? 'born'
				: isHolder
					? 'linked'
					: nameMeaning(row);
	if ((rows.flags[index] & rowFlags.group) !== 0) {
		return groupSpans(view, index, row, meaning, room);
	}

	const name: Span[] = [
		[nameText(row), meaning],
		[isNew ? ' new' : '', 'born'],
	];
	const gone = goneForms(model.isFlashing ? goneBelow(session, row) : []);
	const below = firstThatFits(
		belowForms(view, index, row),
		room - spansWidth(name) - cellWidth(gone.at(-1) ?? ''),
	);
	const ended = firstThatFits(
		gone.map((text) => [[text, 'dead']]),
		room - spansWidth([...name, ...below]),
	);
	const head = [...name, ...ended, ...below];
	const note = reportedNote(session, row);
	const left = room - spansWidth(head);
	const noteCells = cellWidth(note) <= left ? cellWidth(note) : 0;
	const beside = left - noteCells;
	const command = beside < commandLeast ? '' : cutMiddle(argumentsText(row), beside, paint.glyphs.more);
	return noteCells === 0
		? [...head, [command, 'dim']]
		: [...head, [padText(command, beside), 'dim'], [note, 'warning']];
}

/** Fewer cells of a command line say nothing. */
const commandLeast = 4;

/** The command line behind the name, with a blank before it; threads have their process's. */
function argumentsText({command, threadOf}: TreeRow): string {
	const [, ...rest] = command.split(' ');
	return rest.length === 0 || threadOf !== undefined ? '' : ` ${rest.join(' ')}`;
}

/** Children that have just ended and left no zombie; their rows are gone at once, so that nothing jumps later. */
function goneBelow(session: Session, {pid, threadOf}: TreeRow): readonly Gone[] {
	return threadOf === undefined ? (lateGone(session).get(pid) ?? []) : [];
}

const goneMax = 3;

/** With as many names as there is room for, the most first: ` (6 cc1, 7 as and 2 more ended)`. */
function goneForms(gone: readonly Gone[]): string[] {
	return Array.from({length: Math.min(goneMax, gone.length) + 1}, (_, fewer) => {
		const named = gone
			.slice(0, Math.min(goneMax, gone.length) - fewer)
			.map(({pid, name}) => `${pid} ${name}`);
		const more = gone.length - named.length;
		const rest = named.length === 0 ? `${more}` : ` and ${more} more`;
		return gone.length === 0 ? '' : ` (${named.join(', ')}${more > 0 ? rest : ''} ended)`;
	});
}

/** How many a folded row stands for. */
function belowForms({session, rows}: View, index: number, {isFolded}: TreeRow): Span[][] {
	const below = isFolded ? tasksBehind(session.memory, rows, index).length - 1 : 0;
	return isFolded
		? [[[` [${below} below, pages once]`, 'dim']], [[` [${below} below]`, 'dim']], [[` +${below}`, 'dim']]]
		: [[]];
}

/** `3*[sh───cc1]` as pstree has it; the figures are those of all of them together. */
function groupSpans(
	{session, rows}: View,
	index: number,
	row: TreeRow,
	meaning: Meaning,
	room: number,
): Span[] {
	const names = [nameText(row), ...rows.chainOf(index)];
	const members = rows.membersOf(index).length;
	const all = tasksBehind(session.memory, rows, index).length;
	const hidden = all - members * names.length;
	const group: Span[] = [
		[`${members}*[`, 'mark'],
		[names.join('───'), meaning],
		[hidden > 0 ? '─…' : '', 'dim'],
		[']', 'mark'],
	];
	const forms: Span[][] = [[[` ${all} in all, pages once`, 'dim']], [[` ${all} in all`, 'dim']], []];
	return [...group, ...firstThatFits(forms, room - spansWidth(group))];
}

/** Threads in braces and zombies in brackets, as pstree and ps write them. */
function nameText({name, state, threadOf, exitCode, exitSignal}: TreeRow): string {
	const text = name;
	if (state === 'zombie') {
		return `(${text}) ${exitSignal === undefined ? `exit ${exitCode}` : `signal ${exitSignal}`}`;
	}

	return threadOf === undefined ? text : `{${text}}`;
}

function nameMeaning({state, threadOf}: TreeRow): Meaning {
	return state === 'zombie' ? 'dead' : threadOf === undefined ? 'plain' : 'dim';
}

/** What the kernel itself would say of a process, where that is not the truth. */
export function reportedNote(
	{memory}: Session,
	{task, isFolded}: Pick<TreeRow, 'task' | 'isFolded'>,
): string {
	const gap = isFolded ? undefined : reportedGap(memory, task);
	return gap === undefined ? '' : ` reported ${gap.figures}`;
}
