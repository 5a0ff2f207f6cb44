/** The end of a recording: what later events have told gets its place, and the rows become a program. */

import {createProgramBuilder} from '../../machine/program-builder.ts';
import type {Recording} from '../format.ts';
import {geometryOf} from '../geometry.ts';
import {settleBareExecs} from './bare.ts';
import {noteUnrecorded} from './begin.ts';
import {tellCached} from './cache.ts';
import {settleBorrowers} from './exits.ts';
import {inferHugePages} from './huge-pages.ts';
import {withFormerChildren} from './protected.ts';
import {withProvenPages} from './proven.ts';
import {settleDoubt} from './soft-faults.ts';
import {settleStacks} from './stack.ts';
import {bear, type Draft, type PerfState} from './state.ts';
import {settleDeaths} from './touch.ts';

export function finish(state: PerfState, file: string): Recording {
	settleStacks(state.stacks, state.images);
	settleEnd(state);
	settleBareExecs(state);
	noteUnrecorded(state);
	const rows = withProvenPages(state, withFormerChildren(state, settledRows(state)));
	tellCached(rows, state.homes);
	if (!state.hasFaults) {
		state.limits.note('no-page-faults');
	}

	const builder = createProgramBuilder();
	for (const row of rows) {
		builder.add(row);
	}

	const beginning = state.beginning?.program.header;
	const hugePages = beginning === undefined ? inferHugePages(rows) : undefined;
	if (hugePages !== undefined) {
		state.limits.note('inferred-huge-pages', hugePages.proofs);
	}

	const limits = state.limits.list();
	return {
		program: builder.finish({
			name: nameOf(file),
			cpus: 1,
			swapBytes: beginning?.swapBytes ?? 0,
			geometry: beginning?.geometry ?? geometryOf(rows),
			...(beginning?.hugePages === undefined ? {} : {hugePages: beginning.hugePages}),
			...(hugePages === undefined ? {} : {hugePages: hugePages.mode}),
			...(limits.length === 0 ? {} : {limits}),
		}),
		problems: state.problems.list(),
	};
}

/** What follows from there being no more lines. */
export function settleEnd(state: PerfState): void {
	if (state.doubtful !== undefined) {
		settleDoubt(state, false);
	}

	settleDeaths(state);
	settleBorrowers(state);
	settleTentative(state);
}

function nameOf(file: string): string {
	return file
		.replace(/^.*\//s, '')
		.replace(/\.(?:gz|zst)$/, '')
		.replace(/(?:\.perf)?\.(?:txt|data|recording)$/, '');
}

/** Who has done nothing after a FORK record was made all the same. */
function settleTentative(state: PerfState): void {
	for (const thread of state.threads.values()) {
		if (!thread.isBorn) {
			bear(state, thread);
		}
	}
}

/** The rows in the order they happened, without the calls that failed. */
function settledRows({rows, lastDeeds, undone}: PerfState): readonly Draft[] {
	if (lastDeeds.size === 0 && undone.size === 0) {
		return rows;
	}

	return rows.flatMap((row) => [...(lastDeeds.get(row) ?? []), ...(undone.has(row) ? [] : [row])]);
}
