/** How an event begins in a list of events. */
import {padLeft} from '../../analysis/words/cells.ts';
import type {RowKeys} from '../state/rows.ts';
import type {Span} from '../text/line.ts';
import {clockText} from '../text/text.ts';
import type {PaneView} from './pane.ts';

/** Of the clock below an hour, so that events stand in columns. */
const clockWidth = '00:00.000'.length;

/** Narrower panes have no room for the time of each event. */
const timeFrom = 72;

/** Whether an event is the present one or to come, its number, and its time where there is room. */
export function moment({session, columns}: PaneView<RowKeys>, event: number): Span[] {
	const isNow = event === session.position;
	const time =
		columns < timeFrom ? '' : ` ${padLeft(clockText(session.timeline.history.time[event]), clockWidth)}`;
	return [
		[isNow ? '> ' : event > session.position ? '. ' : '  ', isNow ? 'mark' : 'dim'],
		[`${padLeft(String(event), String(session.end).length)}${time} `, 'dim'],
	];
}
