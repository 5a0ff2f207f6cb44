/** What the effects of the reducers do to what a session holds, and what they answer. */
import {plural} from '../../analysis/words/text.ts';
import {onKernel, withProgram} from '../../inquiry/run.ts';
import {followEnd} from '../../timeline/explore.ts';
import {seek} from '../../timeline/seek.ts';
import {positionOf} from '../../timeline/timeline.ts';
import {findWorkload} from '../../workloads/index.ts';
import type {Message} from '../state/message.ts';
import type {SessionEffect} from '../state/session.ts';
import {branchFrom, otherFuture} from './futures.ts';
import {type Held, stageOf, standAtStage} from './held.ts';
import {ideaOf, notice} from './notice.ts';
import {renewBeside, setBeside, takeOver, turnTo} from './take-over.ts';

/** A question is worked on this long before the answer is that it takes longer; later so long at a time. */
const askingMs = 40;
const furtherMs = 15;
/** A program that grows is caught up with for so long at a time; between two keys are looked at. */
const followingMs = 50;

/** The answers are for the model. */
export function carryOut(held: Held, effect: SessionEffect): readonly Message[] {
	return (effects[effect.type] as (held: Held, effect: SessionEffect) => readonly Message[])(held, effect);
}

const effects: {
	readonly [Type in SessionEffect['type']]: (
		held: Held,
		effect: Extract<SessionEffect, {type: Type}>,
	) => readonly Message[];
} = {
	advance({run: {timeline}}, {by}) {
		seek(timeline, positionOf(timeline) + by);
		return [];
	},
	stage: (held, {by}) => moveStage(held, by),
	catchUp({run: {timeline}}) {
		followEnd(timeline, followingMs);
		return [];
	},
	seek(held, {position}) {
		const {length = position, first} = held.run.timeline;
		return go(held, String(Math.max(first, Math.min(length, Math.floor(position)))));
	},
	goto: (held, {target}) => go(held, target),
	why(held, {subject, asOf}) {
		held.questions.askWhy(subject, asOf).advance(askingMs);
		held.changes += 1;
		return [];
	},
	design(held, {kernel}) {
		const run = onKernel(held.run, kernel);
		return [takeOver(held, run) ?? ideaOf(held.run)];
	},
	whatIf(held, {words}) {
		const from = positionOf(held.run.timeline);
		const branch = branchFrom(held.run, held.futures, words);
		if (typeof branch === 'string') {
			return [{...notice(branch), isProblem: true}];
		}

		turnTo(held, branch);
		const events = seek(branch.run.timeline, Number.POSITIVE_INFINITY) - from;
		const text = `What if “${words}” at position ${from}: ${plural(events, 'event')} in place of what was recorded.`;
		return [{type: 'arrived', from}, notice(text)];
	},
	otherFuture(held) {
		const other = held.futures && otherFuture(held.run, held.futures);
		if (typeof other !== 'object') {
			return [notice(other ?? 'There is only what was recorded; T asks what if.')];
		}

		turnTo(held, other);
		const {isBranch, words} = other.futures;
		return [notice(isBranch ? `What if “${words.join('; ')}” again.` : 'What was recorded again.')];
	},
	workload(held, {name}) {
		const program = findWorkload(name)?.build();
		const run = program && withProgram(held.run, program);
		if (typeof run !== 'object') {
			return [notice(run ?? `There is no built-in workload ${name}.`)];
		}

		seek(run.timeline, 0);
		takeOver(held, run);
		held.futures = undefined;
		renewBeside(held);
		return [notice(`${name}: ${findWorkload(name)?.teaches}`)];
	},
	beside(held, {kernel}) {
		const run = kernel === undefined ? undefined : onKernel(held.run, kernel);
		setBeside(held, typeof run === 'object' ? run : undefined);
		return run === undefined ? [] : [typeof run === 'string' ? notice(run) : ideaOf(run)];
	},
};

/** Both kernels go stage by stage, each through its own; beyond the last of both the event has happened. */
function moveStage(held: Held, by: number): readonly Message[] {
	const present = stageOf(held);
	const index = (present?.wanted ?? -1) + by;
	if (index < 0) {
		standAtStage(held, undefined);
		held.beside?.standAt(undefined);
		return [];
	}

	const count = Math.max(standAtStage(held, index), held.beside?.standAt(index) ?? 0);
	if (count === 0) {
		return [notice('This is the end: no event comes next.')];
	}

	if (index >= count) {
		seek(held.run.timeline, positionOf(held.run.timeline) + 1);
		return [];
	}

	const {actor, all} = held.stage?.stages ?? {all: []};
	return index === 0 && actor !== undefined
		? [{type: 'showWhere', process: actor, address: all[0].address}]
		: [];
}

/** Goes there, says why not, or says how far the looking has come. */
function go(held: Held, target: string): readonly Message[] {
	const {timeline} = held.run;
	const finding = held.questions.find(target);
	finding.advance(finding === held.finding ? furtherMs : askingMs);
	held.finding = finding;
	const {answer, share, of} = finding;
	if (answer === undefined) {
		return [{type: 'looking', target, share, of}];
	}

	if ('none' in answer) {
		return [{type: 'notice', text: answer.none, isProblem: true}];
	}

	const from = positionOf(timeline);
	const arrived: readonly Message[] =
		seek(timeline, answer.position) === from ? [] : [{type: 'arrived', from}];
	return answer.note === undefined ? arrived : [...arrived, notice(answer.note)];
}
