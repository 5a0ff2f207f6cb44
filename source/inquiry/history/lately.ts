/** The processes that were born and that ended in the last few events. The answer depends on the position, not on how it was reached. */

import {nextRow} from '../../kernel/state/columns.ts';
import {opKinds, startKinds} from '../../machine/ops/index.ts';
import type {Program} from '../../machine/program.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {actorName} from './names.ts';

/** Events for which a row is new, and for which an ended process is still told of. */
const newFor = 3;
const goneFor = 8;

/** The moment that is asked about; `version` changes with it and with the run. */
export type Now = {readonly timeline: Timeline; readonly position: number; readonly version: number};

export function isNewborn(born: number, {position, timeline}: Omit<Now, 'version'>): boolean {
	return born > timeline.first && born > position - newFor && born <= position;
}

export type Gone = {readonly pid: number; readonly name: string};

const known = new WeakMap<Now, {version: number; gone: ReadonlyMap<number, readonly Gone[]>}>();

/** Of the processes that have ended lately and are not even zombies now: by the nearest of their parents that is there. */
export function lateGone(now: Now): ReadonlyMap<number, readonly Gone[]> {
	const found = known.get(now);
	if (found?.version === now.version) {
		return found.gone;
	}

	const gone = findGone(now.timeline, now.position);
	known.set(now, {version: now.version, gone});
	return gone;
}

function findGone(timeline: Timeline, position: number): Map<number, Gone[]> {
	const gone = new Map<number, Gone[]>();
	const {history, machine} = timeline;
	const {program} = machine;
	let there: ReadonlySet<number> | undefined;
	for (let event = position; event > Math.max(timeline.first, position - goneFor); event -= 1) {
		const op = history.op[event];
		if (program.kind[op] !== opKinds.exit && history.signal[event] === 0) {
			continue;
		}

		there ??= pidsOf(timeline);
		const pid = program.pid[op];
		const parent = there.has(pid) ? undefined : nearestParent(program, pid, there);
		if (parent !== undefined) {
			gone.set(parent, [...(gone.get(parent) ?? []), {pid, name: actorName(timeline, event)}]);
		}
	}

	return gone;
}

function pidsOf({machine: {kernel}}: Timeline): Set<number> {
	const pids = new Set<number>();
	for (let row = nextRow(kernel.task, 0); row !== 0; row = nextRow(kernel.task, row)) {
		if (kernel.task.state[row] !== 0) {
			pids.add(kernel.task.pid[row]);
		}
	}

	return pids;
}

function nearestParent(program: Program, pid: number, there: ReadonlySet<number>): number | undefined {
	const parents = parentsIn(program);
	const met = new Set<number>();
	let next = parents.get(pid);
	while (next !== undefined && !there.has(next) && !met.has(next)) {
		met.add(next);
		next = parents.get(next);
	}

	return next !== undefined && there.has(next) ? next : undefined;
}

type Parents = {readonly of: Map<number, number>; count: number};

const parentsOf = new WeakMap<Program, Parents>();

/** Who started whom in the whole run. Pids that are used twice are taken for one. */
function parentsIn(program: Program): ReadonlyMap<number, number> {
	const parents = parentsOf.get(program) ?? {of: new Map<number, number>(), count: 0};
	parentsOf.set(program, parents);
	for (let op = parents.count; op < program.count; op += 1) {
		if (startKinds.includes(program.kind[op])) {
			parents.of.set(program.child[op], program.pid[op]);
		}
	}

	parents.count = program.count;
	return parents.of;
}
