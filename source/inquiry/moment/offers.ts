/** Moments that a workload has, in the words of the grammar: what is offered where one is typed. */
import {opKinds} from '../../machine/ops/index.ts';
import type {Program} from '../../machine/program.ts';
import {eventKinds} from '../history/kinds.ts';
import {countNames} from './names.ts';

export type OfferedMoment = {readonly words: string; readonly about: string};

/** Marks in the order of the file, the programs that are exec'ed, and what is in every workload. */
export function offeredMoments(program: Program | undefined): readonly OfferedMoment[] {
	return [
		...(program === undefined
			? []
			: [...named(program, 'mark', 'mark'), ...named(program, 'exec', 'just before this exec')]),
		{words: 'start', about: 'before the first event'},
		{words: 'end', about: 'after the last event'},
		{words: '50%', about: 'half of all events'},
		...Object.keys(eventKinds).map((kind) => ({words: `next ${kind}`, about: `the first ${kind}`})),
	];
}

function named(program: Program, kind: 'mark' | 'exec', about: string): OfferedMoment[] {
	return [...countNames(program, opKinds[kind]).keys()].map((name) => ({words: `${kind}:${name}`, about}));
}
