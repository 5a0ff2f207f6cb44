/** Curves in characters, for a terminal or a page of text: a letter a curve, `*` where several meet. */
import {printable} from '../machine/printable.ts';
import {axesOf} from './axis.ts';
import type {Content, Form, Plot} from './form.ts';

export const chart: Form<'chart'> = {
	id: 'chart',
	title: 'curves (text)',
	takes: 'plot',
	*write({plot}: Content) {
		if (plot !== undefined) {
			yield chartText(plot(), usualColumns);
		}
	},
};

const usualColumns = 78;
const rows = 16;
const columnsMin = 40;
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const several = '*';

/** Of the curve of that number, counted from 0. */
export function letterOf(curve: number): string {
	return letters[curve % letters.length];
}

/** At most so many columns wide; the letters are told below it. */
export function chartText(plot: Plot, columns: number): string {
	const {title, xLabel, yLabel, series} = plot;
	const {x, y} = axesOf(plot);
	const labels = y.ticks.map((tick) => ({row: rowOf(y.share(tick)), text: String(tick)}));
	const margin = Math.max(yLabel.length, ...labels.map(({text}) => text.length)) + 1;
	const width = Math.max(columnsMin, columns) - margin - 2;
	const grid = Array.from({length: rows}, () => new Array<string>(width).fill(' '));
	for (const [i, {points: own}] of series.entries()) {
		const at = own.map(([left, up]): readonly [number, number] => [x.share(left) * (width - 1), y.share(up)]);
		drawCurve(grid, at, letterOf(i));
	}

	const lines = grid.map((cells, row) => {
		const label = labels.find((each) => each.row === row)?.text ?? '';
		return `${label.padStart(margin)} ${label === '' ? '|' : '+'}${cells.join('')}`.trimEnd();
	});
	const legend = series.map(({name}, i) => `${letterOf(i)} ${printable(name)}`);
	return [
		printable(title),
		'',
		yLabel.padStart(margin),
		...lines,
		`${' '.repeat(margin + 1)}+${'-'.repeat(width)}`,
		`${' '.repeat(margin + 2)}${tickLine(
			x.ticks.map((tick) => [Math.round(x.share(tick) * (width - 1)), String(tick)]),
			width,
		)}`,
		`${' '.repeat(margin + 2)}${xLabel}`.trimEnd(),
		'',
		...inColumns(legend, columns),
	]
		.map((line) => `${line}\n`)
		.join('');
}

function rowOf(share: number): number {
	return rows - 1 - Math.round(share * (rows - 1));
}

/** Every column between the first and the last point has its letter, on the line between its neighbours. */
function drawCurve(grid: string[][], points: readonly (readonly [number, number])[], letter: string): void {
	const put = (column: number, share: number) => {
		const cells = grid[rowOf(share)];
		cells[column] = cells[column] === ' ' || cells[column] === letter ? letter : several;
	};
	if (points.length > 0) {
		put(Math.round(points[0][0]), points[0][1]);
	}

	for (const [i, [right, high]] of points.slice(1).entries()) {
		const [left, low] = points[i];
		for (let column = Math.round(left) + 1; column <= Math.round(right); column += 1) {
			put(column, low + ((high - low) * (Math.min(column, right) - left)) / (right - left));
		}
	}
}

/** Numbers below their places, those left out that would run into the one before. */
function tickLine(ticks: readonly (readonly [column: number, text: string])[], width: number): string {
	let line = '';
	for (const [column, text] of ticks) {
		const begin = Math.max(0, Math.min(column - Math.floor(text.length / 2), width - text.length));
		if (line === '' || begin > line.length) {
			line = `${line.padEnd(begin)}${text}`;
		}
	}

	return line;
}

function inColumns(words: readonly string[], columns: number): string[] {
	const cell = Math.max(0, ...words.map(({length}) => length)) + 3;
	const across = Math.max(1, Math.floor((columns - 2) / cell));
	return Array.from({length: Math.ceil(words.length / across)}, (_, i) =>
		`  ${words
			.slice(i * across, (i + 1) * across)
			.map((word) => word.padEnd(cell))
			.join('')}`.trimEnd(),
	);
}
