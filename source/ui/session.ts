/**
 * The session: the only holder of the simulated machine and its timeline. It answers the facts that the reducers ask
 * for, carries out the effects that concern time, and counts a version that says whether anything has changed.
 */
import {type MemoryView, viewMemory} from '../analysis/memory.ts';
import {findDesign} from '../designs/index.ts';
import {totals} from '../kernel/kernel.ts';
import {createMachine, type Machine, timeUs} from '../machine/machine.ts';
import {opKinds} from '../machine/op.ts';
import type {Program} from '../machine/program.ts';
import {refusalOf} from '../machine/refusal.ts';
import {firstDifference} from '../timeline/difference.ts';
import {findEvent} from '../timeline/find.ts';
import {createTimeline, explore, positionOf, seek, type Timeline} from '../timeline/timeline.ts';
import {actorKey} from './actor.ts';
import type {Facts, RowKeys} from './facts.ts';
import {findTarget, unknown} from './goto.ts';
import type {Effect, Message} from './message.ts';
import type {Model} from './model.ts';
import {sumBetween} from './over-time.ts';
import {findPane, panes} from './panes/index.ts';
import type {Erosion} from './sharing/erosion.ts';
import {createErosions} from './sharing/erosions.ts';

export type SessionEffect = Exclude<Effect, {readonly type: 'quit' | 'suspend' | 'redraw' | 'send'}>;

export type MarkLabel = {readonly position: number; readonly label: string};

export type Session = Facts & {
	/** Grows with every change of the machine, and with what is known of the future. */
	readonly version: number;
	readonly timeline: Timeline;
	readonly machine: Machine;
	readonly title: string;
	readonly kernel: string;
	readonly timeUs: number;
	/** Counts the events so far that may have changed who is there: equal numbers, the same tree. */
	readonly families: number;
	/** The same moment on another kernel, where one was asked for. */
	readonly beside: Session | undefined;
	readonly markLabels: readonly MarkLabel[];
	/** The process that starts most others in the whole run, and its ancestors, nearest first. */
	readonly startPids: readonly number[];
	/** Who holds what at this moment; asked anew after every change. */
	readonly memory: MemoryView;
	/** Carries an effect out; the answers are for the model. */
	run(effect: SessionEffect): readonly Message[];
	/** Looks ahead for about so many milliseconds: for the end first, then at what panes ask for. True when all is known. */
	lookAhead(milliseconds: number): boolean;
	/** Whether looking ahead has something to find. */
	readonly isLooking: boolean;
	/** How the children of a process (`31@1234`) stop sharing; what is not known yet is looked for from now on. */
	erosionOf(parent: string): Erosion;
};

/** Seconds that a workload takes at normal speed, unless it is so small that it would crawl. */
const playSeconds = 30;
const opsPerSecondLeast = 4;

