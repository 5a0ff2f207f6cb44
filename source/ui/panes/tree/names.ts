/** The names of the processes: the marks that join them to their parents, and what is to say of each beside its figures. */

import {printable} from '../../../analysis/cells.ts';
import {reportedGap} from '../../../analysis/reported.ts';
import type {TreeRow} from '../../../analysis/tree.ts';
import {isNewborn, lateGone} from '../../../inquiry/history/lately.ts';
import type {Session} from '../../state/session.ts';
import type {Span} from '../../text/line.ts';
import type {Meaning} from '../../text/theme.ts';
import type {PaneView} from '../pane.ts';
import {foundIn} from './found.ts';
import {rowFlags, type TreeRows} from './rows.ts';

type View = PaneView<TreeRows>;

export function nameSpans(
	{session, rows, model}: View,
	index: number,
	row: TreeRow,
	isHolder: boolean,
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
		return groupSpans(rows, index, row, meaning);
	}

	const [, ...rest] = row.command.split(' ');
	return [
		[nameText(row), meaning],
		[isNew ? ' new' : '', 'born'],
		[model.isFlashing ? goneText(session, row) : '', 'dead'],
		[row.subtree === undefined ? '' : ` [${row.subtree.processes - 1} below: sums]`, 'dim'],
		[gapAt(session, row), 'warning'],
		[rest.length === 0 || row.threadOf !== undefined ? '' : ` ${printable(rest.join(' '))}`, 'dim'],
	];
}

const goneMax = 3;

/** Children that have just ended and left no zombie; their rows are gone at once, so that nothing jumps later. */
function goneText(session: Session, {pid, threadOf}: TreeRow): string {
	const gone = threadOf === undefined ? (lateGone(session).get(pid) ?? []) : [];
	const names = gone.slice(0, goneMax).map((each) => `${each.pid} ${printable(each.name)}`);
	const more = gone.length > goneMax ? ` and ${gone.length - goneMax} more` : '';
	return gone.length === 0 ? '' : ` (${names.join(', ')}${more} ended)`;
}

/** `3*[sh───cc1]` as pstree has it; the figures are those of all of them together. */
function groupSpans(rows: TreeRows, index: number, row: TreeRow, meaning: Meaning): Span[] {
	const names = [nameText(row), ...rows.chainOf(index).map(printable)];
	const members = rows.membersOf(index).length;
	const hidden = (row.subtree?.processes ?? members) - members * names.length;
	return [
		[`${members}*[`, 'mark'],
		[names.join('───'), meaning],
		[hidden > 0 ? '─…' : '', 'dim'],
		[']', 'mark'],
		[` ${row.subtree?.processes ?? members} in all: sums`, 'dim'],
	];
}

/** Threads in braces and zombies in brackets, as pstree and ps write them. */
function nameText({name, state, threadOf, exitCode, exitSignal}: TreeRow): string {
	const text = printable(name);
	if (state === 'zombie') {
		return `(${text}) ${exitSignal === undefined ? `exit ${exitCode}` : `signal ${exitSignal}`}`;
	}

	return threadOf === undefined ? text : `{${text}}`;
}

function nameMeaning({state, threadOf}: TreeRow): Meaning {
	return state === 'zombie' ? 'dead' : threadOf === undefined ? 'plain' : 'dim';
}

/** Deeper than this the marks of the levels would push the names out of the pane. */
const levelsMax = 24;

/** The marks that join the row to its parent: of each level above, whether it goes on below. */
export function branchMarks({rows, paint}: View, index: number): string {
	const {tree: glyphs} = paint.glyphs;
	const {depth} = rows.places[index];
	const isFolded = (rows.flags[index] & (rowFlags.folded | rowFlags.group)) !== 0;
	const isLast = (row: number) => (rows.flags[row] & rowFlags.last) !== 0;
	if (depth === 0) {
		return isFolded ? '+' : '';
	}

	const own = isLast(index) ? glyphs.last : glyphs.branch;
	let text = isFolded ? `${own.slice(0, 1)}+` : own;
	let row = rows.above[index];
	for (let level = 1; level < depth && level < levelsMax; level += 1) {
		text = (isLast(row) ? glyphs.gap : glyphs.pass) + text;
		row = rows.above[row];
	}

	return depth > levelsMax ? `${depth - levelsMax}${paint.glyphs.more}${text}` : text;
}

/** What the kernel itself would say of a process, where that is not the truth. */
function gapAt({memory}: Session, {task, subtree}: TreeRow): string {
	const gap = subtree === undefined ? reportedGap(memory, task) : undefined;
	return gap === undefined ? '' : ` (reported ${gap.figures})`;
}
