/** The process of a program that starts most others, and its ancestors. */
import {startKinds} from '../machine/ops/index.ts';
import type {Program} from '../machine/program.ts';

/** The pid that forks most often, and the line of its parents. Pids that are used twice are taken for one. */
export function busiestLine({count, kind, pid, child}: Program): readonly number[] {
	const started = new Map<number, number>();
	const parents = new Map<number, number>();
	for (let op = 0; op < count; op += 1) {
		if (startKinds.includes(kind[op]) && !parents.has(child[op])) {
			started.set(pid[op], (started.get(pid[op]) ?? 0) + 1);
			parents.set(child[op], pid[op]);
		}
	}

	const [busiest] = [...started].sort(([, left], [, right]) => right - left)[0] ?? [];
	const line: number[] = [];
	for (let next: number | undefined = busiest; next !== undefined && !line.includes(next); ) {
		line.push(next);
		next = parents.get(next);
	}

	return line;
}
