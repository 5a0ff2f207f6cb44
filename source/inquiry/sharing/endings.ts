/**
 * Where a process begins to end. A server that is told to stop writes all over its memory before it exits, and what it
 * shares then says nothing of how it served. No recording tells when that begins, but the writes come in one run after
 * a rest.
 */

/** A rest before an act: it counts as long as what follows it is short against it. */
type Pause = {readonly event: number; readonly time: number; readonly length: number};

/** Times are microseconds since the start. */
export type Pauses = {readonly born: number; last: number; kept: readonly Pause[]};

/** The last acts must take less than this part of the pause before them, and of the whole life. */
const partOfPause = 1 / 3;
const partOfLife = 1 / 10;

export function startPauses(born: number): Pauses {
	return {born, last: born, kept: []};
}

/** Takes down that the process acts in an event. Few pauses stay: each of them is longer than all that came after it. */
export function noteAct(pauses: Pauses, event: number, time: number): void {
	const kept = pauses.kept.filter((pause) => isLong(pause, time));
	pauses.kept = [...kept, {event, time, length: time - pauses.last}];
	pauses.last = time;
}

/** The event with which a process began what ended at `end`; undefined where it did not come to its end by itself. */
export function beginningOfEnd({born, kept}: Pauses, end: number): number | undefined {
	const longest = (end - born) * partOfLife;
	return kept.find((pause) => isLong(pause, end) && end - pause.time <= longest)?.event;
}

function isLong({time, length}: Pause, now: number): boolean {
	return now - time <= length * partOfPause;
}
