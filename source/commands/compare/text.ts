/** What `compare` prints: for people, as a table in words, and as figures. */

import {withoutDefects} from '../../analysis/trust/trust.ts';
import {exactCountText, plural} from '../../analysis/words/text.ts';
import type {Table} from '../../exports/form.ts';
import {wrapText} from '../../exports/text.ts';
import type {Comparison} from '../../inquiry/compare/comparison.ts';
import type {Reads} from '../../inquiry/compare/reads.ts';
import {
	type ComparedRow,
	type Figure,
	figureName,
	figures,
	type Skipped,
	wasShort,
} from '../../inquiry/compare/rows.ts';

function cell({unit}: Figure, value: number): string {
	switch (unit) {
		case 'us':
			return value >= 99_950
				? `${(value / 1000).toFixed(0)}ms`
				: value >= 1000
					? `${(value / 1000).toFixed(1)}ms`
					: `${value.toFixed(1)}µs`;
		case 'kb':
			return value >= 1024 ? `${(value / 1024).toFixed(1)}M` : `${value}K`;
		case 'ratio':
			return value.toFixed(1);
		default:
			return exactCountText(value);
	}
}

function cells(row: ComparedRow): string[] {
	return figures.map((figure, i) => `${cell(figure, row.values[i])}${row.isBest[i] ? '*' : ' '}`);
}

/** `same`, or `12 differ, at 57`: so many reads gave other contents than on the reference, the first in that op of the file. */
function readsText({differs, firstAt}: Reads): string {
	return differs === 0 ? 'same' : `${exactCountText(differs)} differ, at ${firstAt}`;
}

function skippedLines(skipped: readonly Skipped[]): string {
	return skipped.map(({kernel, skipped: why}) => `${kernel} cannot run it: ${why}\n`).join('');
}

/** What limits the answers: each sentence once, behind the kernels that it is true of. */
function trustLines({told, rows}: Comparison): string {
	const kernels = new Map<string, string[]>();
	for (const {kernel, run} of rows) {
		for (const sentence of withoutDefects(run.trust ?? []).filter((each) => !told.includes(each))) {
			kernels.set(sentence, [...(kernels.get(sentence) ?? []), kernel]);
		}
	}

	return [...kernels].map(([sentence, of]) => wrapText(`${of.join(', ')}: ${sentence}`, '')).join('');
}

/** Columns that a table may have, by their places among the figures, and what is said of reads: its head, then a word a kernel. */
type Columns = {readonly figures: readonly number[]; readonly reads: readonly string[]};

/** As many columns as fit, a line a kernel, and what the columns mean. */
function comparisonTable(rows: readonly ComparedRow[], {figures: wanted, reads}: Columns, width: number) {
	const table = rows.map(cells);
	const kernelWidth = Math.max(6, ...rows.map(({kernel}) => kernel.length));
	const readsWidth = Math.max(0, ...reads.map((each) => each.length + 2));
	const widths = figures.map(
		({head}, i) => Math.max(head.length + 1, ...table.map((line) => line[i].length)) + 1,
	);
	let used = kernelWidth + readsWidth;
	const shown = wanted.filter((i) => {
		used += widths[i];
		return used <= width;
	});
	const line = (name: string, read: string, words: readonly string[]) =>
		`${name.padEnd(kernelWidth)}${read === '' ? '' : `  ${read.padEnd(readsWidth - 2)}`}${shown.map((i) => words[i].padStart(widths[i])).join('')}`.trimEnd();
	const head = line(
		'KERNEL',
		reads[0] ?? '',
		figures.map((figure) => `${figure.head} `),
	);
	const body = rows.map(({kernel}, i) => `${line(kernel, reads[i + 1] ?? '', table[i])}\n`).join('');
	const legend = shown.map((i) => `  ${figures[i].head.padEnd(8)} ${figures[i].meaning}\n`).join('');
	return {text: `${head}\n${body}`, legend};
}

/** A table as wide as fits, another one where memory was short, then what their columns mean, then a sentence a kernel. */
export function comparisonText(comparison: Comparison, width: number): string {
	const {workload, rows, skipped, isMain} = comparison;
	const hint = isMain ? '(their variants run too with --kernels all)\n' : '';
	const reference = rows.some(({kernel}) => kernel === 'linux-6') ? 'linux-6' : (rows[0]?.kernel ?? 'none');
	const isShort = wasShort(rows);
	const places = figures.map((_, i) => i);
	const reads = ['READS', ...rows.map((row) => readsText(row.reads))];
	const first = places.filter((i) => !(isShort && figures[i].isOfPressure));
	const main = comparisonTable(rows, {figures: first, reads}, width);
	const apart = {figures: places.filter((i) => figures[i].isOfPressure), reads: []};
	const short = isShort ? comparisonTable(rows, apart, width) : undefined;
	const shortage =
		short === undefined
			? ''
			: `\nMemory was short: what links cost when made, and buy when pages have to go\n\n${short.text}`;
	const readsLegend = `  READS    whether all reads gave what they gave on ${reference}, else the first op\n`;
	const legend = `${readsLegend}${main.legend}${short?.legend ?? ''}`;
	const sentences = rows.map(({kernel, because}) => `  ${kernel}\n${wrapText(because, '    ')}`).join('');
	return `${workload}: ${plural(rows.length, 'kernel')}, least system time first, * best\n\n${main.text}${shortage}${skippedLines(skipped)}${trustLines(comparison)}${hint}\n${legend}\nCompared with ${reference}:\n${sentences}`;
}

/** For people: what cannot run stands below. */
export function wordTable({rows, skipped}: Comparison): Table {
	const heads = ['kernel', 'reads', ...figures.map((figure) => figure.head.toLowerCase()), 'why'];
	return {
		heads,
		rows: rows.map((row) => [
			row.kernel,
			readsText(row.reads),
			...cells(row).map((word) => word.trim()),
			row.because,
		]),
		textColumns: [0, 1, heads.length - 1],
		notes: skippedLines(skipped),
	};
}

/** For spreadsheets: what cannot run is a row without figures. */
export function valueTable({rows, skipped}: Comparison): Table {
	const empty = figures.map(() => '');
	return {
		heads: ['kernel', ...figures.map(figureName), 'readsDiffer', 'readsFirstAt', 'why'],
		rows: [
			...rows.map(({kernel, values, reads, because}) => [
				kernel,
				...values,
				reads.differs,
				reads.firstAt ?? '',
				because,
			]),
			...skipped.map(({kernel, skipped: why}) => [kernel, ...empty, '', '', why]),
		],
	};
}
