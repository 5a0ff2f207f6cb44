/** The pane of history: the events that made one thing (a process, mapping, table or frame) what it is. */

import {type Subject, subjectText} from '../../../analysis/words/subject.ts';
import {timeText} from '../../../analysis/words/text.ts';
import {eventAt} from '../../../inquiry/history/event.ts';
import type {Why, WhyLine} from '../../../inquiry/why/why.ts';
import type {RowKeys} from '../../state/rows.ts';
import type {Span} from '../../text/line.ts';
import {moment} from '../event-line.ts';
import {definePane} from '../pane.ts';
import {shownHistory, subjectAtHand} from './asked.ts';

type WhyRows = RowKeys & {readonly why: Why | undefined; readonly lines: readonly WhyLine[]};

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
		return {
			why,
			lines,
			count: lines.length,
			keyAt: (row) => (row < lines.length ? String(lines[row].event) : ''),
			rowOf: (key) => lines.findIndex(({event}) => event === Number(key)),
			textAt: (row) => `${eventAt(timeline, lines[row].event)?.asked ?? ''} ${lines[row].what}`,
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

	record: ({session: {timeline}, rows: {lines}}, row) => ({
		timeUs: timeline.history.time[lines[row].event],
		event: lines[row].event,
		cause: eventAt(timeline, lines[row].event)?.asked,
		what: lines[row].what,
		source: lines[row].source,
	}),

	draw(view, row) {
		const {event, what, tone = 'plain', source} = view.rows.lines[row];
		const {timeline, position} = view.session;
		const isToCome = event > position;
		const cause = eventAt(timeline, event);
		return [
			...moment(view, event),
			[`${cause?.asked ?? ''}: `, isToCome ? 'dim' : 'plain'],
			[what, isToCome ? 'dim' : tone],
			[cause === undefined || cause.sysUs === 0 ? '' : `, ${timeText(cause.sysUs)} in all`, 'dim'],
			...sourceSpans(source),
		];
	},
});

/** Where the story goes on. */
function sourceSpans(source: Subject | undefined): Span[] {
	return source === undefined ? [] : [[` (w: ${subjectText(source)} before)`, 'dim']];
}
