/** Columns of a table of text: each has a width of its own, so that nothing moves when digits change. */
import {padLeft, padText} from '../../analysis/words/cells.ts';
import type {Span} from './line.ts';
import type {Meaning} from './theme.ts';

export type Column<Row> = {
	readonly title: string;
	/** Cells, without the gap before the next column. */
	readonly width: number;
	/** Numbers stand at the right. */
	readonly isNumber?: boolean;
	/** The columns with the highest numbers go first when the pane is narrow; 0 stays always. */
	readonly order: number;
	text(row: Row): string;
	meaning?(row: Row): Meaning;
	/** In place of the text: exactly as wide as the column, in several colours. */
	spans?(row: Row): readonly Span[];
};

/** The columns without those that are not wanted; the first says what a row is, and stays. */
export function wantedColumns<Row>(
	columns: readonly Column<Row>[],
	hidden: readonly string[] = [],
): readonly Column<Row>[] {
	return hidden.length === 0 ? columns : columns.filter(({title}, i) => i === 0 || !hidden.includes(title));
}

/** The column that a cell of the line belongs to; undefined beyond them. */
export function columnAt<Row>(columns: readonly Column<Row>[], cell: number): Column<Row> | undefined {
	let end = 0;
	return columns.find(({width}) => {
		end += width + 1;
		return cell < end;
	});
}

/** The columns that fit beside a last one of at least `rest` cells, in the order given. */
export function fittingColumns<Row>(
	columns: readonly Column<Row>[],
	cells: number,
	rest: number,
): readonly Column<Row>[] {
	let shown = columns;
	const orders = [...new Set(columns.map(({order}) => order))].sort((left, right) => right - left);
	for (const order of orders) {
		if (order === 0 || widthOf(shown) + rest <= cells) {
			break;
		}

		shown = shown.filter((column) => column.order < order);
	}

	return shown;
}

/** The columns wide enough for the largest numbers that can stand in them, by title. */
export function asWideAsNumbers<Row>(
	columns: readonly Column<Row>[],
	largest: Readonly<Record<string, number>>,
): readonly Column<Row>[] {
	return columns.map((column) => {
		const digits = String(largest[column.title] ?? 0).length;
		return digits <= column.width ? column : {...column, width: digits};
	});
}

/** With a gap of one cell after each. */
export function widthOf(columns: readonly Column<never>[]): number {
	return columns.reduce((sum, {width}) => sum + width + 1, 0);
}

export function headingSpans(columns: readonly Column<never>[], lastTitle: string): Span[] {
	const titles = columns.map(({title, width, isNumber}) =>
		isNumber ? padLeft(title, width) : padText(title, width),
	);
	return [[`${titles.join(' ')} ${lastTitle}`, 'header']];
}

/** A mark in the gap after the last column. */
export function markGap(spans: readonly Span[], mark: string): Span[] {
	const last = spans.length - 1;
	return spans.flatMap((span, i): Span[] =>
		i < last
			? [span]
			: [
					[span[0].slice(0, -1), span[1]],
					[mark, 'linked'],
				],
	);
}

export function cellSpans<Row>(columns: readonly Column<Row>[], row: Row): Span[] {
	return columns.flatMap((column): Span[] => {
		if (column.spans !== undefined) {
			return [...column.spans(row), [' ']];
		}

		const text = column.text(row);
		const cell = column.isNumber ? padLeft(text, column.width) : padText(text, column.width);
		return [[`${cell} `, column.meaning?.(row)]];
	});
}
