/**
 * What a session holds: the run, what is asked about it, and the session of the run beside it; and what the effects of the
 * reducers do to that.
 */
import type {Past} from '../../analysis/memory/past.ts';
import {plural} from '../../analysis/words/text.ts';
import {busiestLine} from '../../inquiry/busiest-line.ts';
import {type Across, type Acrosses, createAcrosses} from '../../inquiry/compare/across.ts';
import {createDifference} from '../../inquiry/compare/difference.ts';
import type {Finding} from '../../inquiry/moment/finding.ts';
import {createQuestions, type Questions} from '../../inquiry/questions.ts';
import {onKernel, type Run, withProgram, withWhole} from '../../inquiry/run.ts';
import {createPast} from '../../inquiry/sharing/past.ts';
import type {Program} from '../../machine/program.ts';
import {followEnd} from '../../timeline/explore.ts';
import {seek} from '../../timeline/seek.ts';
import {cursorBeside, positionOf} from '../../timeline/timeline.ts';
import {findWorkload} from '../../workloads/index.ts';
import {memo} from '../state/memo.ts';
import type {Message} from '../state/message.ts';
import type {Session, SessionEffect} from '../state/session.ts';
import {alwaysCalm, type Calm, createCalm} from './calm.ts';
import {branchFrom, type Futures, otherFuture} from './futures.ts';
import {type AtStage, isStill, standAt} from './stage.ts';

/** A question is worked on this long before the answer is that it takes longer; later so long at a time. */
const askingMs = 40;
const furtherMs = 15;
/** A program that grows is caught up with for so long at a time; between two keys are looked at. */
const followingMs = 50;

/** What is known of a run as a whole, whatever the moment. */
export type Known = Pick<Held, 'questions' | 'startPids'>;

export type Held = {
	run: Run;
	questions: Questions;
	startPids: readonly number[];
	/** What processes were born with, for filters. */
	past: Past;
	/** The moment that was asked for last. */
	finding: Finding | undefined;
	beside: Session | undefined;
	/** What was recorded and a what-if, once one was asked for. */
	futures: Futures | undefined;
	/** What is asked about all kernels. */
	across: Acrosses;
	/** Where the event that comes next is looked at in stages. */
	stage: AtStage | undefined;
	/** The position after the first event in which the two differ. */
	difference: () => number | undefined;
	readonly calm: Calm;
	/** What was found out about all kernels, in times. */
	news: number;
	/** Changes so far, but for the news of the questions. */
	changes: number;
	/** As it was before the last event, once that was asked for. */
	before: Session | undefined;
	/** Makes the session of a run beside this one, or of another moment of this one, which knows what is known of it. */
	readonly open: (run: Run, known?: Known) => Session;
};

export function hold(run: Run, open: Held['open'], known?: Known): Held {
	return {
		run,
		questions: known?.questions ?? createQuestions(run.timeline),
		startPids: known?.startPids ?? busiestLine(run.program),
		past: createPast(run.timeline),
		finding: undefined,
		beside: undefined,
		futures: undefined,
		stage: undefined,
		across: createAcrosses(run),
		difference: () => undefined,
		calm: known === undefined ? createCalm() : alwaysCalm,
		before: undefined,
		news: 0,
		changes: 0,
		open,
	};
}

/** Where a selection starts that nobody has chosen: with what the children of a process share, once that was asked for. */
export function startPidsOf({startPids, questions}: Held): readonly number[] {
	const pid = questions.areSharersAsked ? questions.sharers()[0]?.pid : undefined;
	return pid === undefined ? startPids : keepStart(questions, [pid, startPids], () => [pid, ...startPids]);
}

const keepStart = memo<readonly number[]>();

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

/** The stage that is looked at, if it is still one of the event that comes next. */
export function stageOf({stage, run}: Held): AtStage | undefined {
	return stage !== undefined && isStill(stage, run) ? stage : undefined;
}