/** A session on a timeline, at its present moment. `title` names the workload. */
export function createSession(start: Timeline, title: string): Session {
	const {program} = start.machine;
	let timeline = start;
	let erosions = createErosions(start);
	let beside: Session | undefined;
	let different: {readonly from: number; readonly at: number | undefined} = {from: 1, at: undefined};
	let version = 0;
	const memory = createRowMemory();
	let markLabels: readonly MarkLabel[] = [];
	let markedUpTo = 0;
	let memoryView: {version: number; view: MemoryView} | undefined;

	const session: Session = {
		get timeline() {
			return timeline;
		},
		get machine() {
			return timeline.machine;
		},
		title,
		get kernel() {
			return timeline.machine.design.id;
		},
		get beside() {
			return beside;
		},
		get besideKernel() {
			return beside?.kernel;
		},
		get firstDifference() {
			if (beside !== undefined && different.at === undefined) {
				const from = Math.min(timeline.history.count, beside.timeline.history.count);
				different = {from, at: firstDifference(timeline, beside.timeline, different.from)};
			}

			return different.at;
		},
		panes,
		get version() {
			return version;
		},
		get position() {
			return positionOf(timeline);
		},
		get end() {
			return timeline.length ?? program.count;
		},
		get timeUs() {
			return timeUs(timeline.machine);
		},
		get families() {
			return sumBetween(timeline, 'families', timeline.first, positionOf(timeline));
		},
		get opsPerSecond() {
			return Math.max(opsPerSecondLeast, program.count / playSeconds);
		},
		startPids: busiestLine(program),
		get markLabels() {
			const {count} = timeline.history;
			if (count > markedUpTo) {
				markLabels = [...markLabels, ...marksBetween(timeline, markedUpTo + 1, count)];
				markedUpTo = count;
			}

			return markLabels;
		},
		get memory() {
			if (memoryView?.version !== version) {
				memoryView = {version, view: viewMemory(timeline.machine)};
			}

			return memoryView.view;
		},
		get marks() {
			return session.markLabels.map(({position}) => position);
		},
		get actor() {
			return actorKey(timeline.machine);
		},
		rows: (pane, model) => memory.rows(pane, model, session),
		headingLines: (pane) => (findPane(pane)?.heading === undefined ? 0 : 1),
		run(effect) {
			if (effect.type === 'beside' && effect.kernel === undefined) {
				beside = undefined;
				version += 1;
				return [];
			}

			if (effect.type === 'design' || effect.type === 'beside') {
				const answer = switchDesign(timeline, effect.kernel ?? '');
				different = {from: 1, at: undefined};
				version += 1;
				if (effect.type === 'beside') {
					beside = answer.timeline === timeline ? undefined : createSession(answer.timeline, title);
				} else {
					erosions = answer.timeline === timeline ? erosions : createErosions(answer.timeline);
					timeline = answer.timeline;
					markLabels = [];
					markedUpTo = 0;
				}

				return [{type: 'notice', text: answer.notice}];
			}

			const before = positionOf(timeline);
			const answers = runEffect(session, effect);
			version += positionOf(timeline) === before ? 0 : 1;
			beside?.run({type: 'advance', by: positionOf(timeline) - beside.position});
			return answers;
		},
		lookAhead(milliseconds) {
			beside?.lookAhead(milliseconds);
			if (timeline.length === undefined) {
				explore(timeline, milliseconds);
				version += 1;
			} else {
				version += erosions.advance(milliseconds) ? 1 : 0;
			}

			return !session.isLooking;
		},
		get isLooking() {
			return timeline.length === undefined || erosions.isBusy || beside?.isLooking === true;
		},
		erosionOf: (parent) => erosions.of(parent),
	};
	return session;
}

/** The pid that forks most often, and the line of its parents. Pids that are used twice are taken for one. */
function busiestLine({count, kind, pid, child}: Program): readonly number[] {
	const started = new Map<number, number>();
	const parents = new Map<number, number>();
	for (let op = 0; op < count; op += 1) {
		if (isStart(kind[op]) && !parents.has(child[op])) {
			started.set(pid[op], (started.get(pid[op]) ?? 0) + 1);
			parents.set(child[op], pid[op]);
		}
	}

	const [busiest] = [...started].sort(([, left], [, right]) => right - left)[0] ?? [];
	const line: number[] = [];
	for (let next: number | undefined = busiest; next !== undefined && !line.includes(next); ) {
		line.push(next);
		next = parents.get(next);
	}

	return line;
}

function isStart(kind: number): boolean {
	return kind === opKinds.fork || kind === opKinds.vfork || kind === opKinds.spawn;
}

/** What is looked for in the future is looked for this long before the answer is that it takes longer. */
const findingMs = 40;

/**
 * The workload on another kernel at the same moment, as many ops on. It is run again from its beginning: what a kernel
 * recorded means nothing to another. Stays where it is when the kernel cannot run the workload.
 */
