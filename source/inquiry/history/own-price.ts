/**
 * What it cost that a process was forked: the fork, which its parent waited for, and the pages that the process has copied on
 * write since, as long as it shares: from its birth, or its own next fork, until it runs another program. The history is read
 * once and grows; a question about any position is a search in it.
 */

import {effectKinds} from '../../kernel/state/effects.ts';
import {opKinds, startKinds, startsProcess} from '../../machine/ops/index.ts';
import {effectAmountIn, effectsIn, type History} from '../../timeline/history.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {addEvent, emptySum, type RunningSum, sumUpTo} from './running-sum.ts';

export type OwnPrice = {
	/** Microseconds that the kernel took for the fork; undefined for a process that was there at the start, and for threads. */
	readonly forkUs?: number;
	/** Pages that it has copied. */
	readonly copied: number;
};

/** Of one pid, whoever had it: the pages that its events copied. */
type Copies = {readonly pages: RunningSum; isSharing: boolean};

type Read = {upTo: number; readonly byPid: Map<number, Copies>; readonly leaderOf: Map<number, number>};

const read = new WeakMap<History, Read>();

/** Of the process `pid` that was born in event `born`, up to a position. */
export function ownPrice(timeline: Timeline, pid: number, born: number, position: number): OwnPrice {
	const {history, machine, first} = timeline;
	const {program} = machine;
	const op = history.op[born];
	const isForked = born > first && startsProcess(program, op);
	const copies = readOn(timeline).byPid.get(pid);
	return {
		forkUs: isForked ? history.sysUs[born] : undefined,
		copied: copies === undefined ? 0 : sumUpTo(copies.pages, position).sum - sumUpTo(copies.pages, born).sum,
	};
}

function readOn(timeline: Timeline): Read {
	const {history, first} = timeline;
	const known = read.get(history) ?? {upTo: first, byPid: new Map(), leaderOf: new Map()};
	read.set(history, known);
	while (known.upTo < history.count) {
		known.upTo += 1;
		readEvent(timeline, known, known.upTo);
	}

	return known;
}

function readEvent(timeline: Timeline, known: Read, event: number): void {
	const {history, machine} = timeline;
	const {program} = machine;
	const op = history.op[event];
	const actor = known.leaderOf.get(program.pid[op]) ?? program.pid[op];
	if (startKinds.includes(program.kind[op]) && history.result[event] === 0) {
		const child = program.child[op];
		if (!startsProcess(program, op)) {
			known.leaderOf.set(child, actor);
			return;
		}

		known.leaderOf.delete(child);
		copiesOf(known, actor).isSharing = true;
		copiesOf(known, child).isSharing = program.kind[op] !== opKinds.spawn;
		return;
	}

	const copies = copiesOf(known, actor);
	const pages = copies.isSharing ? pagesCopied(timeline, event) : 0;
	if (pages > 0) {
		addEvent(copies.pages, event, pages);
	}

	if (program.kind[op] === opKinds.exec && history.result[event] === 0) {
		copies.isSharing = false;
	}
}

function copiesOf({byPid}: Read, pid: number): Copies {
	const copies = byPid.get(pid) ?? {pages: emptySum(), isSharing: false};
	byPid.set(pid, copies);
	return copies;
}

function pagesCopied({history}: Timeline, event: number): number {
	return effectsIn(history, event, effectKinds.copy) + effectAmountIn(history, event, effectKinds.hugeCopy);
}
