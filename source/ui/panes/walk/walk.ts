/**
 * The pane of the walk: the way from the top table to the page at one address, the right that each entry gives on it,
 * and what a read and a write would do now. The address is that of what is selected elsewhere, or one that was gone to.
 */
import {type AddressWalk, walkAddress} from '../../../analysis/address/address-walk.ts';
import {mappingText, pageText} from '../../../analysis/address/walk-words.ts';
import type {Subject} from '../../../analysis/words/subject.ts';
import {answerWalk} from '../../../inquiry/access.ts';
import {pageBytes} from '../../../kernel/state/geometry.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import type {Model} from '../../state/model.ts';
import {addressKey, type RowKeys} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import {addressText} from '../../text/addresses.ts';
import {linkedRanges} from '../linked.ts';
import {definePane} from '../pane.ts';
import {processName, selectedTask, selectionParts} from '../selected.ts';
import {type WalkLine, walkLines} from './lines.ts';

type WalkRows = RowKeys & {
	readonly task: Task;
	readonly address?: number;
	/** The address, and the mapping that holds it. */
	readonly place: string;
	readonly lines: readonly WalkLine[];
	readonly walk?: AddressWalk;
};

export const walk = definePane<WalkRows>({
	facts: {
		id: 'walk',
		place: 'tables',
		title: 'Walk',
		help: 'the way through the page tables to one address (:0x7f… or Enter on a page), and what a read and a write would do now',
		offers: ['address'],
		wants: ({ranges}) => (ranges?.[0] === undefined ? undefined : addressKey(ranges[0].start)),
	},

	depends: (session, model) => [
		...selectionParts(session, model),
		addressOf(session, model),
		model.isPlaying,
		model.isDecimal,
		model.size.columns,
	],

	read(session, model) {
		const task = selectedTask(session, model);
		const address = addressOf(session, model);
		const {place, lines, walk: found} = readWalk(session, model, task, address);
		return {
			task,
			address,
			place,
			lines,
			count: lines.length,
			keyAt: (row) => keyOf(address ?? 0, row),
			rowOf: (key) => (addressIn(key) === address ? Math.min(rowIn(key), lines.length - 1) : -1),
			subjectAt: (row) => subjectOf(found, row),
			offerOf: () => (address === undefined ? {} : {ranges: [{start: address, end: address + pageBytes}]}),
			textAt: (row) => lines[row].map(([text]) => text).join(''),
		};
	},

	about: ({session, rows: {task}}) => processName(session, task),

	/** In the lower edge, where there is more room than beside the tabs. */
	note: ({rows: {place}}) => place,

	draw: ({rows: {lines}}, row) => lines[row],
});

function keyOf(address: number, row: number): string {
	return `${address}:${row}`;
}

function addressIn(key: string): number {
	return Number(key.slice(0, key.indexOf(':')));
}

function rowIn(key: string): number {
	return Number(key.slice(key.indexOf(':') + 1));
}

/** In bytes; undefined where there is nothing that has one. */
function addressOf(session: Session, model: Model): number | undefined {
	const key = model.cursors.walk?.key;
	return key === undefined ? linkedRanges(session, model, 'walk')[0]?.start : addressIn(key);
}

const nothingYet: readonly WalkLine[] = [
	[['Select a page, a mapping or a table, or go to one by :0x7f…', 'dim']],
];

/** What an access would do is tried on a copy of the machine: that has to wait while it plays. */
function readWalk(
	session: Session,
	{isPlaying, isDecimal, size}: Model,
	task: Task,
	address: number | undefined,
): Pick<WalkRows, 'place' | 'lines' | 'walk'> {
	if (task === 0 || address === undefined) {
		return {place: '', lines: nothingYet};
	}

	const {machine, memory} = session;
	const found = isPlaying ? walkAddress(memory, task, address) : answerWalk(machine, memory, task, address);
	return {
		place: `${addressText(address, isDecimal)} ${mappingText(found)}`,
		lines: walkLines(found, pageText(found), size.columns),
		walk: found,
	};
}

/** What `w` tells of: of a table its line, below the tables the page that is there, in memory or in swap. */
function subjectOf(walk: AddressWalk | undefined, row: number): {readonly subject: Subject} | undefined {
	const step = walk?.steps[row];
	if (step !== undefined) {
		return {subject: {kind: 'table', table: step.table}};
	}

	return walk?.frame !== undefined
		? {subject: {kind: 'frame', frame: walk.frame.frame}}
		: walk?.slot !== undefined
			? {subject: {kind: 'slot', slot: walk.slot.slot}}
			: undefined;
}
