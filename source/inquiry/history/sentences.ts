/** Events in words, read from the timeline's history: who did what, and what came of it. */

import {printable} from '../../analysis/cells.ts';
import {eventText} from '../../analysis/events.ts';
import {effectAmountIn, effectsIn, workIn} from '../../timeline/history.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {actorName} from './names.ts';

export type Sentence = {
	/** The process's name at that time; empty where nobody acted. */
	readonly actor: string;
	/** `fork 4 → 5`. */
	readonly what: string;
	/** `102 entries copied, 40 write-protected`; empty when there is nothing to tell. */
	readonly consequence: string;
};

/** Undefined for position 0 and for what is not known yet. */
export function sentence(timeline: Timeline, event: number): Sentence | undefined {
	const {history, machine} = timeline;
	if (event <= timeline.first || event > history.count) {
		return undefined;
	}

	const text = eventText(machine.program, {
		op: history.op[event],
		result: history.result[event],
		signal: history.signal[event],
		minorFaults: history.minorFaults[event],
		majorFaults: history.majorFaults[event],
		effects: (kind) => effectsIn(history, event, kind),
		amounts: (kind) => effectAmountIn(history, event, kind),
		work: (unit) => workIn(history, event, unit),
	});
	const end = text.indexOf(': ');
	return {
		actor: printable(actorName(timeline, event)),
		what: printable(end === -1 ? text : text.slice(0, end)),
		consequence: printable(end === -1 ? '' : text.slice(end + 2)),
	};
}

/** All of it in one line. */
export function sentenceText({actor, what, consequence}: Sentence): string {
	return [actor, consequence === '' ? what : `${what}: ${consequence}`]
		.filter((part) => part !== '')
		.join(' ');
}
