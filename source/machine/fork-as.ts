/**
 * What if children had been started another way? Rewrites fork, vfork and posix_spawn into each other. A fork becomes
 * vfork or spawn only where its child goes on to exec; anything can become a fork. With vfork the child does what it does
 * before the exec to its parent's memory; with spawn the touches are left out, as the kernel or the library starts the
 * program without touching memory of the parent's.
 */

import {isVforkClone} from './ops/clone.ts';
import {opKinds} from './ops/index.ts';
import type {Program} from './program.ts';
import {createProgramBuilder, type OpRow, opRow} from './program-builder.ts';
import type {Scripts} from './script.ts';
import {linkScripts} from './script.ts';

export const startWays = ['fork', 'vfork', 'spawn'] as const;
export type ForkAs = (typeof startWays)[number];

export type Rewritten = {
	readonly program: Program;
	/** Starts of children that were rewritten, and those that stay because the child does not simply exec. */
	readonly rewritten: number;
	readonly kept: number;
	/** Rewritten into forks that a recording of faults knows nothing about: what the child wrote to its parent's pages. */
	readonly unknown: number;
};

/** What a child may do before its exec for the fork to be replaceable: nothing that outlives the exec in memory or tree. */
const harmless = new Set<number>([
	opKinds.read,
	opKinds.write,
	opKinds.run,
	opKinds.sleep,
	opKinds.comm,
	opKinds.setuid,
	opKinds.setpgid,
]);

/** How a row starts a child that gets an image of its own later or never; undefined for other rows, threads among them. */
function wayOf({kind, flags}: Program, row: number): ForkAs | undefined {
	switch (kind[row]) {
		case opKinds.fork:
			return 'fork';
		case opKinds.vfork:
			return 'vfork';
		case opKinds.spawn:
			return 'spawn';
		case opKinds.clone:
			return isVforkClone(flags[row]) ? 'vfork' : undefined;
		default:
			return undefined;
	}
}

/** Row of the exec that ends a child's time on its parent's pages, or undefined where it does something else first. */
function findExec(program: Program, scripts: Scripts, start: number): number | undefined {
	let row = scripts.first[scripts.created[start]] - 1;
	while (row >= 0 && harmless.has(program.kind[row])) {
		row = scripts.next[row] - 1;
	}

	return row >= 0 && program.kind[row] === opKinds.exec ? row : undefined;
}

/** What stands in place of a row. */
type Changes = Map<number, readonly OpRow[]>;

/**
 * The program with its starts of children rewritten. Recorded faults are forgotten: they are those of what was. The wait
 * of a parent for its child stays where it is.
 */
export function rewriteForks(program: Program, as: ForkAs): Rewritten {
	const scripts = linkScripts(program);
	const changes: Changes = new Map();
	let kept = 0;
	let rewritten = 0;
	let unknown = 0;
	for (let row = 0; row < program.count; row += 1) {
		const way = wayOf(program, row);
		if (way === undefined || way === as) {
			continue;
		}

		const exec = findExec(program, scripts, row);
		if (as !== 'fork' && way !== 'spawn' && exec === undefined) {
			kept += 1;
			continue;
		}

		rewritten += 1;
		if (way === 'spawn' && as !== 'spawn') {
			changes.set(row, spawnTaken(program, row, as));
		} else if (as === 'spawn' && exec !== undefined) {
			spawnInstead(program, scripts, {row, exec}, changes);
		} else {
			unknown += as === 'fork' ? 1 : 0;
			changes.set(row, [{...opRow(program, row), op: as, flags: undefined}]);
		}
	}

	const hasFaults = program.fault.some((fault) => fault !== 0);
	return {program: rebuild(program, changes), rewritten, kept, unknown: hasFaults ? unknown : 0};
}

/** A spawn in two steps: the child, and its exec. */
function spawnTaken(program: Program, row: number, as: 'fork' | 'vfork'): readonly OpRow[] {
	const {comm, argv, image, child, time, ...rest} = opRow(program, row);
	return [
		{...rest, op: as, child, time},
		{op: 'exec', pid: child, comm, argv, image, time},
	];
}

/** A fork and an exec in one step. */
function spawnInstead(
	program: Program,
	scripts: Scripts,
	{row, exec}: {readonly row: number; readonly exec: number},
	changes: Changes,
): void {
	const {comm, argv, image} = opRow(program, exec);
	changes.set(row, [{...opRow(program, row), op: 'spawn', flags: undefined, comm, argv, image}]);
	for (let at = scripts.first[scripts.created[row]] - 1; at !== exec; at = scripts.next[at] - 1) {
		const isTouch = program.kind[at] === opKinds.read || program.kind[at] === opKinds.write;
		if (isTouch) {
			changes.set(at, []);
		}
	}

	changes.set(exec, []);
}

function rebuild(program: Program, changes: Changes): Program {
	const builder = createProgramBuilder();
	for (let row = 0; row < program.count; row += 1) {
		for (const {fault: _, ...op} of changes.get(row) ?? [opRow(program, row)]) {
			builder.add(op);
		}
	}

	return builder.finish(program.header);
}
