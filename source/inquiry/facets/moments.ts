/** The tree of processes at moments all through a run, with what each holds: what a page with a slider shows. */
import {viewMemory} from '../../analysis/memory/memory.ts';
import {treeRows} from '../../analysis/rows/tree.ts';
import {plural, timeText} from '../../analysis/words/text.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import {lengthOf} from '../../timeline/explore.ts';
import {seek} from '../../timeline/seek.ts';
import type {Timeline} from '../../timeline/timeline.ts';
import {eventAt, eventText} from '../history/event.ts';
import {marksOf} from '../history/marks.ts';

/** A row of the tree; `name` is an index into the names. Memory is absent of zombies. */
export type MomentRow = {
	readonly pid: number;
	readonly depth: number;
	readonly name: number;
	readonly state: string;
	readonly ownBytes?: number;
	readonly sharedBytes?: number;
	readonly tableBytes?: number;
	readonly swappedBytes?: number;
};

export type Moment = {
	/** Events so far. */
	readonly position: number;
	/** What came last, and when. */
	readonly text: string;
	readonly rows: readonly MomentRow[];
	/** Processes that found no room. */
	readonly more: number;
};

export type Moments = {
	readonly names: readonly string[];
	readonly moments: readonly Moment[];
	/** Which moments these are, in a sentence. */
	readonly told: string;
};

/** Marks beyond these are not added. */
const marksMax = 100;

/** Rows of all moments together: what a browser opens at once. */
const rowsMax = 40_000;
const nameLengthMax = 80;

/** From the first to the last event in so many steps, and at marks; the cursor is at the end afterwards. */
export function momentsOf(timeline: Timeline, steps: number): Moments {
	const end = lengthOf(timeline);
	const positions = positionsOf(timeline, end, steps);
	const names = new Map<string, number>();
	const most = Math.max(1, Math.floor(rowsMax / positions.length));
	const moments = positions.map((position) => momentAt(timeline, position, names, most));
	const which =
		positions.length === end + 1
			? `all ${plural(end + 1, 'moment')}`
			: `${positions.length} of ${end + 1} moments`;
	return {names: [...names.keys()], moments, told: `The slider goes through ${which} of the run.`};
}

function positionsOf(timeline: Timeline, end: number, steps: number): number[] {
	const even = Array.from({length: steps + 1}, (_, i) => Math.round((i * end) / steps));
	const marks = marksOf(timeline).slice(0, marksMax);
	return [...new Set([...even, ...marks.map(({position}) => position)])].sort((left, right) => left - right);
}

function momentAt(timeline: Timeline, position: number, names: Map<string, number>, most: number): Moment {
	seek(timeline, position);
	const event = position === 0 ? undefined : eventAt(timeline, position);
	const all = treeRows(viewMemory(timeline.machine)).filter(({isThread}) => !isThread);
	const rows = all.slice(0, most).map(({pid, depth, name, state, memory}): MomentRow => {
		const row = {pid, depth, name: numberOf(names, name.slice(0, nameLengthMax)), state};
		return memory === undefined
			? row
			: {
					...row,
					ownBytes: memory.ussBytes,
					sharedBytes: memory.rssBytes - memory.ussBytes,
					tableBytes: memory.tablePages * pageBytes,
					swappedBytes: memory.swappedBytes,
				};
	});
	const time = timeText(timeline.history.time[position]);
	const text = event === undefined ? 'before the first event' : `${time}: ${eventText(event)}`;
	return {position, text, rows, more: all.length - rows.length};
}

function numberOf(names: Map<string, number>, name: string): number {
	const number = names.get(name) ?? names.size;
	names.set(name, number);
	return number;
}
