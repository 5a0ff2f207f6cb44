/**
 * The files of strace -ff, one a process, as one recording: by time where lines have it. A process says nothing before the
 * call that made it is there, and a wait that reaped a child stands behind all that the child did.
 */
import {firstIndex} from '../../machine/first-index.ts';
import type {Limit} from '../../machine/limits.ts';
import type {Part} from '../format.ts';
import {parsePrefix} from './line.ts';

type Track = {
	readonly pid: string;
	readonly lines: readonly string[];
	/** Microseconds of each line; those without a stamp have that of the line before. */
	readonly times: Float64Array;
	readonly isTimed: boolean;
	next: number;
	/** How many others had been made before it may run; 0 as long as it may not. */
	turn: number;
};

/** Calls that make a task, and those that reap one. */
const created = /^[^("]*\b(?:fork|vfork|clone|clone2|clone3)\(.*\)\s+= (\d+)/s;
const reaped = /^[^("]*\b(?:wait4|waitpid)\(.*\)\s+= (\d+)|^[^("]*\bwaitid\(.*si_pid=(\d+)/s;

export function mergeParts(parts: readonly Part[]): {
	readonly lines: Iterable<string>;
	readonly limits: readonly Limit[];
} {
	const tracks = new Map(parts.map((part) => trackOf(part)).map((track) => [track.pid, track]));
	const untimed = [...tracks.values()].filter(({isTimed}) => !isTimed).length;
	return {
		lines: mergedLines(tracks),
		limits: untimed > 0 && tracks.size > 1 ? [{kind: 'inferred-order', count: untimed}] : [],
	};
}

function trackOf({name, lines}: Part): Track {
	const times = new Float64Array(lines.length);
	let last = Number.NaN;
	let isTimed = false;
	for (const [i, line] of lines.entries()) {
		const {time} = parsePrefix(line);
		isTimed ||= time !== undefined;
		last = time ?? last;
		times[i] = last;
	}

	return {pid: /\.(\d+)(?:\.gz|\.zst)?$/.exec(name)?.[1] ?? '0', lines, times, isTimed, next: 0, turn: 0};
}

function* mergedLines(tracks: ReadonlyMap<string, Track>): Generator<string> {
	const queue = createQueue(tracks);
	let turn = 1;
	for (const track of rootsOf(tracks)) {
		track.turn = turn;
		queue.add(track);
	}

	for (let track = queue.take(); track !== undefined; track = queue.take()) {
		const line = track.lines[track.next];
		track.next += 1;
		yield `${track.pid} ${line}`;
		const child = tracks.get(created.exec(line)?.[1] ?? '');
		if (child?.turn === 0) {
			turn += 1;
			child.turn = turn;
			queue.add(child);
		}

		queue.add(track);
	}
}

/** Processes that no file shows being made. */
function rootsOf(tracks: ReadonlyMap<string, Track>): readonly Track[] {
	const made = new Set<string>();
	for (const {lines} of tracks.values()) {
		for (const line of lines) {
			made.add(created.exec(line)?.[1] ?? '');
		}
	}

	return [...tracks.values()].filter(({pid}) => !made.has(pid));
}

/** Processes that may go on: the earliest first, and of those without times the one that was made last. */
function createQueue(tracks: ReadonlyMap<string, Track>) {
	/** The last is the next to run. */
	const ready: Track[] = [];
	/** Which tasks wait for the last line of another, by that one's pid. */
	const held = new Map<string, Track[]>();
	const left = [...tracks.values()];
	const add = (track: Track): void => {
		if (track.next >= track.lines.length) {
			const waiting = held.get(track.pid) ?? [];
			held.delete(track.pid);
			waiting.forEach(add);
			return;
		}

		const child = childThatHolds(track, tracks);
		if (child === undefined) {
			ready.splice(placeOf(ready, track), 0, track);
		} else {
			held.set(child, [...(held.get(child) ?? []), track]);
		}
	};

	/** Where no task may go on, the files do not show why: then any that has lines left goes on. */
	const takeAnyone = (): Track | undefined => {
		while (left.length > 0 && left[left.length - 1].next >= left[left.length - 1].lines.length) {
			left.pop();
		}

		return left.at(-1);
	};

	return {add, take: () => ready.pop() ?? takeAnyone()};
}

/** Pid of a process that still has lines, and that the next line of `track` reaps. */
function childThatHolds(track: Track, tracks: ReadonlyMap<string, Track>): string | undefined {
	const match = reaped.exec(track.lines[track.next]);
	const child = tracks.get(match?.[1] ?? match?.[2] ?? '');
	return child !== undefined && child.next < child.lines.length ? child.pid : undefined;
}

/** Index in a queue, whose last runs next. */
function placeOf(ready: readonly Track[], track: Track): number {
	return firstIndex(ready.length, (i) => runsBefore(ready[i], track));
}

function runsBefore(left: Track, right: Track): boolean {
	const leftTime = left.isTimed ? left.times[left.next] : Number.NEGATIVE_INFINITY;
	const rightTime = right.isTimed ? right.times[right.next] : Number.NEGATIVE_INFINITY;
	return leftTime === rightTime ? left.turn > right.turn : leftTime < rightTime;
}
