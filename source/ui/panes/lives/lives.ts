/** The pane of lives: a lane a process, with its forks, execs, faults and its end where they happened in the run. */

import {tasksByPid} from '../../../analysis/rows/processes.ts';
import {padLeft, padText} from '../../../analysis/words/cells.ts';
import {parseProcessKey, taskKey} from '../../../inquiry/keys.ts';
import {paneOffering} from '../../state/facts.ts';
import type {Model} from '../../state/model.ts';
import {noRows, type RowKeys} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import type {Span} from '../../text/line.ts';
import {definePane} from '../pane.ts';
import {selectedTask, selectionParts} from '../selected.ts';
import {laneSpans} from './lane.ts';
import {changesAt, faultsUpTo, type Life, livesOf, nameAt} from './life.ts';

type LivesRows = RowKeys & {
	/** Those of the pane of processes in its order, then those that have ended or are still to come, by birth. */
	readonly lives: readonly Life[];
	/** How many of them are there now. */
	readonly there: number;
	readonly isThere: (life: Life) => boolean;
	/** Key of the selected process. */
	readonly selected: string;
};

const pidCells = 7;
const nameCells = 12;
const faultCells = 6;

export const lives = definePane<LivesRows>({
	facts: {
		id: 'lives',
		place: 'log',
		hasOwnMarks: true,
		title: 'Lives',
		help: 'a lane a process over the whole run: when it was born, forked, ran another program, faulted and ended',
		wants: ({process}) => process,
	},
	depends: selectionParts,
	read,

	about({session, rows}) {
		const known = session.timeline.length === undefined ? ' known so far' : '';
		return `${rows.there} of ${rows.count}${known} are there now`;
	},

	heading: ({paint: {glyphs}, columns}) => {
		const heads = `${padLeft('PID', pidCells)} ${padText('NAME', nameCells)} ${padLeft('FAULTS', faultCells)} LIFE`;
		const legend = `: F fork, X exec, Q end, K killed, ${glyphs.spark[2]} faults`;
		return [[heads.length + legend.length <= columns ? heads + legend : heads, 'header']];
	},

	draw({session, rows, paint, columns, model}, row) {
		const life = rows.lives[row];
		const isThere = rows.isThere(life);
		const isSelected = life.key === rows.selected;
		const isLit = model.isFlashing && session.stage === undefined;
		const {isNamed, hasFaulted, hasChanged} = changesAt(life, isLit ? session.position : -1);
		const before: readonly Span[] = [
			[padLeft(`${isSelected ? '>' : ''}${life.pid}`, pidCells), isSelected ? 'mark' : 'plain'],
			[
				` ${padText(nameAt(session.timeline, life, session.position), nameCells)} `,
				isNamed ? 'changed' : isThere ? 'plain' : 'dim',
			],
			[padLeft(String(faultsUpTo(life, session.position)), faultCells), hasFaulted ? 'changed' : 'dim'],
			[hasChanged ? '!' : ' ', 'changed'],
		];
		const cells = columns - pidCells - nameCells - faultCells - 3;
		const {position, end} = session;
		return [...before, ...laneSpans(paint.glyphs, life, {position, end, isThere, cells})];
	},

	record({session: {timeline, position}, rows}, row) {
		const {pid, born, end, how, deeds} = rows.lives[row];
		const at = (sign: string) => deeds.filter((deed) => deed.sign === sign).map((deed) => deed.position);
		return {
			pid,
			name: nameAt(timeline, rows.lives[row], position),
			born,
			end,
			how,
			forks: at('F'),
			execs: at('X'),
			faults: faultsUpTo(rows.lives[row], position),
		};
	},
});

function read(session: Session, model: Model): LivesRows {
	const {timeline, memory} = session;
	const all = livesOf(timeline);
	const there = new Set([...tasksByPid(memory).values()].map((task) => taskKey(memory.kernel, task)));
	const shown = lanesInOrder(session, model, all, there);
	const rowOf = new Map(shown.map(({key}, row) => [key, row]));
	const task = selectedTask(session, model);
	const selected = task === 0 ? '' : taskKey(memory.kernel, task);
	return {
		...noRows,
		lives: shown,
		selected,
		there: shown.filter(({key}) => there.has(key)).length,
		isThere: ({key}) => there.has(key),
		count: shown.length,
		startRow: rowOf.get(selected) ?? 0,
		keyAt: (row) => shown[row]?.key ?? '',
		rowOf: (key) => rowOf.get(key) ?? -1,
		textAt: (row) => `${shown[row].pid} ${nameAt(timeline, shown[row], session.position)}`,
		/** To the process where it is there, else to the moment of its birth. */
		positionAt: (row) => (there.has(shown[row]?.key) ? undefined : shown[row]?.born),
		opens: (key) => ({thing: 'process', key}),
		subjectAt(row) {
			const life = shown[row];
			return life === undefined ? undefined : {subject: {kind: 'process', pid: life.pid, born: life.born}};
		},
	};
}

/** What the rows of processes leave out although it is there (folded, filtered) is left out here too. */
function lanesInOrder(
	session: Session,
	model: Model,
	all: ReadonlyMap<string, Life>,
	there: ReadonlySet<string>,
): readonly Life[] {
	const pane = paneOffering(session.panes, 'process');
	const rows = pane === undefined ? noRows : session.rows(pane.id, model);
	const first = Array.from({length: rows.count}, (_, row) => {
		const key = rows.keyAt(row);
		return all.get(key) ?? {...parseProcessKey(key), key, names: [], deeds: [], faults: [], threads: []};
	});
	return [...first, ...[...all.values()].filter(({key}) => !there.has(key))];
}
