/**
 * What if it had been vfork, or posix_spawn? Rewrites every fork whose child goes on to exec. With vfork the child
 * keeps what it does before the exec, and does it to its parent's memory; with spawn that is left out, as the kernel
 * or the library does it without touching memory of the parent's.
 */
import {opKinds} from './op.ts';
import type {OpRow, Program} from './program.ts';
import {createProgramBuilder, opRow} from './program.ts';
import type {Scripts} from './script.ts';
import {linkScripts} from './script.ts';

export type ForkAs = 'vfork' | 'spawn';

export type Rewritten = {
	readonly program: Program;
	/** Forks that were rewritten, and those that stay because their child does not simply exec. */
	readonly rewritten: number;
	readonly kept: number;
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

/** Row of the exec that ends a child's time on its parent's pages, or undefined where it does something else first. */
function findExec(program: Program, scripts: Scripts, fork: number): number | undefined {
	let row = scripts.first[scripts.created[fork]] - 1;
	while (row >= 0 && harmless.has(program.kind[row])) {
		row = scripts.next[row] - 1;
	}

	return row >= 0 && program.kind[row] === opKinds.exec ? row : undefined;
}

/**
 * The program with its forks rewritten. Recorded faults are forgotten: they are those of the fork that was. The wait
 * of a parent for its child stays where it is.
 */
export function rewriteForks(program: Program, as: ForkAs): Rewritten {
	const scripts = linkScripts(program);
	const changes = new Map<number, OpRow | undefined>();
	let kept = 0;
	let rewritten = 0;
	for (let row = 0; row < program.count; row += 1) {
		if (program.kind[row] !== opKinds.fork) {
			continue;
		}

		const exec = findExec(program, scripts, row);
		if (exec === undefined) {
			kept += 1;
			continue;
		}

		rewritten += 1;
		if (as === 'vfork') {
			changes.set(row, {...opRow(program, row), op: 'vfork'});
		} else {
			spawnInstead(program, scripts, {row, exec}, changes);
		}
	}

	return {program: rebuild(program, changes), rewritten, kept};
}

function spawnInstead(
	program: Program,
	scripts: Scripts,
	{row, exec}: {readonly row: number; readonly exec: number},
	changes: Map<number, OpRow | undefined>,
): void {
	const {text, argv, image} = opRow(program, exec);
	changes.set(row, {...opRow(program, row), op: 'spawn', text, argv, image});
	for (let at = scripts.first[scripts.created[row]] - 1; at !== exec; at = scripts.next[at] - 1) {
		const isTouch = program.kind[at] === opKinds.read || program.kind[at] === opKinds.write;
		if (isTouch) {
			changes.set(at, undefined);
		}
	}

	changes.set(exec, undefined);
}

function rebuild(program: Program, changes: ReadonlyMap<number, OpRow | undefined>): Program {
	const builder = createProgramBuilder();
	for (let row = 0; row < program.count; row += 1) {
		const op = changes.has(row) ? changes.get(row) : opRow(program, row);
		if (op !== undefined) {
			const {fault: _, ...rest} = op;
			builder.add(rest);
		}
	}

	return builder.finish(program.header);
}
