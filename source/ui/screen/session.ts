/**
 * The session: the only holder of the run that the screen shows and of the run beside it. It answers the facts that the
 * reducers ask for, and counts a version that says whether anything has changed.
 */
import {type MemoryView, viewMemory} from '../../analysis/memory/memory.ts';
import {hasSwapSpace} from '../../analysis/rows/stats.ts';
import {sumBetween} from '../../inquiry/history/curves.ts';
import {type Mark, marksOf} from '../../inquiry/history/marks.ts';
import {actorKey} from '../../inquiry/keys.ts';
import type {Run} from '../../inquiry/run.ts';
import {highestPid, type Program} from '../../machine/program.ts';
import {timeUs} from '../../machine/state.ts';
import {positionOf} from '../../timeline/timeline.ts';
import {panes as allPanes} from '../panes/index.ts';
import type {Pane} from '../panes/pane.ts';
import {createRowMemory} from '../panes/row-memory.ts';
import {proposedName} from '../state/format.ts';
import {memo} from '../state/memo.ts';
import type {Session} from '../state/session.ts';
import {carryOut} from './effects.ts';
import {
	advanceAcross,
	beforeEvent,
	hold,
	type Known,
	lookAcross,
	stageOf,
	standAtStage,
	startPidsOf,
} from './held.ts';
import {load} from './load.ts';

const keepPidCells = memo<number>();
/** What a program that grows may still bring would move the columns. */
const pidCellsOpen = 6;
const pidCellsLeast = 4;

function pidCellsOf(program: Program): number {
	const own = Math.max(pidCellsLeast, String(highestPid(program)).length);
	return program.isOpen === undefined ? own : Math.max(pidCellsOpen, own);
}

/** Seconds that a workload takes at normal speed, unless it is so small that it would crawl. */
const playSeconds = 30;
const opsPerSecondLeast = 4;

/** A session on a run, at its present moment; `panes` are those that show it. */
export function createSession(start: Run, panes: readonly Pane[] = allPanes, known?: Known): Session {
	const held = hold(start, (run, shared) => createSession(run, panes, shared), known);
	const rowsOf = createRowMemory(panes);
	const keepView = memo<MemoryView>();

	const session: Session = {
		panes,
		get version() {
			return held.changes + held.questions.news + held.calm.news + held.news;
		},
		get timeline() {
			return held.run.timeline;
		},
		get machine() {
			return stageOf(held)?.machine ?? held.run.timeline.machine;
		},
		get stage() {
			const at = stageOf(held);
			return at && {index: at.index, count: at.stages.all.length, sentence: at.stages.all[at.index].sentence};
		},
		get stageBefore() {
			return stageOf(held)?.before;
		},
		get eventBefore() {
			return session.stage === undefined && session.isCalm ? beforeEvent(held) : undefined;
		},
		standAt: (stage) => standAtStage(held, stage),
		get title() {
			return held.run.program.header.name;
		},
		get kernel() {
			return held.run.design.id;
		},
		get hasSwap() {
			return hasSwapSpace(session.machine.kernel);
		},
		get pidCells() {
			const {program} = held.run;
			return keepPidCells(program, [program.count], () => pidCellsOf(program));
		},
		get startPids() {
			return startPidsOf(held);
		},
		get beside() {
			return held.beside;
		},
		get besideKernel() {
			return held.beside?.kernel;
		},
		get firstDifference() {
			return held.difference();
		},
		get whatIf() {
			const {futures} = held;
			return futures?.isBranch === true ? {words: futures.words.join('; '), at: futures.at} : undefined;
		},
		get position() {
			return positionOf(session.timeline);
		},
		get end() {
			return session.timeline.length ?? held.run.program.count;
		},
		get timeUs() {
			return timeUs(session.machine);
		},
		get families() {
			return sumBetween(session.timeline, 'families', session.timeline.first, session.position);
		},
		get labels() {
			return sumBetween(session.timeline, 'labels', session.timeline.first, session.position);
		},
		get isOpen() {
			return held.run.program.isOpen === true;
		},
		get isPartial() {
			return held.run.program.isPartial === true;
		},
		get isBehind() {
			return session.isOpen === true && session.timeline.length === undefined;
		},
		get opsPerSecond() {
			return Math.max(opsPerSecondLeast, held.run.program.count / playSeconds);
		},
		get markLabels() {
			return withLeaving(marksOf(session.timeline), session.whatIf);
		},
		get marks() {
			return session.markLabels.map(({position}) => position);
		},
		get actor() {
			return actorKey(session.machine);
		},
		get why() {
			return held.questions.why;
		},
		get memory() {
			return keepView(session, [session.version], () => viewMemory(session.machine, held.past));
		},
		across: (process, thing = {kind: 'process'}) => held.across.of(process, thing),
		historyOf: (subject) => held.questions.historyOf(subject),
		erosionOf: (parent) => held.questions.erosionOf(parent),
		get sharer() {
			return held.questions.sharers()[0];
		},
		fileName: (part, format) => proposedName(session, part, format),
		rows: (pane, model) => rowsOf(pane, model, session),
		timeAt: (position) => session.timeline.history.time[position] ?? 0,
		run(effect) {
			const before = session.position;
			const answers = carryOut(held, effect);
			held.beside?.run({type: 'advance', by: session.position - held.beside.position});
			held.changes += session.position === before ? 0 : 1;
			return answers;
		},
		load: (program) => load(held, program),
		get isCalm() {
			return held.calm.isCalm(held.changes);
		},
		get isLooking() {
			return (
				!held.questions.isOver ||
				lookAcross(held) !== undefined ||
				held.calm.isAwaited(held.changes) ||
				held.beside?.isLooking === true
			);
		},
		lookAhead(milliseconds) {
			held.beside?.lookAhead(milliseconds);
			held.questions.advance(milliseconds);
			advanceAcross(held, milliseconds);
			held.calm.rest(held.changes, milliseconds);
		},
	};
	return session;
}

/** Where a what-if left what was recorded is a mark too. */
function withLeaving(marks: readonly Mark[], whatIf: Session['whatIf']): readonly Mark[] {
	const left = whatIf && {position: whatIf.at, label: `what if ${whatIf.words}`};
	return left === undefined
		? marks
		: [
				...marks.filter(({position}) => position < left.position),
				left,
				...marks.filter(({position}) => position >= left.position),
			];
}