function switchDesign(
	timeline: Timeline,
	kernel: string,
): {readonly timeline: Timeline; readonly notice: string} {
	const {machine} = timeline;
	const {program, costs} = machine;
	const design = findDesign(kernel);
	const geometry = machine.kernel.geometry.id;
	const refusal =
		design === undefined ? `There is no kernel ${kernel}.` : refusalOf(design, program, geometry);
	if (design === undefined || refusal !== undefined) {
		return {timeline, notice: refusal ?? ''};
	}

	const other = createTimeline(createMachine(program, {design, costs, geometry}));
	seek(other, positionOf(timeline));
	return {timeline: other, notice: `${design.title}: ${design.idea}`};
}

/** What moves in time; the kernel stays. */
type TimeEffect = Exclude<SessionEffect, {readonly type: 'design' | 'beside'}>;

function runEffect({timeline, position}: Session, effect: TimeEffect): readonly Message[] {
	switch (effect.type) {
		case 'advance':
			seek(timeline, position + effect.by);
			return [];
		case 'seek':
			return lookFor(timeline, `#${Math.max(timeline.first, Math.floor(effect.position))}`);
		case 'goto':
			return lookFor(timeline, effect.target);
		default:
			return goTo(timeline, findProcessEvent(timeline, effect.process, effect.direction));
	}
}

/** Goes there if that lies in what is known or nearly known; otherwise says that it takes a while. */
function lookFor(timeline: Timeline, text: string): readonly Message[] {
	let target = findTarget(timeline, text);
	if (target === unknown) {
		explore(timeline, findingMs);
		target = findTarget(timeline, text);
	}

	if (target !== unknown) {
		return goTo(timeline, target);
	}

	const {history, machine} = timeline;
	return [{type: 'looking', target: text, share: history.count / Math.max(1, machine.program.count)}];
}

/** A target is a position, or the sentence that says why there is none. */
function goTo(timeline: Timeline, target: number | string): readonly Message[] {
	if (typeof target === 'string') {
		return [{type: 'notice', text: target}];
	}

	seek(timeline, target);
	return [];
}

function marksBetween({history, machine: {program}}: Timeline, first: number, last: number): MarkLabel[] {
	const found: MarkLabel[] = [];
	for (let position = first; position <= last; position += 1) {
		const op = history.op[position];
		if (program.kind[op] === opKinds.mark) {
			found.push({position, label: program.strings[program.text[op]]});
		}
	}

	return found;
}

/** The nearest event of a process, as a position. The pid tells it: its life is a stretch of the recording. */
function findProcessEvent(timeline: Timeline, process: string, direction: 1 | -1): number | string {
	const {program} = timeline.machine;
	const pid = Number(process.split('@')[0]);
	const touches = ({op}: Timeline['history'], event: number) =>
		program.pid[op[event]] === pid || program.child[op[event]] === pid;
	return (
		findEvent(timeline, touches, direction) ??
		`Process ${pid} does nothing ${direction > 0 ? 'after' : 'before'} this moment.`
	);
}

/** Rows are read once for a state of the machine and of the part of the model that they depend on. */
function createRowMemory() {
	const kept = new Map<string, {version: number; depends: readonly unknown[]; rows: RowKeys}>();
	return {
		rows(id: string, model: Model, session: Session): RowKeys {
			const pane = findPane(id);
			if (pane === undefined) {
				throw new Error(`There is no pane ${id}`);
			}

			const {version} = session;
			const depends = pane.depends(model);
			const found = kept.get(id);
			if (found?.version === version && found.depends.every((part, i) => part === depends[i])) {
				return found.rows;
			}

			const rows = pane.read(session, model);
			kept.set(id, {version, depends, rows});
			return rows;
		},
	};
}

/** The numbers of the status line. */
export type Summary = {
	readonly processes: number;
	readonly framesUsed: number;
	/** Undefined where the workload sets no limit. */
	readonly framesLimit?: number;
	readonly tables: number;
};

export function summarize({machine}: Session): Summary {
	const {total, limits} = machine.kernel;
	return {
		processes: total.value[totals.tasksAlive],
		framesUsed: total.value[totals.framesUsed],
		framesLimit: Number.isFinite(limits.frames) ? limits.frames : undefined,
		tables: total.value[totals.tablesUsed],
	};
}
