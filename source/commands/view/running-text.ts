/** Processes that run now, without a terminal: what they hold, and what they share. */
import type {Run} from '../../inquiry/run.ts';
import {answerAt} from '../../inquiry/sharing/answer.ts';
import {findSharers} from '../../inquiry/sharing/sharers.ts';
import {lengthOf} from '../../timeline/explore.ts';
import {seek} from '../../timeline/seek.ts';
import {reportText} from '../report.ts';
import {sharingText} from '../sharing/sharing-text.ts';

/** `report` and `sharing` of the moment that /proc told. */
export function runningText({timeline}: Run): string {
	const end = lengthOf(timeline);
	seek(timeline, end);
	const report = reportText(timeline, undefined, undefined, []);
	const sharing =
		findSharers(timeline).length === 0
			? 'None of them has a child that it has forked.\n'
			: sharingText(answerAt(timeline, undefined, end));
	return `${report}\n${sharing}`;
}
