/** The pane of events: one sentence each, the present one marked, what is to come dimmed. */
import {cutMiddle, padText} from '../../../analysis/words/cells.ts';
import {actedText, briefEvent, consequenceText, eventAt, whereText} from '../../../inquiry/history/event.ts';
import {toneOf} from '../../../inquiry/history/events.ts';
import {widestName} from '../../../inquiry/history/names.ts';
import type {Timeline} from '../../../timeline/timeline.ts';
import type {Model} from '../../state/model.ts';
import type {RowKeys} from '../../state/rows.ts';
import {type Span, spansWidth} from '../../text/line.ts';
import {moment} from '../event-line.ts';
import {definePane} from '../pane.ts';

/** Short names have as much as most need, so that columns of one run stand where those of another do. */
const nameLeast = 8;
/** Narrower panes have no room for the name beside what was asked, which has the number. */
const nameFrom = 48;

/** The longest name, and no more than a fifth of the pane. */
function nameCells(timeline: Timeline, columns: number): number {
	return Math.max(nameLeast, Math.min(widestName(timeline), Math.round(columns / 5)));
}

/** While a quiz waits for an answer, what is to come of an event is what it asks for. */
function isSecret({quiz}: Model): boolean {
	return quiz !== undefined && quiz.given === undefined;
}

/** Row n is event n + 1, and its key is the position that it led to. */
export const log = definePane<RowKeys>({
	facts: {
		id: 'log',
		place: 'log',
		title: 'Log',
		help: 'every event in one sentence; Enter goes to that moment',
		goesWithTime: true,
		hasOwnMarks: true,
	},
	depends: () => [],

	read({timeline, position}) {
		const {count} = timeline.history;
		return {
			count,
			keyAt: (row) => String(row + 1),
			rowOf: (key) => (Number(key) <= count ? Number(key) - 1 : -1),
			textAt(row) {
				const event = eventAt(timeline, row + 1);
				return event === undefined ? '' : actedText(event);
			},
			positionAt: (row) => (row < count ? row + 1 : undefined),
			startRow: Math.max(0, position - 1),
		};
	},

	about: ({session}) => (session.position < session.timeline.history.count ? '> now   . to come' : '> now'),

	record({session: {timeline}}, row) {
		const event = eventAt(timeline, row + 1);
		return {
			event: row + 1,
			timeUs: timeline.history.time[row + 1],
			actor: event?.actor,
			what: event?.asked,
			sysUs: event?.sysUs,
			consequence: event && consequenceText(event),
		};
	},

	draw(view, row) {
		const position = row + 1;
		const event = eventAt(view.session.timeline, position);
		const isToCome = position > view.session.position;
		if (event === undefined) {
			return moment(view, position);
		}

		const {more} = view.paint.glyphs;
		const cells = nameCells(view.session.timeline, view.columns);
		const begun: readonly Span[] = [
			...moment(view, position),
			[view.columns < nameFrom ? '' : `${padText(cutMiddle(event.actor, cells, more), cells)} `, 'dim'],
		];
		const room = view.columns - spansWidth(begun);
		const {asked, came, where} =
			isToCome && isSecret(view.model)
				? {asked: event.asked, came: '', where: ''}
				: briefEvent(event, room, more);
		return [
			...begun,
			[asked, isToCome ? 'dim' : position === view.session.position ? 'strong' : 'plain'],
			[came === '' ? '' : `: ${came}`, isToCome ? 'dim' : toneOf(event.consequences)],
			[whereText(came, where), 'dim'],
		];
	},
});
