/** The timeline: the whole run in one line, as high as the kernel was busy, and the names of its marks below it. */
import {cellWidth} from '../../analysis/words/cells.ts';
import {sampleCurve} from '../../inquiry/history/curves.ts';
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

/** Where two names would overlap the later gives way. */
export function marksLine({model, session, paint}: ScreenState): string {
	const {columns} = model.size;
	const spans: Span[] = [];
	let used = 0;
	for (const {position, label} of session.markLabels) {
		const column = columnOf(position, session.end, columns);
		const text = `^${label}`;
		if (column >= used && column + cellWidth(text) <= columns) {
			spans.push([' '.repeat(column - used)], [text, 'mark']);
			used = column + cellWidth(text) + 1;
			spans.push([' ']);
		}
	}

	return paintLine(paint, columns, spans);
}
