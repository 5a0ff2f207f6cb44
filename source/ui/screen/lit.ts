/**
 * What is lit up: the cells of a row that say something else in another session, the stage before or another kernel. Rows are
 * found by what they stand for, cells by their place; a sign stands in the gap beside each, so that no colour is needed.
 */
import {cutText} from '../../analysis/words/cells.ts';
import type {Look, Rows} from '../state/rows.ts';
import {type Span, skipCells, spansWidth} from '../text/line.ts';

/** Numbers of frames and tables mean nothing to another kernel. */
export type Against = {readonly rows: Rows; readonly hasOwnNumbers: boolean};

const sign = '!';

/** The spans of a row as they are drawn, with those lit that differ. */
export function litRow(rows: Rows, against: Against, look: Look, row: number): readonly Span[] {
	const spans = rows.draw(look, row);
	const key = rows.keyAt(row);
	if (rows.cells !== undefined || key === '') {
		return spans;
	}

	const other = against.rows.rowOf(key);
	if (other === -1) {
		// What has not happened there yet is no difference.
		return rows.positionAt !== undefined
			? spans
			: spans.map((span, i) => (i === 0 ? lit(span, false) : span));
	}

	return litSpans(spans, against.rows.draw(look, other), against);
}

/** Cells are held against what stands in the same place; what comes last against all that is left. */
function litSpans(spans: readonly Span[], others: readonly Span[], against: Against): readonly Span[] {
	// Most rows are as they were.
	if (spans.length === others.length && spans.every(([text], i) => text === others[i][0])) {
		return spans;
	}

	let start = 0;
	return spans.map((span, i) => {
		const width = spansWidth([span]);
		const rest = skipCells(others, start)
			.map(([text]) => text)
			.join('');
		const there = i === spans.length - 1 ? rest : cutText(rest, width);
		start += width;
		const isSame = span[1] === 'ageing' || saidBy(span[0], against) === saidBy(there, against);
		return isSame ? span : lit(span, i === spans.length - 1);
	});
}

/** Whether the columns of both are the same, so that cells can be told apart by their place. */
export function areAlike(rows: Rows, against: Rows, look: Look): boolean {
	const heads = (each: Rows) =>
		(each.heading?.(look) ?? []).map(([text]) => text.replaceAll(/\d\S*/g, '')).join('');
	return heads(rows) === heads(against);
}

/** Marks are no difference in themselves. */
function saidBy(text: string, {hasOwnNumbers}: Against): string {
	const said = hasOwnNumbers ? text.replaceAll(/#\d+/g, '#') : text;
	return said.replaceAll(/[!>]/g, ' ').trim();
}

/** Bars and curves have no room for a sign, and a figure beside each that has one. */
function lit([text]: Span, isLast: boolean): Span {
	return [/[\p{L}\p{N}]/u.test(text) ? signed(text, isLast) : text, 'changed'];
}

/** The sign takes the place of a blank, at its end or at its beginning; what comes last can make room for it. */
function signed(text: string, isLast: boolean): string {
	if (text.endsWith(' ')) {
		return `${text.slice(0, -1)}${sign}`;
	}

	return text.startsWith(' ') ? `${sign}${text.slice(1)}` : isLast ? `${sign}${text}` : text;
}
