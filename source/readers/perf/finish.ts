/** The end of a recording: what later events have told gets its place, and the rows become a program. */

import type {Header, Program} from '../../machine/program.ts';
import {createProgramBuilder, createTouchRow, type ProgramBuilder} from '../../machine/program-builder.ts';
import type {Recording} from '../format.ts';
import {geometryOf} from '../geometry.ts';
import {noteSettings} from '../machine-line.ts';
import {recordingName} from '../name.ts';
import {settleBareExecs} from './bare.ts';
import {noteUnrecorded} from './begin.ts';
import {tellCached} from './cache.ts';
import {settleBorrowers} from './exits.ts';
import {giveBackBefore} from './fault-blocks.ts';
import {judgeHugePages} from './huge-pages.ts';
import {homesOf, type Order, opAt, opsOf, orderRows} from './order.ts';
import {countPagedOut} from './paged-out.ts';
import {withFormerChildren} from './protected.ts';
import {withProvenPages} from './proven.ts';
import {fillTouch, wasMovedAway} from './rows.ts';
import {settleDoubt} from './soft-faults.ts';
import {settleStacks} from './stack.ts';
import {bear, type PerfState} from './state.ts';
import {settleDeaths} from './touch.ts';

export function finish(state: PerfState, file: string): Recording {
	settleStacks(state.stacks, state.images);
	settleEnd(state);
	settleBareExecs(state);
	noteUnrecorded(state);
	const order = withProvenPages(state, withFormerChildren(state, orderRows(state)));
	if (!state.hasFaults) {
		state.limits.note('no-page-faults');
	}

	const given = state.beginning?.program.header;
	const header: Header = {
		name: recordingName(file),
		cpus: 1,
		swapBytes: 0,
		geometry: given?.geometry ?? geometryOf(opsOf(order)),
	};
	const homes = homesOf(state, order);
	const builder = build(order);
	tellCached(builder.soFar(header), homes, order, builder.setNumbers);
	const program = builder.finish(header);
	noteSettings(state.limits, state.machine);
	const {hugePages, swapBytes} = given ?? {
		...settleHugePages(state, program, order),
		swapBytes: settleSwap(state, program, order),
	};
	const limits = state.limits.list();
	return {
		program: {
			...program,
			header: {
				...program.header,
				swapBytes,
				...(hugePages === undefined ? {} : {hugePages}),
				...poolOf(state),
				...(limits.length === 0 ? {} : {limits: [...limits, ...(program.header.limits ?? [])]}),
			},
		},
		problems: state.problems.list(),
	};
}

/** The pool of huge pages, where the recording says how many were free. */
export function poolOf({machine}: PerfState): Pick<Header, 'hugetlbPages'> {
	return machine?.hugetlbPages === undefined ? {} : {hugetlbPages: machine.hugetlbPages};
}

/** Gives the columns of faults back as it goes: what was moved away stands before what came when it came. */
function build(order: Order): ProgramBuilder {
	const {places, rows} = order;
	const builder = createProgramBuilder({capacity: places.length});
	const touch = createTouchRow();
	for (let at = 0; at < places.length; at += 1) {
		const place = places[at];
		const op = opAt(order, at);
		if (op === undefined) {
			if (!wasMovedAway(rows, place)) {
				giveBackBefore(rows.faults, place);
			}

			fillTouch(rows, place, touch);
			builder.addTouch(touch);
		} else {
			builder.add(op);
		}
	}

	return builder;
}

/** As the machine was set to huge pages, or as faults prove it; what that rests on is noted. */
function settleHugePages(
	{limits, machine}: PerfState,
	program: Program,
	order: Order,
): Pick<Header, 'hugePages'> {
	const {mode, proofs, undecided} = judgeHugePages(program, machine?.thp, (i) => opAt(order, i));
	if (proofs > 0) {
		limits.note('inferred-huge-pages', proofs);
	}

	if (undecided > 0) {
		limits.note('undecided-huge-pages', undecided);
	}

	return {hugePages: mode};
}

/** Room enough for all that pages out: how large the swap was that a recording proves is not known. */
const provenSwapBytes = 2 ** 40;

/** The swap that the machine had, as the recording says or as faults prove it. */
function settleSwap({limits, machine}: PerfState, program: Program, order: Order): number {
	if (machine !== undefined) {
		return machine.swap;
	}

	const proofs = countPagedOut(program, (i) => opAt(order, i));
	if (proofs > 0) {
		limits.note('inferred-swap', proofs);
	}

	return proofs > 0 ? provenSwapBytes : 0;
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

/** Who has done nothing after a FORK record was made all the same. */
function settleTentative(state: PerfState): void {
	for (const thread of state.threads.values()) {
		if (!thread.isBorn) {
			bear(state, thread);
		}
	}
}
