/** The kinds of event that `next` and `previous` know. An event is of a kind where the curve of that kind is above zero. */
import type {Timeline} from '../../timeline/timeline.ts';
import {type CurveName, sumBetween} from './curves.ts';

export const eventKinds = {
	fork: 'births',
	exec: 'execs',
	exit: 'exits',
	copy: 'copies',
	split: 'splits',
	fault: 'faults',
} as const satisfies Record<string, CurveName>;
export type EventKind = keyof typeof eventKinds;

export function isEventKind(word: string): word is EventKind {
	return Object.hasOwn(eventKinds, word);
}

export function isOfKind(timeline: Timeline, event: number, kind: EventKind): boolean {
	return sumBetween(timeline, eventKinds[kind], event - 1, event) > 0;
}
