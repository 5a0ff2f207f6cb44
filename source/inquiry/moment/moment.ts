/**
 * Moments: what can be asked for in time, as data, and the words for each. Keys write moments in these words, so that they
 * go the same way as what a person types.
 */
import type {Subject} from '../../analysis/words/subject.ts';
import type {Direction} from '../../timeline/find.ts';
import type {EventKind} from '../history/kinds.ts';
import {parseProcessKey, processKey} from '../keys.ts';

/** What an event can do something to, beside a process. */
export type Thing = Exclude<Subject, {readonly kind: 'process'}>;

/** What is handed out and given back. */
export type Origin = Extract<Thing, {readonly kind: 'frame' | 'slot'}>;

export type Moment =
	| {readonly kind: 'start'}
	| {readonly kind: 'end'}
	/** So many events after the start of the workload. */
	| {readonly kind: 'position'; readonly position: number}
	/** So many events from here, backwards where it is negative. */
	| {readonly kind: 'step'; readonly by: number}
	/** Of all events, in percent. */
	| {readonly kind: 'share'; readonly percent: number}
	/** Just after the last event that was over by then; microseconds since the start. */
	| {readonly kind: 'time'; readonly us: number}
	/** Just after the mark. `name` is its label, perhaps with the `#2` that says which. */
	| {readonly kind: 'mark'; readonly name: string}
	/** Just before the exec; likewise. */
	| {readonly kind: 'exec'; readonly name: string}
	/** Just after the process was created: the next of that number, or the first. */
	| {readonly kind: 'birth'; readonly pid: number}
	/** The nearest event of a kind. */
	| {readonly kind: 'nearest'; readonly direction: Direction; readonly of: EventKind}
	/** The nearest event that a process asked for, or that created or awaited it. */
	| {readonly kind: 'act'; readonly direction: Direction; readonly pid: number}
	/** The nearest event that did something to a frame, table, slot of swap or mapping. */
	| {readonly kind: 'change'; readonly direction: Direction; readonly thing: Thing}
	/** The event that handed the frame out, or sent a page to the slot: the last one if it is in use, else the next one. */
	| {readonly kind: 'origin'; readonly thing: Origin}
	/** The nearest event that makes a condition true (analysis/query). */
	| {readonly kind: 'until'; readonly direction: Direction; readonly condition: string};

/** The words that the grammar reads as this moment. */
export function momentWords(moment: Moment): string {
	switch (moment.kind) {
		case 'start':
		case 'end':
			return moment.kind;
		case 'position':
			return String(moment.position);
		case 'step':
			return `${moment.by < 0 ? '-' : '+'}${Math.abs(moment.by)}`;
		case 'share':
			return `${moment.percent}%`;
		case 'time':
			return `${moment.us}us`;
		case 'mark':
		case 'exec':
			return `${moment.kind}:${moment.name}`;
		case 'birth':
			return `pid ${moment.pid}`;
		case 'nearest':
			return `${wayWord(moment.direction)} ${moment.of}`;
		case 'act':
			return `${wayWord(moment.direction)} of ${moment.pid}`;
		case 'change':
			return `${wayWord(moment.direction)} ${thingWords(moment.thing)}`;
		case 'origin':
			return thingWords(moment.thing);
		case 'until':
			return `${moment.direction === 1 ? '' : 'back '}until ${moment.condition}`;
	}
}

function wayWord(direction: Direction): string {
	return direction === 1 ? 'next' : 'previous';
}

function thingWords(thing: Thing): string {
	switch (thing.kind) {
		case 'frame':
			return `frame ${thing.frame}`;
		case 'table':
			return `table ${thing.table}`;
		case 'slot':
			return `slot ${thing.slot}`;
		case 'mapping':
			return `mapping ${processKey(thing)}:${thing.address.toString(16)}`;
	}
}

/** Undefined for words that name no thing. */
export function parseThing(text: string): Thing | undefined {
	const [, kind, number] = /^(frame|table|slot) ?#?(\d+)$/.exec(text) ?? [];
	switch (kind) {
		case 'frame':
			return {kind, frame: Number(number)};
		case 'table':
			return {kind, table: Number(number)};
		case 'slot':
			return {kind, slot: Number(number)};
	}

	const [, process, address] = /^mapping (\d+@\d+):([0-9a-f]+)$/.exec(text) ?? [];
	return address === undefined
		? undefined
		: {kind: 'mapping', ...parseProcessKey(process), address: Number.parseInt(address, 16)};
}

/** The moment after or before this one in which an event did something to the subject. */
export function changeOf(subject: Subject, direction: Direction): Moment {
	return subject.kind === 'process'
		? {kind: 'act', direction, pid: subject.pid}
		: {kind: 'change', direction, thing: subject};
}
