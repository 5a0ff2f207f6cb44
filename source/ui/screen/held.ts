/** What a session holds: the run, what is asked about it, the session of the run beside it, and the moments before and within an event. */
import type {Past} from '../../analysis/memory/past.ts';
import {busiestLine} from '../../inquiry/busiest-line.ts';
import {type Across, type Acrosses, createAcrosses} from '../../inquiry/compare/across.ts';
import type {Finding} from '../../inquiry/moment/finding.ts';
import {createQuestions, type Questions} from '../../inquiry/questions.ts';
import type {Run} from '../../inquiry/run.ts';
import {createPast} from '../../inquiry/sharing/past.ts';
import {cursorBeside, positionOf} from '../../timeline/timeline.ts';
import {memo} from '../state/memo.ts';
import type {Session} from '../state/session.ts';
import {alwaysCalm, type Calm, createCalm} from './calm.ts';
import type {Futures} from './futures.ts';
import {type AtStage, isStill, standAt} from './stage.ts';

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
