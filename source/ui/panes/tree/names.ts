/** The names of the processes, and what is to say of each beside its figures. */

import {reportedGap} from '../../../analysis/rows/reported.ts';
import type {TreeRow} from '../../../analysis/rows/tree.ts';
import {cellWidth, cutMiddle, padText} from '../../../analysis/words/cells.ts';
import {isNewborn, lateGone} from '../../../inquiry/history/lately.ts';
import type {Session} from '../../state/session.ts';
import {type Span, spansWidth} from '../../text/line.ts';
import type {Meaning} from '../../text/theme.ts';
import type {PaneView} from '../pane.ts';
import {foundIn} from './found.ts';
import {rowFlags, type TreeRows, tasksBehind} from './rows.ts';

type View = PaneView<TreeRows>;

/** In `room` cells: the name always, then the command line, shortened in the middle; what is reported at the right. */
export function nameSpans(
	{session, rows, model, paint}: View,
	index: number,
	row: TreeRow,
	isHolder: boolean,
	room: number,
): Span[] {
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
		return groupSpans(session, rows, index, row, meaning);
	}

	const head: Span[] = [
		[nameText(row), meaning],
		[isNew ? ' new' : '', 'born'],
		[model.isFlashing ? goneText(session, row) : '', 'dead'],
		[
			row.isFolded ? ` [${tasksBehind(session.memory, rows, index).length - 1} below, pages once]` : '',
			'dim',
		],
	];
	const note = reportedNote(session, row);
	const left = room - spansWidth(head);
	const noteCells = cellWidth(note) <= left ? cellWidth(note) : 0;
	const command = cutMiddle(argumentsText(row), left - noteCells, paint.glyphs.more);
	return noteCells === 0
		? [...head, [command, 'dim']]
		: [...head, [padText(command, left - noteCells), 'dim'], [note, 'warning']];
}

/** The command line behind the name, with a blank before it; threads have their process's. */
function argumentsText({command, threadOf}: TreeRow): string {
	const [, ...rest] = command.split(' ');
	return rest.length === 0 || threadOf !== undefined ? '' : ` ${rest.join(' ')}`;
}

const goneMax = 3;

/** Children that have just ended and left no zombie; their rows are gone at once, so that nothing jumps later. */
function goneText(session: Session, {pid, threadOf}: TreeRow): string {
	const gone = threadOf === undefined ? (lateGone(session).get(pid) ?? []) : [];
	const names = gone.slice(0, goneMax).map((each) => `${each.pid} ${each.name}`);
	const more = gone.length > goneMax ? ` and ${gone.length - goneMax} more` : '';
	return gone.length === 0 ? '' : ` (${names.join(', ')}${more} ended)`;
}

/** `3*[sh───cc1]` as pstree has it; the figures are those of all of them together. */
function groupSpans(
	{memory}: Session,
	rows: TreeRows,
	index: number,
	row: TreeRow,
	meaning: Meaning,
): Span[] {
	const names = [nameText(row), ...rows.chainOf(index)];
	const members = rows.membersOf(index).length;
	const all = tasksBehind(memory, rows, index).length;
	const hidden = all - members * names.length;
	return [
		[`${members}*[`, 'mark'],
		[names.join('───'), meaning],
		[hidden > 0 ? '─…' : '', 'dim'],
		[']', 'mark'],
		[` ${all} in all, pages once`, 'dim'],
	];
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
