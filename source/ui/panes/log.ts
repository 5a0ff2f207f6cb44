/** The pane of events: one sentence each, the present one marked, what is to come dimmed. */
import {padLeft} from '../cells.ts';
import type {RowKeys} from '../facts.ts';
import type {Span} from '../line.ts';
import {definePane, type PaneView} from '../pane.ts';
import {sentence} from '../sentences.ts';
import {clockText} from '../text.ts';

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
			textAt: (row) => sentence(timeline, row + 1),
			startRow: Math.max(0, position - 1),
		};
	},

	about: ({session}) =>
		session.position < session.timeline.history.count ? '> now, the rest is to come' : '> now',

	draw(view, row) {
		return [...moment(view, row + 1), [sentence(view.session.timeline, row + 1), tense(view, row + 1)]];
	},
});

function moment({session}: PaneView, event: number): Span[] {
	const isNow = event === session.position;
	const width = String(session.end).length;
	const time = clockText(session.timeline.history.time[event]);
	return [
		[isNow ? '> ' : event > session.position ? '. ' : '  ', isNow ? 'mark' : 'dim'],
		[`${padLeft(String(event), width)} ${time}  `, 'dim'],
	];
}

function tense({session}: PaneView, event: number) {
	return event > session.position ? 'dim' : event === session.position ? 'strong' : 'plain';
}
