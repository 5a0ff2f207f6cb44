/** Another run in the place of the one that a session holds, or beside it. */
import {busiestLine} from '../../inquiry/busiest-line.ts';
import {createAcrosses} from '../../inquiry/compare/across.ts';
import {createDifference} from '../../inquiry/compare/difference.ts';
import {createQuestions} from '../../inquiry/questions.ts';
import {onKernel, type Run} from '../../inquiry/run.ts';
import {createPast} from '../../inquiry/sharing/past.ts';
import type {Message} from '../state/message.ts';
import type {Futures} from './futures.ts';
import type {Held} from './held.ts';
import {notice} from './notice.ts';

/** Frames and tables of one run mean nothing to another: what was known of them is forgotten. Tells what was refused. */
export function takeOver(held: Held, run: Run | string): Message | undefined {
	if (typeof run === 'string') {
		return notice(run);
	}

	held.changes += held.questions.news + 1;
	held.run = run;
	held.before = undefined;
	held.questions = createQuestions(run.timeline);
	held.across = createAcrosses(run);
	held.startPids = busiestLine(run.program);
	held.past = createPast(run.timeline);
	compare(held);
	return undefined;
}

/** The other future in place of this one, and beside it. */
export function turnTo(held: Held, {run, futures}: {readonly run: Run; readonly futures: Futures}): void {
	takeOver(held, run);
	held.futures = futures;
	renewBeside(held);
}

/** The same program on the kernel beside. */
export function renewBeside(held: Held): void {
	const second = held.beside && onKernel(held.run, held.beside.kernel);
	setBeside(held, typeof second === 'object' ? second : undefined);
}

export function setBeside(held: Held, run: Run | undefined): void {
	held.beside = run && held.open(run);
	held.changes += 1;
	compare(held);
}

function compare(held: Held): void {
	const {run, beside} = held;
	held.difference = beside === undefined ? () => undefined : createDifference(run.timeline, beside.timeline);
}

export function replace(held: Held, run: Run): void {
	takeOver(held, run);
	held.futures = undefined;
	renewBeside(held);
}
