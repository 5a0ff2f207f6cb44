/** Events in words: what an op asks for, and what came of it: what was copied, shared, protected and freed. */

import {addressText, plural, sizeText} from '../../analysis/words/text.ts';
import {effectKinds} from '../../kernel/state/effects.ts';
import {errnoName} from '../../kernel/state/errno.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {opOf} from '../../machine/ops/index.ts';
import type {Program} from '../../machine/program.ts';
import {unnamed} from '../../timeline/history.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {type Closing, killLines, type Line, type Tally, type Tone, whySigbus, worthTelling} from './told.ts';

/** What an event came to. */
export type Happening = Tally & {
	/** 0 or a negated errno. */
	readonly result: number;
	/** Signal that the process died of; 0 for none. */
	readonly signal: number;
};

export function closingOf({policies: {sharing}}: Kernel): Closing {
	return sharing === undefined ? 'segment' : sharing.closes === 'absent' ? 'absent' : 'directory';
}

export type Consequence = {readonly text: string; readonly tone: Tone};

/** The tone of several together: that of the gravest. */
export function toneOf(consequences: readonly Consequence[]): Tone {
	const tones = consequences.map(({tone}) => tone);
	return (['error', 'copied'] as const).find((tone) => tones.includes(tone)) ?? 'plain';
}

/** All that came of an event; a refused op has done nothing. */
export function outcomeOf(event: Happening): Consequence[] {
	const {result, signal} = event;
	const came =
		result < 0 ? [refusal(event), ...tell([...whySigbus, ...killLines], event)] : consequences(event);
	return signal === 0 ? came : [...came, {text: `killed by ${signalName(signal)}`, tone: 'error'}];
}

function refusal(event: Happening): Consequence {
	const pages = event.amounts(effectKinds.notPromised);
	const why = pages === 0 ? '' : `: ${plural(pages, 'page')} more could not be promised`;
	return {text: `refused, ${errnoName(event.result)}${why}`, tone: 'error'};
}

const numbers = {
	size: sizeText,
	address: addressText,
	place: (address: number) => ` at ${addressText(address)}`,
};

/** What an op asks for, whatever comes of it. */
export function opText(program: Program, op: number): string {
	return opOf(program.kind[op]).words(program, op, numbers);
}

/** The same without the address of the range that it is about. */
export function placelessText(program: Program, op: number): string {
	return opOf(program.kind[op]).words(program, op, {...numbers, place: () => ''});
}

/** Where the range is that the op of an event is about: the mapping's name, and the address. */
export type Place = {readonly mapping: string; readonly address: string};

/** Undefined for ops that are about no range; the mapping is empty where it is not there, or has gone with the op. */
export function placeOf({history, machine: {program}}: Timeline, event: number): Place | undefined {
	const op = history.op[event];
	const where = history.where[event];
	if (opText(program, op) === placelessText(program, op)) {
		return undefined;
	}

	const name = where > 0 ? program.strings[where] : '';
	const kind =
		where === unnamed.shared ? 'shared memory' : where === unnamed.anonymous ? 'anonymous memory' : '';
	return {mapping: name.slice(name.lastIndexOf('/') + 1) || kind, address: addressText(program.address[op])};
}

/** All that can be told of an event, with how often it came, in a fixed order. */
export function countsOf(event: Tally): {readonly what: string; readonly count: number}[] {
	return worthTelling.map(({count, many}) => ({what: many, count: count(event)}));
}

/** What was done: `3 pages copied on write`, `1 page table split`. */
export function consequences(event: Tally): Consequence[] {
	return tell(worthTelling, event);
}

function tell(lines: readonly Line[], event: Tally): Consequence[] {
	return lines.flatMap(({count, one, many, tone = 'plain'}) => {
		const number = count(event);
		return number > 0 ? [{text: plural(number, one, many), tone}] : [];
	});
}

const signalNames: Readonly<Record<number, string>> = {
	1: 'SIGHUP',
	2: 'SIGINT',
	6: 'SIGABRT',
	9: 'SIGKILL',
	7: 'SIGBUS',
	11: 'SIGSEGV',
	13: 'SIGPIPE',
	15: 'SIGTERM',
};

export function signalName(signal: number): string {
	return signalNames[signal] ?? `signal ${signal}`;
}
