/** Events, read from the timeline's history: who did what, and what came of it. Joined into a line of text last of all. */

import {cellWidth} from '../../analysis/words/cells.ts';
import {timeText} from '../../analysis/words/text.ts';
import {effectAmountIn, effectsIn, workIn} from '../../timeline/history.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {type Consequence, closingOf, opText, outcomeOf} from './events.ts';
import {actorName} from './names.ts';
import type {Tally, Tone} from './told.ts';

export type Event = {
	/** The process's name at that time; empty for a mark. */
	readonly actor: string;
	/** The op: `fork 4 → 5`. */
	readonly asked: string;
	/** `102 entries copied`, `40 write-protected`. */
	readonly consequences: readonly Consequence[];
	/** Time in the kernel, in microseconds. */
	readonly sysUs: number;
};

/** The event that led to a position; undefined for the first position and for what is not known yet. */
export function eventAt(timeline: Timeline, position: number): Event | undefined {
	const {history, machine} = timeline;
	if (position <= timeline.first || position > history.count) {
		return undefined;
	}

	const came = outcomeOf({
		result: history.result[position],
		signal: history.signal[position],
		...tallyAt(timeline, position),
	});
	return {
		actor: actorName(timeline, position),
		asked: opText(machine.program, history.op[position]),
		sysUs: history.sysUs[position],
		consequences: came,
	};
}

/** How often what was done by the event that led to a position, which must be known. */
export function tallyAt({history, machine: {kernel}}: Timeline, position: number): Tally {
	return {
		minorFaults: history.minorFaults[position],
		majorFaults: history.majorFaults[position],
		effects: (kind) => effectsIn(history, position, kind),
		amounts: (kind) => effectAmountIn(history, position, kind),
		work: (unit) => workIn(history, position, unit),
		closes: closingOf(kernel),
	};
}

/** What came of it in one piece, empty when there is nothing to tell. */
export function consequenceText({consequences}: Pick<Event, 'consequences'>): string {
	return consequences.map(({text}) => text).join(', ');
}

/** The same with its price before it: `76.0 µs, 102 entries copied`; empty for what took no time in the kernel and did nothing. */
export function spentText(event: Pick<Event, 'consequences' | 'sysUs'>): string {
	const price = event.sysUs > 0 ? timeText(event.sysUs) : '';
	return [price, consequenceText(event)].filter((text) => text !== '').join(', ');
}

const tones: readonly Tone[] = ['error', 'copied', 'plain'];

/**
 * What was asked and what came of it in so many cells. Where both do not fit what stands out is told first, then what has room
 * of the rest and the price, with `more` for what is left out; where not even that fits it is not told at which address.
 */
export function briefEvent(
	event: Omit<Event, 'actor'>,
	cells: number,
	more: string,
): readonly [asked: string, came: string] {
	const {asked} = event;
	const room = cells - cellWidth(asked) - colonCells;
	const whole = spentText(event);
	const [first, ...others] = cellWidth(whole) <= room ? [whole] : partsByTone(event);
	if (first === undefined || others.length === 0) {
		return [asked, first ?? ''];
	}

	const isTight = cellWidth(first) + cellWidth(more) > room;
	const shown = isTight ? asked.replace(/ at [\da-f]+$/, '') : asked;
	return [shown, fitting([first, ...others], room + cellWidth(asked) - cellWidth(shown), more)];
}

const colonCells = 2;

function partsByTone({consequences, sysUs}: Pick<Event, 'consequences' | 'sysUs'>): string[] {
	const ordered = tones.flatMap((tone) => consequences.filter((each) => each.tone === tone));
	return [...ordered.map(({text}) => text), ...(sysUs > 0 ? [timeText(sysUs)] : [])];
}

function fitting([first, ...others]: readonly string[], cells: number, more: string): string {
	const told = others.reduce((text, part) => {
		const longer = `${text}, ${part}`;
		return cellWidth(longer) + cellWidth(more) <= cells ? longer : text;
	}, first);
	return `${told}${more}`;
}

/** `fork 4 → 5: 102 entries copied, 40 write-protected`. */
export function eventText(event: Omit<Event, 'actor'>): string {
	const came = consequenceText(event);
	return came === '' ? event.asked : `${event.asked}: ${came}`;
}

/** With the name of who did it. */
export function actedText(event: Event): string {
	return event.actor === '' ? eventText(event) : `${event.actor} ${eventText(event)}`;
}
