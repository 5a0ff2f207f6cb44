/**
 * Scenes: a workload is written as a play in which actors (processes) do things one after another, each by its own
 * clock. When all is said, the scene puts the ops of all actors in order of time and numbers the processes in the
 * order in which they were born, as a kernel would have.
 */

import type {Header, Program} from '../machine/program.ts';
import {createProgramBuilder, type OpRow} from '../machine/program-builder.ts';
import {createRandom, type Random} from './random.ts';
import {type Space, wideSpace} from './space.ts';

type TimedOp = {readonly time: number; readonly row: OpRow};

export type Scene = {
	readonly random: Random;
	/** Where its programs lie. */
	readonly space: Space;
	readonly ops: TimedOp[];
	/** Processes so far; the number of each is a stand-in until the scene is finished. */
	processes: number;
};

export function createScene(seed: number, space: Space = wideSpace): Scene {
	return {random: createRandom(seed), space, ops: [], processes: 0};
}

/** Adds one op at `time`, in microseconds. `pid` and `child` are stand-ins. */
export function addOp(scene: Scene, time: number, row: OpRow): void {
	scene.ops.push({time, row});
}

/** A named point. */
export function addMark(scene: Scene, time: number, label: string): void {
	addOp(scene, time, {op: 'mark', label});
}

const defaultHeader = {cpus: 1, swapBytes: 0, geometry: 'x86-64'} as const;

/** The whole play as a program. Ops at the same time stay in the order in which they were added. */
export function finishScene(scene: Scene, header: Pick<Header, 'name'> & Partial<Header>): Program {
	const builder = createProgramBuilder();
	const pids = new Map<number, number>();
	const ordered = scene.ops.toSorted((left, right) => left.time - right.time);
	for (const {time, row} of ordered) {
		const born = row.op === 'start' ? row.pid : row.op === 'wait' ? undefined : row.child;
		if (born !== undefined) {
			pids.set(born, pids.size + 1);
		}

		builder.add({...row, ...numbered(row, pids), time: Math.round(time)});
	}

	return builder.finish({...defaultHeader, ...header});
}

function numbered(row: OpRow, pids: ReadonlyMap<number, number>): Partial<OpRow> {
	return {
		...(row.pid === undefined ? {} : {pid: pids.get(row.pid)}),
		...(row.child === undefined ? {} : {child: pids.get(row.child)}),
	};
}
