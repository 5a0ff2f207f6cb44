/**
 * Scripts: which process or thread each row of a program belongs to. A script is the run of ops of one process or
 * thread, from the op that created it to the last before its pid is used again, as a pid may come back for another
 * process. Script 0 is the file itself: the ops without a process of their own (start, mark, evict).
 */
import {opOf} from './ops/index.ts';
import type {Program} from './program.ts';

/** Rows are ops of the program; 0 in `next` and `first` means none, as they hold row + 1. */
export type Scripts = {
	readonly count: number;
	/** Script of each op. */
	readonly scriptOf: Int32Array;
	/** Next op of the same script, plus 1. */
	readonly next: Int32Array;
	/** For an op that creates a process: the script of what it creates. */
	readonly created: Int32Array;
	/** First op of each script, plus 1. */
	readonly first: Int32Array;
};

export function linkScripts(program: Program): Scripts {
	const {count, kind, pid, child} = program;
	const scriptOf = new Int32Array(count);
	const next = new Int32Array(count);
	const created = new Int32Array(count);
	const first: number[] = [0];
	const last: number[] = [0];
	const current = new Map<number, number>();
	const open = (owner: number): number => {
		current.set(owner, first.length);
		last.push(0);
		return first.push(0) - 1;
	};

	for (let row = 0; row < count; row += 1) {
		const {isOfFile = false, starts} = opOf(kind[row]);
		const script = isOfFile ? 0 : (current.get(pid[row]) ?? open(pid[row]));
		scriptOf[row] = script;
		if (last[script] === 0) {
			first[script] = row + 1;
		} else {
			next[last[script] - 1] = row + 1;
		}

		last[script] = row + 1;
		if (starts !== undefined) {
			created[row] = open(starts === 'first' ? pid[row] : child[row]);
		}
	}

	return {count: first.length, scriptOf, next, created, first: Int32Array.from(first)};
}
