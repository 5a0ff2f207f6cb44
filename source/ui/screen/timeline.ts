/** The timeline: the whole run in one line, as high as the kernel was busy, and the names of its marks below it. */
import {cellWidth} from '../../analysis/words/cells.ts';
import {sampleCurve} from '../../inquiry/history/curves.ts';
import type {Mark} from '../../inquiry/history/marks.ts';
import {paintLine, type Span} from '../text/line.ts';
import {heightOf} from '../text/spark.ts';
import type {ScreenState} from './state.ts';

/** The mouse may point anywhere on it. What is not known yet is a flat line. */
export function timelineLine({model, session, paint}: ScreenState): string {
	const {columns} = model.size;
	const {here, left, start, end, mark} = paint.glyphs.time;
	const at = columnOf(session.position, session.end, columns);
	const known = columnOf(session.timeline.history.count, session.end, columns);
	const busy = sampleCurve(session.timeline, 'kernelTime', session.end, columns);
	// From there on nothing was recorded.
	const leaving = session.whatIf === undefined ? columns : columnOf(session.whatIf.at, session.end, columns);
	const busiest = Math.max(...busy);
	const marks = new Set(
		[...session.marks, ...model.bookmarks].map((position) => columnOf(position, session.end, columns)),
	);
	const glyphAt = (column: number): string => {
		if (column === at) {
			return here;
		}

		if (marks.has(column)) {
			return mark;
		}

		if (column === 0 || column === columns - 1) {
			return column === 0 ? start : end;
		}

		// A single fork may take as long as a thousand faults: the root keeps both in sight.
		return column > known ? left : heightOf(paint.glyphs, Math.sqrt(busy[column]), Math.sqrt(busiest));
	};
	const spans = Array.from({length: columns}, (_, column): Span => {
		const isMark = marks.has(column) && column !== at;
		return [glyphAt(column), isMark || column > leaving ? 'mark' : column <= at ? 'barDone' : 'barLeft'];
	});
	return paintLine(paint, columns, spans);
}

function columnOf(position: number, end: number, columns: number): number {
	return end === 0 ? 0 : Math.round((position / end) * (columns - 1));
}

/** A name below its mark: behind it, or where the screen ends before it. */
type MarkName = {readonly column: number; readonly text: string};

/** Where two names would overlap the later gives way; only where a what-if left is always told. */
export function marksLine({model, session, paint}: ScreenState): string {
	const {columns} = model.size;
	const {markLabels, whatIf, end} = session;
	const isLeaving = ({position}: Mark) => position === whatIf?.at;
	const placed: MarkName[] = [];
	for (const {position, label} of [...markLabels.filter(isLeaving), ...markLabels]) {
		const name = nameAt(columnOf(position, end, columns), label, columns);
		if (fits(name, placed)) {
			placed.push(name);
		}
	}

	placed.sort((left, right) => left.column - right.column);
	let used = 0;
	const spans = placed.flatMap(({column, text}): Span[] => {
		const gap = ' '.repeat(column - used);
		used = column + cellWidth(text);
		return [[gap], [text, 'mark']];
	});
	return paintLine(paint, columns, spans);
}

function nameAt(column: number, label: string, columns: number): MarkName {
	const width = cellWidth(label) + 1;
	return column + width <= columns
		? {column, text: `^${label}`}
		: {column: column + 1 - width, text: `${label}^`};
}

/** With a blank at least between it and those that stand already. */
function fits(name: MarkName, taken: readonly MarkName[]): boolean {
	const isBefore = (one: MarkName, other: MarkName) => one.column + cellWidth(one.text) < other.column;
	return name.column >= 0 && taken.every((other) => isBefore(name, other) || isBefore(other, name));
}
