/**
 * The pane of history: the events that made one thing (a process, mapping, table, frame or slot of swap) what it is. Of a page in
 * swap it is told below them how it stands now, if the history is that of this moment.
 */

import {type Subject, subjectText} from '../../../analysis/words/subject.ts';
import {timeText} from '../../../analysis/words/text.ts';
import {eventAt} from '../../../inquiry/history/event.ts';
import {tellSlot} from '../../../inquiry/why/in-swap.ts';
import type {Why, WhyLine} from '../../../inquiry/why/why.ts';
import {memo} from '../../state/memo.ts';
import type {RowKeys} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import {firstThatFits, type Span} from '../../text/line.ts';
import {moment} from '../event-line.ts';
import {definePane} from '../pane.ts';
import {shownHistory, subjectAtHand} from './asked.ts';

type WhyRows = RowKeys & {
	readonly why: Why | undefined;
	readonly lines: readonly WhyLine[];
	/** Sentences that stand below the lines. */
	readonly now: readonly string[];
};

const keepNow = memo<readonly string[]>();

export const whyPane = definePane<WhyRows>({
	facts: {
		id: 'why',
		place: 'why',
		title: 'Why',
		help: 'the history of what is selected, or of what w was pressed on: who made it, shared it, split it, let go; Enter goes there',
		offers: ['history'],
		hasOwnMarks: true,
	},
	depends: (session, model) => [model.isPlaying, JSON.stringify(subjectAtHand(session, model))],

	read(session, model) {
		const {timeline, position} = session;
		const why = shownHistory(session, model);
		const lines = why?.answer ?? [];
		const now = why === undefined || model.isPlaying ? [] : standingNow(session, why);
		const nowKeys = now.map((_text, i) => `now ${i}`);
		return {
			why,
			lines,
			now,
			count: lines.length + now.length,
			keyAt: (row) => (row < lines.length ? String(lines[row].event) : (nowKeys[row - lines.length] ?? '')),
			rowOf(key) {
				const own = nowKeys.indexOf(key);
				return own === -1 ? lines.findIndex(({event}) => event === Number(key)) : lines.length + own;
			},
			textAt: (row) =>
				row < lines.length
					? `${eventAt(timeline, lines[row].event)?.asked ?? ''} ${lines[row].what}`
					: now[row - lines.length],
			positionAt: (row) => lines[row]?.event,
			subjectAt(row) {
				const line = lines[row];
				return line?.source === undefined ? undefined : {subject: line.source, asOf: line.event - 1};
			},
			startRow: Math.max(
				0,
				lines.findLastIndex(({event}) => event <= position),
			),
		};
	},

	/** In the lower edge, where there is more room than beside the tabs. */
	note({rows: {why}}) {
		if (why === undefined) {
			return '';
		}

		const looked = why.isOver ? '' : ` · ${Math.floor(why.share * 100)}% looked through`;
		return `${subjectText(why.subject)} as of position ${why.asOf}${looked}`;
	},

	record: ({session: {timeline}, rows: {lines, now}}, row) =>
		row < lines.length
			? {
					timeUs: timeline.history.time[lines[row].event],
					event: lines[row].event,
					cause: eventAt(timeline, lines[row].event)?.asked,
					what: lines[row].what,
					source: lines[row].source,
				}
			: {now: now[row - lines.length]},

	draw(view, row) {
		if (row >= view.rows.lines.length) {
			return [[view.rows.now[row - view.rows.lines.length], 'strong']];
		}

		const {event, what, tone = 'plain', source} = view.rows.lines[row];
		const {timeline, position} = view.session;
		const isToCome = event > position;
		const cause = eventAt(timeline, event);
		const price = cause === undefined || cause.sysUs === 0 ? '' : `, ${timeText(cause.sysUs)} in all`;
		const told = (asked: string, spent: string): readonly Span[] => [
			...moment(view, event),
			[`${asked}: `, isToCome ? 'dim' : 'plain'],
			[what, isToCome ? 'dim' : tone],
			[spent, 'dim'],
			...sourceSpans(source),
		];
		// Where the page is stands in what came of it too.
		const {asked = '', brief = ''} = cause ?? {};
		return firstThatFits([told(asked, price), told(brief, price), told(brief, '')], view.columns);
	},
});

/** Holders are looked for in all page tables, and an access is tried on a copy of the machine: once a moment. */
function standingNow(session: Session, {subject, asOf}: Why): readonly string[] {
	const {machine, memory, position} = session;
	return subject.kind !== 'slot' || asOf !== position
		? []
		: keepNow(memory, [subject.slot], () => tellSlot(machine, memory, subject.slot));
}

/** Where the story goes on. */
function sourceSpans(source: Subject | undefined): Span[] {
	return source === undefined ? [] : [[` (w: ${subjectText(source)} before)`, 'dim']];
}
