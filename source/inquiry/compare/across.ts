/**
 * One process, or a thing of it, on every kernel: the same program is run on all of them to the same moment, kernel by kernel
 * and in slices, and what it comes to there is read off. The runs are kept, so that the next moment is only a few events away.
 */

import type {Design} from '../../designs/design.ts';
import {designs} from '../../designs/index.ts';
import {totals} from '../../kernel/state/schema.ts';
import {refusalOf} from '../../machine/refusal.ts';
import {seek} from '../../timeline/seek.ts';
import {positionOf} from '../../timeline/timeline.ts';
import {openRun, type Run} from '../run.ts';
import type {Inquiry} from '../work.ts';
import {type AcrossFigures, type AcrossThing, figuresOf} from './across-figures.ts';

export type AcrossRow = {
	readonly kernel: string;
	/** Undefined until it is known, and where there is a reason. */
	readonly figures: AcrossFigures | undefined;
	/** Why there are none, in a sentence: the kernel could not run the workload, or what was asked for is not there. */
	readonly reason: string | undefined;
};

/** A process (`31@1234`), and what of it. */
type Asked = {readonly process: string; readonly thing: AcrossThing};

export type Across = Inquiry<readonly AcrossRow[]> & Asked & {readonly position: number};

export type Acrosses = {
	/** At the present moment of the run; the same question is the same inquiry. */
	of(process: string, thing: AcrossThing): Across;
	/** What was asked for last, as long as its moment is the present one. */
	readonly wanted: Across | undefined;
};

/** The runs that are kept, by kernel. */
type Runs = Map<string, Run>;

const eventsAtOnce = 32;
/** The runs go only forwards as a rule; a keyframe more is not worth its memory. */
const budgetBytes = 2 ** 20;
/** Runs of machines that use more memory are let go of once they are read. */
const keptFramesMost = 2 ** 16;

export function createAcrosses(run: Run): Acrosses {
	const runs: Runs = new Map();
	let last: Across | undefined;
	const now = () => positionOf(run.timeline);
	const wanted = () => (last?.position === now() ? last : undefined);
	return {
		of(process, thing) {
			const known = wanted();
			const isKnown = known?.process === process && isSame(known.thing, thing);
			last = isKnown ? known : ask(run, runs, {process, thing}, now());
			return last;
		},
		get wanted() {
			return wanted();
		},
	};
}

function isSame(left: AcrossThing, right: AcrossThing): boolean {
	return JSON.stringify(left) === JSON.stringify(right);
}

function ask(run: Run, runs: Runs, asked: Asked, position: number): Across {
	const rows: AcrossRow[] = designs.map(({id}) => ({kernel: id, figures: undefined, reason: undefined}));
	let next = 0;
	const isOver = () => next === designs.length;
	return {
		...asked,
		position,
		get share() {
			return next / designs.length;
		},
		get isOver() {
			return isOver();
		},
		get answer() {
			return rows;
		},
		advance(milliseconds) {
			const deadline = performance.now() + milliseconds;
			while (!isOver() && performance.now() < deadline) {
				const row = workOn(run, runs, designs[next], asked, position);
				if (row !== undefined) {
					rows[next] = row;
					next += 1;
				}
			}
		},
	};
}

/** A few events on; the row once the moment is reached. */
function workOn(run: Run, runs: Runs, design: Design, asked: Asked, position: number): AcrossRow | undefined {
	const {machine} = run.timeline;
	const geometry = machine.kernel.geometry.id;
	const refusal = refusalOf(design, run.program, geometry);
	if (refusal !== undefined) {
		return {kernel: design.id, figures: undefined, reason: refusal};
	}

	const other =
		runs.get(design.id) ?? openRun(run.program, {design, costs: machine.costs, geometry, budgetBytes});
	runs.set(design.id, other);
	const here = positionOf(other.timeline);
	const goal = here > position ? position : Math.min(position, here + eventsAtOnce);
	const reached = seek(other.timeline, goal);
	if (reached < position && reached === goal) {
		return undefined;
	}

	if (other.timeline.machine.kernel.total.value[totals.framesUsed] > keptFramesMost) {
		runs.delete(design.id);
	}

	return rowOf(other, design.id, asked, reached);
}

function rowOf({timeline}: Run, kernel: string, {process, thing}: Asked, position: number): AcrossRow {
	const found = figuresOf(timeline, process, thing, position);
	return typeof found === 'string'
		? {kernel, figures: undefined, reason: found}
		: {kernel, figures: found, reason: undefined};
}
