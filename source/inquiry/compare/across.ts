/**
 * One process on every kernel: the same program is run on all of them to the same moment, kernel by kernel and in slices, and
 * what the process has there is read off. The runs are kept, so that the next moment is only a few events away.
 */

import {viewMemory} from '../../analysis/memory/memory.ts';
import {processMemory} from '../../analysis/memory/process-memory.ts';
import type {Design} from '../../designs/design.ts';
import {designs} from '../../designs/index.ts';
import {totals} from '../../kernel/state/schema.ts';
import {refusalOf} from '../../machine/refusal.ts';
import {positionOf, seek} from '../../timeline/timeline.ts';
import {ownPrice} from '../history/own-price.ts';
import {parseProcessKey, processOfKey} from '../keys.ts';
import {openRun, type Run} from '../run.ts';
import type {Inquiry} from '../work.ts';

export type AcrossFigures = {
	readonly rssBytes: number;
	readonly pssBytes: number;
	readonly ussBytes: number;
	/** Page-table pages that it can reach, without the top one; and those of them that others reach too. */
	readonly tables: number;
	readonly sharedTables: number;
	/** Microseconds that the kernel took to fork it; undefined where it was not forked. */
	readonly forkUs: number | undefined;
	/** Pages that it has copied since. */
	readonly copied: number;
	/** In use on the whole machine. */
	readonly frames: number;
};

export type AcrossRow = {
	readonly kernel: string;
	/** Undefined until it is known, and where there is a reason. */
	readonly figures: AcrossFigures | undefined;
	/** Why there are none, in a sentence: the kernel could not run the workload, or the process is not there. */
	readonly reason: string | undefined;
};

export type Across = Inquiry<readonly AcrossRow[]> & {
	/** What it was asked for. */
	readonly process: string;
	readonly position: number;
};

export type Acrosses = {
	/** Of a process (`31@1234`) at the present moment of the run; the same question is the same inquiry. */
	of(process: string): Across;
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
		of(process) {
			const known = wanted();
			last = known?.process === process ? known : ask(run, runs, process, now());
			return last;
		},
		get wanted() {
			return wanted();
		},
	};
}

function ask(run: Run, runs: Runs, process: string, position: number): Across {
	const rows: AcrossRow[] = designs.map(({id}) => ({kernel: id, figures: undefined, reason: undefined}));
	let next = 0;
	const isOver = () => next === designs.length;
	return {
		process,
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
				const row = workOn(run, runs, designs[next], process, position);
				if (row !== undefined) {
					rows[next] = row;
					next += 1;
				}
			}
		},
	};
}

/** A few events on; the row once the moment is reached. */
function workOn(
	run: Run,
	runs: Runs,
	design: Design,
	process: string,
	position: number,
): AcrossRow | undefined {
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

	return rowOf(other, design.id, process, reached);
}

function rowOf({timeline}: Run, kernel: string, process: string, position: number): AcrossRow {
	const {machine} = timeline;
	const task = processOfKey(machine.kernel, process);
	const memory = task === 0 ? undefined : processMemory(viewMemory(machine), task);
	if (memory === undefined) {
		const {pid} = parseProcessKey(process);
		return {kernel, figures: undefined, reason: `Process ${pid} is not there, or has no memory.`};
	}

	const {pid, born} = parseProcessKey(process);
	const {forkUs, copied} = ownPrice(timeline, pid, born, position);
	const {rssBytes, pssBytes, ussBytes, tablePages, sharedTablePages} = memory;
	return {
		kernel,
		reason: undefined,
		figures: {
			...{rssBytes, pssBytes, ussBytes, forkUs, copied},
			tables: tablePages,
			sharedTables: sharedTablePages,
			frames: machine.kernel.total.value[totals.framesUsed],
		},
	};
}
