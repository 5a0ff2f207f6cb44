/**
 * Scripts: which process or thread each row of a program belongs to. A script is the run of ops of one process or
 * thread, from the op that created it to the last before its pid is used again, as a pid may come back for another
 * process. Script 0 is the file itself: the ops without a process of their own (start, mark, evict).
 */
import {createFitting, type FittingColumn, resized, withValue} from './fitting-column.ts';
import {opOf} from './ops/index.ts';
import type {Program} from './program.ts';

/** Rows are ops of the program; 0 in `next` and `first` means none, as they hold row + 1. */
export type Scripts = {
	/** Ops that have been linked: those of a program that grows are linked as it grows. */
	readonly linked: number;
	readonly count: number;
	/** Script of each op. */
	readonly scriptOf: FittingColumn;
	/** Next op of the same script, plus 1. */
	readonly next: Int32Array;
	/** For an op that creates a process: the script of what it creates. */
	readonly created: FittingColumn;
	/** First op of each script, plus 1. */
	readonly first: readonly number[];
	/** Scripts that no op creates: the file's own, and those of pids that nobody ever creates. */
	readonly unborn: ReadonlySet<number>;
};

type Linking = {-readonly [Name in keyof Scripts]: Scripts[Name]} & {
	readonly first: number[];
	readonly unborn: Set<number>;
	/** Last op of each script, plus 1. */
	readonly last: number[];
	/** The script that a pid has now. */
	readonly current: Map<number, number>;
};

const linkings = new WeakMap<Program, Linking>();

/** The scripts of a program. They are linked once, and further where it has grown since. */
export function linkScripts(program: Program): Scripts {
	let linking = linkings.get(program);
	if (linking === undefined) {
		linking = createLinking();
		linkings.set(program, linking);
	}

	if (linking.linked < program.count) {
		reserveOps(linking, program.count);
		for (; linking.linked < program.count; linking.linked += 1) {
			linkOp(linking, program, linking.linked);
		}
	}

	return linking;
}

function createLinking(): Linking {
	return {
		linked: 0,
		count: 1,
		scriptOf: createFitting(0),
		next: new Int32Array(0),
		created: createFitting(0),
		first: [0],
		last: [0],
		unborn: new Set([0]),
		current: new Map(),
	};
}

/** Exactly so many where the program is whole, and room for more where it goes on growing. */
function reserveOps(linking: Linking, count: number): void {
	const {scriptOf, next, created, linked} = linking;
	if (count <= next.length) {
		return;
	}

	const capacity = next.length === 0 ? count : Math.max(count, next.length * 2);
	linking.scriptOf = resized(scriptOf, linked, capacity);
	linking.created = resized(created, linked, capacity);
	linking.next = new Int32Array(capacity);
	linking.next.set(next);
}

function linkOp(linking: Linking, program: Program, row: number): void {
	const {next, first, last, current, unborn} = linking;
	const pid = program.pid[row];
	const {isOfFile = false, starts} = opOf(program.kind[row]);
	let script = isOfFile ? 0 : current.get(pid);
	if (script === undefined) {
		script = openScript(linking, pid);
		unborn.add(script);
	}

	linking.scriptOf = withValue(linking.scriptOf, row, script);
	if (last[script] === 0) {
		first[script] = row + 1;
	} else {
		next[last[script] - 1] = row + 1;
	}

	last[script] = row + 1;
	if (starts !== undefined) {
		const created = openScript(linking, starts === 'first' ? pid : program.child[row]);
		linking.created = withValue(linking.created, row, created);
	}
}

function openScript(linking: Linking, owner: number): number {
	const script = linking.count;
	linking.count += 1;
	linking.first.push(0);
	linking.last.push(0);
	linking.current.set(owner, script);
	return script;
}
