/** The pane of events: one sentence each, the present one marked, what is to come dimmed. */
import {padLeft, padText} from '../../../analysis/cells.ts';
import {sentence, sentenceText} from '../../../inquiry/history/sentences.ts';
import type {RowKeys} from '../../state/facts.ts';
import type {Span} from '../../text/line.ts';
import {clockText} from '../../text/text.ts';
import type {Meaning} from '../../text/theme.ts';
import {definePane, type PaneView} from '../pane.ts';

const nameCells = 8;
/** Narrower panes have no room for the time of each event. */
const timeFrom = 72;

/** Row n is event n + 1, and its key is the position that it led to. */
export const log = definePane<RowKeys>({
	id: 'log',
	place: 'log',
	title: 'Log',
	help: 'every event in one sentence; Enter goes to that moment',
	depends: () => [],

	read({timeline, position}) {
		const {count} = timeline.history;
		return {
			count,
			keyAt: (row) => String(row + 1),
			rowOf: (key) => (Number(key) <= count ? Number(key) - 1 : -1),
			textAt(row) {
				const said = sentence(timeline, row + 1);
				return said === undefined ? '' : sentenceText(said);
			},
			positionAt: (row) => (row < count ? row + 1 : undefined),
			startRow: Math.max(0, position - 1),
		};
	},

	about: ({session}) => (session.position < session.timeline.history.count ? '> now   . to come' : '> now'),

	record: ({session: {timeline}}, row) => ({
		event: row + 1,
		timeUs: timeline.history.time[row + 1],
		...sentence(timeline, row + 1),
	}),

	draw(view, row) {
		const event = row + 1;
		const said = sentence(view.session.timeline, event);
		const isToCome = event > view.session.position;
		if (said === undefined) {
			return moment(view, event);
		}

		return [
			...moment(view, event),
			[`${padText(said.actor, nameCells)} `, 'dim'],
			[said.what, isToCome ? 'dim' : event === view.session.position ? 'strong' : 'plain'],
			[
				said.consequence === '' ? '' : `: ${said.consequence}`,
				isToCome ? 'dim' : consequenceMeaning(said.consequence),
			],
		];
	},
});

/** Whether an event is the present one or to come, its number, and its time where there is room. */
export function moment({session, columns}: PaneView, event: number): Span[] {
	const isNow = event === session.position;
	const time = columns < timeFrom ? '' : ` ${clockText(session.timeline.history.time[event])}`;
	return [
		[isNow ? '> ' : event > session.position ? '. ' : '  ', isNow ? 'mark' : 'dim'],
		[`${padLeft(String(event), String(session.end).length)}${time} `, 'dim'],
	];
}

/** Copies and refusals stand out from what every program does all the time. */
export function consequenceMeaning(text: string): Meaning {
	return /refused|killed/.test(text)
		? 'error'
		: /copied on write|page copied|pages copied|split/.test(text)
			? 'copied'
			: 'plain';
}
