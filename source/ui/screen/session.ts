/**
 * The session: the only holder of the simulated machine and its timeline. It answers the facts that the reducers ask
 * for, carries out the effects that concern time, and counts a version that says whether anything has changed.
 */
import {type MemoryView, viewMemory} from '../../analysis/memory.ts';
import {plural} from '../../analysis/text.ts';
import {busiestLine} from '../../inquiry/busiest-line.ts';
import {sumBetween} from '../../inquiry/history/curves.ts';
import {actorKey} from '../../inquiry/keys.ts';
import {createGuide, findingMs} from '../../inquiry/moment/guide.ts';
import {createErosions} from '../../inquiry/sharing/erosions.ts';
import {runOn, switchDesign} from '../../inquiry/switch-design.ts';
import {createWhy, type Why} from '../../inquiry/why/why.ts';
import {totals} from '../../kernel/state/kernel.ts';
import {timeUs} from '../../machine/machine.ts';
import {opKinds} from '../../machine/op.ts';
import {firstDifference} from '../../timeline/difference.ts';
import {explore, positionOf, seek, type Timeline} from '../../timeline/timeline.ts';
import {findPane, panes} from '../panes/index.ts';
import {createRowMemory} from '../panes/row-memory.ts';
import type {MarkLabel} from '../state/facts.ts';
import type {Message} from '../state/message.ts';
import type {Session, SessionEffect} from '../state/session.ts';
import {proposedName} from './carry/formats.ts';

/** Seconds that a workload takes at normal speed, unless it is so small that it would crawl. */
const playSeconds = 30;
const opsPerSecondLeast = 4;

/** A session on a timeline, at its present moment. `title` names the workload. */
export function createSession(start: Timeline, name: string): Session {
	let timeline = start;
	let title = name;
	let startPids = busiestLine(start.machine.program);
	let erosions = createErosions(start);
	let beside: Session | undefined;
	let why: Why | undefined;
	let guide = createGuide(start);
	let different: {readonly from: number; readonly at: number | undefined} = {from: 1, at: undefined};
	let version = 0;
	const memory = createRowMemory();
	let markLabels: readonly MarkLabel[] = [];
	let markedUpTo = 0;
	let memoryView: {version: number; view: MemoryView} | undefined;

	const carryOut: {
		readonly [Type in SessionEffect['type']]: (
			effect: Extract<SessionEffect, {type: Type}>,
		) => readonly Message[];
	} = {
		advance({by}) {
			seek(timeline, positionOf(timeline) + by);
			return [];
		},
		seek: ({position}) => go(`#${Math.max(timeline.first, Math.floor(position))}`),
		goto: ({target}) => go(target),
		why({subject, asOf}) {
			why = createWhy(timeline, subject, asOf);
			why.work(findingMs);
			version += 1;
			return [];
		},
		design({kernel}) {
			const answer = switchDesign(timeline, kernel);
			takeOver(answer.timeline);
			return [{type: 'notice', text: answer.notice}];
		},
		beside({kernel}) {
			different = {from: 1, at: undefined};
			version += 1;
			if (kernel === undefined) {
				beside = undefined;
				return [];
			}

			const answer = switchDesign(timeline, kernel);
			beside = answer.timeline === timeline ? undefined : createSession(answer.timeline, title);
			return [{type: 'notice', text: answer.notice}];
		},
	};

	/** Frames and tables of one kernel mean nothing to another: what was known of them is forgotten. */
	function takeOver(next: Timeline): void {
		timeline = next;
		guide = createGuide(next);
		erosions = createErosions(next);
		why = undefined;
		markLabels = [];
		markedUpTo = 0;
		different = {from: 1, at: undefined};
		version += 1;
	}

	/** Goes there, says why not, or says how far the looking has come. */
	function go(target: string): readonly Message[] {
		const answer = guide.find(target);
		if ('none' in answer) {
			return [{type: 'notice', text: answer.none}];
		}

		if ('share' in answer) {
			return [{type: 'looking', target, ...answer}];
		}

		const from = positionOf(timeline);
		return seek(timeline, answer.position) === from ? [] : [{type: 'arrived', from}];
	}

	const session: Session = {
		get timeline() {
			return timeline;
		},
		get machine() {
			return timeline.machine;
		},
		get title() {
			return title;
		},
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
			return timeline.length ?? timeline.machine.program.count;
		},
		get timeUs() {
			return timeUs(timeline.machine);
		},
		get families() {
			return sumBetween(timeline, 'families', timeline.first, positionOf(timeline));
		},
		get opsPerSecond() {
			return Math.max(opsPerSecondLeast, timeline.machine.program.count / playSeconds);
		},
		get startPids() {
			return startPids;
		},
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
		fileName: (part, format) => proposedName(session, part, format),
		rows: (pane, model) => memory.rows(pane, model, session),
		timeAt: (position) => timeline.history.time[position] ?? 0,
		orderAt: (pane, model, columns, cell) => findPane(pane)?.orderAt?.(model, columns, cell),
		headingLines: (pane) => (findPane(pane)?.heading === undefined ? 0 : 1),
		run(effect) {
			const before = positionOf(timeline);
			const answers = (carryOut[effect.type] as (effect: SessionEffect) => readonly Message[])(effect);
			beside?.run({type: 'advance', by: positionOf(timeline) - beside.position});
			version += positionOf(timeline) === before ? 0 : 1;
			return answers;
		},
		load(program) {
			const answer = runOn(timeline.machine, program, positionOf(timeline));
			if (typeof answer === 'string') {
				return answer;
			}

			({name: title} = program.header);
			startPids = busiestLine(program);
			takeOver(answer);
			const second = beside && runOn(beside.machine, program, positionOf(timeline));
			beside = typeof second === 'object' ? createSession(second, title) : undefined;
			return `${title} was read again: ${plural(program.count, 'event')}, now at op ${positionOf(timeline)}.`;
		},
		get why() {
			return why;
		},
		get isLooking() {
			const isBusy = timeline.length === undefined || why?.isComplete === false || erosions.isBusy;
			return isBusy || beside?.isLooking === true;
		},
		lookAhead(milliseconds) {
			if (!session.isLooking) {
				return;
			}

			beside?.lookAhead(milliseconds);
			if (timeline.length === undefined || why?.isComplete === false) {
				explore(timeline, milliseconds);
				why?.work(milliseconds);
				version += 1;
			} else {
				version += erosions.advance(milliseconds) ? 1 : 0;
			}
		},
		erosionOf: (parent) => erosions.of(parent),
	};
	return session;
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