/** As Session.standAt. */
export function standAtStage(held: Held, stage: number | undefined): number {
	held.changes += 1;
	const open = (run: Run) => held.open(run, held);
	held.stage = stage === undefined ? undefined : standAt(held.run, stageOf(held), stage, open);
	return held.stage?.stages.all.length ?? 0;
}

/** As it was before the last event; undefined at the beginning. It is only moved where the cursor has moved. */
export function beforeEvent(held: Held): Session | undefined {
	const {run} = held;
	const position = positionOf(run.timeline);
	if (position === run.timeline.first) {
		return undefined;
	}

	held.before ??= held.open({...run, timeline: cursorBeside(run.timeline)}, held);
	held.before.run({type: 'advance', by: position - 1 - held.before.position});
	return held.before;
}

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

/** Frames and tables of one run mean nothing to another: what was known of them is forgotten. Tells what was refused. */
function takeOver(held: Held, run: Run | string): Message | undefined {
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
function turnTo(held: Held, {run, futures}: {readonly run: Run; readonly futures: Futures}): void {
	takeOver(held, run);
	held.futures = futures;
	renewBeside(held);
}

/** The same program on the kernel beside. */
function renewBeside(held: Held): void {
	const second = held.beside && onKernel(held.run, held.beside.kernel);
	setBeside(held, typeof second === 'object' ? second : undefined);
}

function setBeside(held: Held, run: Run | undefined): void {
	held.beside = run && held.open(run);
	held.changes += 1;
	compare(held);
}

function compare(held: Held): void {
	const {run, beside} = held;
	held.difference = beside === undefined ? () => undefined : createDifference(run.timeline, beside.timeline);
}

/** All kernels wait until everything else is known. */
export function lookAcross({questions, across: {wanted}}: Held): Across | undefined {
	return questions.isOver && wanted?.isOver === false ? wanted : undefined;
}

/** Each kernel that is done is news. */
export function advanceAcross(held: Held, milliseconds: number): void {
	const across = lookAcross(held);
	const before = across?.share;
	across?.advance(milliseconds);
	held.news += across?.share === before ? 0 : 1;
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

function notice(text: string): Message {
	return {type: 'notice', text};
}

function ideaOf({design}: Run): Message {
	return notice(`${design.title}: ${design.idea}`);
}

/** Another program in place of this one and beside it, at the same moment; answers with a sentence. */
export function load(held: Held, program: Program): string {
	const {run, futures} = held;
	if (futures?.isBranch === true && futures.other.program.isOpen !== undefined) {
		return loadBehind(held, futures, program);
	}

	return run.program.isOpen === undefined ? loadAnew(held, program) : loadWhole(held, program);
}

/** The what-if that is on the screen stays there. */
function loadBehind(held: Held, futures: Futures, program: Program): string {
	const other = withWhole(futures.other, program);
	if (typeof other === 'string') {
		return other;
	}

	held.futures = {...futures, other};
	return `${program.header.name} is read as a whole: ${placeText(other)}`;
}

function loadAnew(held: Held, program: Program): string {
	const run = withProgram(held.run, program);
	if (typeof run === 'string') {
		return run;
	}

	replace(held, run);
	return `${program.header.name} was read again: ${placeText(run)}`;
}

/** What was followed until now. Who has come to its end live stays there. */
function loadWhole(held: Held, program: Program): string {
	const {run: before} = held;
	const wasAtEnd = positionOf(before.timeline) === before.timeline.length;
	const run = withWhole(before, program);
	if (typeof run === 'string') {
		return run;
	}

	if (wasAtEnd) {
		seek(run.timeline, program.count);
	}

	replace(held, run);
	return `${program.header.name} is read as a whole: ${placeText(run)}`;
}

function replace(held: Held, run: Run): void {
	takeOver(held, run);
	held.futures = undefined;
	renewBeside(held);
}

function placeText({program, timeline}: Run): string {
	return `${plural(program.count, 'event')}, now at position ${positionOf(timeline)}.`;
}
