/**
 * What the forks of one process cost: the parent at once, and later parent and children, whose writes meet what they
 * share. It is read from the history, so a write that met shared and other pages counts whole.
 */
import {effectKinds} from '../../kernel/state/effects.ts';
import {opKinds, startKinds} from '../../machine/ops/index.ts';
import {effectsIn} from '../../timeline/history.ts';
import type {Timeline} from '../../timeline/timeline.ts';

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

/** Of the process `pid` that was born in event `born`, up to a position. */
export function forkPrice(timeline: Timeline, pid: number, born: number, position: number): ForkPrice {
	const {history, machine} = timeline;
	const {program} = machine;
	const children = new Set<number>();
	const paid = {now: {events: 0, us: 0}, later: {events: 0, us: 0}, children: {events: 0, us: 0}};
	const pay = (who: keyof typeof paid, event: number) => {
		paid[who].events += 1;
		paid[who].us += history.sysUs[event];
	};
	for (let event = Math.max(born, timeline.first) + 1; event <= position; event += 1) {
		const op = history.op[event];
		const kind = program.kind[op];
		const actor = program.pid[op];
		if (actor === pid && startKinds.includes(kind)) {
			pay('now', event);
			children.add(program.child[op]);
		} else if (children.has(actor) && (kind === opKinds.exec || kind === opKinds.exit)) {
			children.delete(actor);
		} else if (actor === pid && paid.now.events > 0 && metSharing(timeline, event)) {
			pay('later', event);
		} else if (children.has(actor) && metSharing(timeline, event)) {
			pay('children', event);
		}
	}

	return paid;
}

function metSharing({history}: Timeline, event: number): boolean {
	return ofSharing.some((kind) => effectsIn(history, event, kind) > 0);
}
