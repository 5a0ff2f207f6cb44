/**
 * What the forks of one process cost: the parent at once, and later parent and children, whose writes meet what they
 * share. It is read from the history, so a write that met shared and other pages counts whole. The history is read once and
 * grows; a question about any position is a search in it.
 */
import {effectKinds} from '../../kernel/state/effects.ts';
import {opKinds, startKinds, startsProcess} from '../../machine/ops/index.ts';
import {effectsIn, type History} from '../../timeline/history.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {addEvent, emptySum, type RunningSum, sumUpTo} from './running-sum.ts';

/** How many events there were, and what they took of the kernel's time, in microseconds. */
export type Paid = {readonly events: number; readonly us: number};

export type ForkPrice = {
	/** The forks themselves. */
	readonly now: Paid;
	/** Events of the parent after its first fork that copied, split or took over what was shared. */
	readonly later: Paid;
	/** Such events of its children, as long as they live and run the same program. */
	readonly children: Paid;
};

/** A process that forks, and the event of its birth: 0 as long as nobody who forked had its number before. */
type Forker = {
	readonly born: number;
	readonly now: RunningSum;
	readonly later: RunningSum;
	readonly children: RunningSum;
};

type Read = {
	upTo: number;
	/** By pid, one after another. */
	readonly forkers: Map<number, Forker[]>;
	/** By pid of the children that share still. */
	readonly parentOf: Map<number, Forker>;
	/** By number of a thread: the pid of its process, which pays for it. */
	readonly leaderOf: Map<number, number>;
};

/** What a write of shared memory may come to. */
const ofSharing: readonly number[] = [
	effectKinds.copy,
	effectKinds.reuse,
	effectKinds.splitTable,
	effectKinds.reuseTable,
	effectKinds.hugeCopy,
	effectKinds.hugeReuse,
	effectKinds.splitHuge,
];

const read = new WeakMap<History, Read>();

/** Of the process `pid` that was born in event `born`, up to a position. */
export function forkPrice(timeline: Timeline, pid: number, born: number, position: number): ForkPrice {
	const forker = readOn(timeline)
		.forkers.get(pid)
		?.findLast((each) => each.born <= born);
	const paid = (what: RunningSum | undefined): Paid => {
		const {events, sum} = what === undefined ? {events: 0, sum: 0} : sumUpTo(what, position);
		return {events, us: sum};
	};
	return {now: paid(forker?.now), later: paid(forker?.later), children: paid(forker?.children)};
}

function readOn(timeline: Timeline): Read {
	const {history, first} = timeline;
	const known = read.get(history) ?? {
		upTo: first,
		forkers: new Map(),
		parentOf: new Map(),
		leaderOf: new Map(),
	};
	read.set(history, known);
	while (known.upTo < history.count) {
		known.upTo += 1;
		readEvent(timeline, known, known.upTo);
	}

	return known;
}

function readEvent({history, machine: {program}}: Timeline, known: Read, event: number): void {
	const op = history.op[event];
	const kind = program.kind[op];
	const actor = known.leaderOf.get(program.pid[op]) ?? program.pid[op];
	const isFork = startsProcess(program, op);
	if (startKinds.includes(kind) && !isFork) {
		known.leaderOf.set(program.child[op], actor);
		return;
	}

	if (kind === opKinds.exec || (kind === opKinds.exit && actor === program.pid[op])) {
		known.parentOf.delete(actor);
	}

	const parent = known.parentOf.get(actor);
	const forker = isFork ? forkerOf(known, actor) : known.forkers.get(actor)?.at(-1);
	const hasForked = forker !== undefined && forker.now.events.length > 0;
	const met = (parent !== undefined || hasForked) && metSharing(history, event);
	const own = isFork ? forker?.now : met && hasForked ? forker.later : undefined;
	for (const sum of [own, met ? parent?.children : undefined]) {
		if (sum !== undefined) {
			addEvent(sum, event, history.sysUs[event]);
		}
	}

	if (forker !== undefined && isFork && kind !== opKinds.spawn && history.result[event] === 0) {
		bear(known, forker, program.child[op], event);
	}
}

function forkerOf({forkers}: Read, pid: number): Forker {
	const lives = forkers.get(pid) ?? [newForker(0)];
	forkers.set(pid, lives);
	return lives[lives.length - 1];
}

function newForker(born: number): Forker {
	return {born, now: emptySum(), later: emptySum(), children: emptySum()};
}

/** Whoever had the number of the child before, and has forked, is another. */
function bear({forkers, parentOf, leaderOf}: Read, parent: Forker, child: number, event: number): void {
	leaderOf.delete(child);
	parentOf.set(child, parent);
	forkers.get(child)?.push(newForker(event));
}

function metSharing(history: History, event: number): boolean {
	return ofSharing.some((kind) => effectsIn(history, event, kind) > 0);
}
