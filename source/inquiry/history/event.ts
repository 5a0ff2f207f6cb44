/** Events, read from the timeline's history: who did what, and what came of it. Joined into a line of text last of all. */

import {cellWidth, cutSentence} from '../../analysis/words/cells.ts';
import {timeText} from '../../analysis/words/text.ts';
import {effectAmountIn, effectsIn, workIn} from '../../timeline/history.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {
	type Consequence,
	closingOf,
	opText,
	outcomeOf,
	type Place,
	placelessText,
	placeOf,
} from './events.ts';
import {actorName} from './names.ts';
import type {Tally, Tone} from './told.ts';

export type Event = {
	/** The process's name at that time; empty for a mark. */
	readonly actor: string;
	/** The op: `fork 4 → 5`. */
	readonly asked: string;
	/** The same without the address of its range, which `place` tells. */
	readonly brief: string;
	readonly place?: Place;
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
		brief: placelessText(machine.program, history.op[position]),
		place: placeOf(timeline, position),
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

/** An event as it is drawn: what was asked, what came of it, and where; each may be empty but the first. */
export type BriefEvent = {readonly asked: string; readonly came: string; readonly where: string};

/**
 * An event in so many cells: what was asked, what came of it, its price, then where. Where all of it does not fit what stands out
 * is told first, then the price and what has room of the rest, with `more` for what is left out; of the place the address goes
 * first, and then the mapping; it is not told from where a process returns.
 */
export function briefEvent(event: Omit<Event, 'actor'>, cells: number, more: string): BriefEvent {
	const {brief} = event;
	const places = placeForms(event.place);
	const whole = {asked: brief, came: spentText(event), where: places[0] ?? ''};
	if (cellWidth(briefText(whole)) <= cells) {
		return whole;
	}

	const [first = '', ...others] = partsByTone(event);
	const least = [first, ...others.slice(0, 1)].join(', ') + (others.length > 1 ? more : '');
	const tellsCaller = cellWidth(briefText({asked: brief, came: least, where: ''})) <= cells;
	const asked = tellsCaller ? brief : brief.replace(fromCaller, '');
	const where = places.find((each) => cellWidth(briefText({asked, came: least, where: each})) <= cells) ?? '';
	const room = cells - cellWidth(briefText({asked, came: ' ', where})) + 1;
	return {asked, came: fitting([first, ...others], room, more), where};
}

const fromCaller = / from the function that called vfork$/;

/** `in libc.so.6 at 7f0773a75000`, then without the address. */
function placeForms(place: Place | undefined): readonly string[] {
	return place === undefined
		? []
		: place.mapping === ''
			? [`at ${place.address}`]
			: [`in ${place.mapping} at ${place.address}`, `in ${place.mapping}`];
}

/** In one piece. */
export function briefText({asked, came, where}: BriefEvent): string {
	return `${asked}${came === '' ? '' : `: ${came}`}${whereText(came, where)}`;
}

/** The place behind what came of an event, or behind what was asked where nothing did. */
export function whereText(came: string, where: string): string {
	return where === '' ? '' : `${came === '' ? '' : ','} ${where}`;
}

/** What stands out, the price, the rest. */
function partsByTone({consequences, sysUs}: Pick<Event, 'consequences' | 'sysUs'>): string[] {
	const [first, ...others] = tones.flatMap((tone) => consequences.filter((each) => each.tone === tone));
	const price = sysUs > 0 ? [timeText(sysUs)] : [];
	return [...(first === undefined ? [] : [first.text]), ...price, ...others.map(({text}) => text)];
}

/** The first in any case; of the next that has no room its beginning, if there is room for words of it. */
function fitting([first, ...others]: readonly string[], cells: number, more: string): string {
	let told = first;
	for (const part of others) {
		const longer = `${told}, ${part}`;
		if (cellWidth(longer) + cellWidth(more) > cells) {
			const isLong = cells - cellWidth(told) >= wordsCells;
			return isLong ? cutSentence(`${longer}${more}`, cells, more) : `${told}${more}`;
		}

		told = longer;
	}

	return told;
}

const wordsCells = 20;

/** `fork 4 → 5: 102 entries copied, 40 write-protected`, as commands print it. */
export function eventText(event: Pick<Event, 'asked' | 'consequences'>): string {
	const came = consequenceText(event);
	return came === '' ? event.asked : `${event.asked}: ${came}`;
}

/** With the name of who did it. */
export function actedText(event: Event): string {
	return event.actor === '' ? eventText(event) : `${event.actor} ${eventText(event)}`;
}
