/** A sweep in the form that is asked for, whether it was made here or put together from parts. */
import {priceTrust} from '../../analysis/trust/trust.ts';
import {exactCountText, shortTimeText, sizeText} from '../../analysis/words/text.ts';
import {chartText, letterOf} from '../../exports/chart.ts';
import type {Table} from '../../exports/form.ts';
import {writeAs} from '../../exports/index.ts';
import {tableText, wrapText} from '../../exports/text.ts';
import {figureName, figures} from '../../inquiry/compare/rows.ts';
import {figureAt, type Point, type SweepAnswer} from '../../inquiry/sweep/answer.ts';
import {sweepPlot} from '../../inquiry/sweep/plot.ts';
import {sweepLimits, sweepSentences, valueText} from '../../inquiry/sweep/words.ts';
import type {Streams} from '../command.ts';
import {formOf, type StudyFlags} from '../compare/print.ts';
import {print, printAll, printForm} from '../output/print.ts';
import {answerData} from '../output/print-json.ts';

export async function printSweep(
	answer: SweepAnswer,
	flags: StudyFlags,
	{stdout, stderr, env}: Pick<Streams, 'stdout' | 'stderr' | 'env'>,
): Promise<void> {
	const width = Number(env.COLUMNS) || stdout.columns || 80;
	const form = formOf(flags, 'plot');
	if (form === undefined) {
		await printAll(stdout, [sweepText(answer, width)]);
	} else {
		await printForm(
			stdout,
			writeAs(form, {
				data: () => answerData({name: 'sweep', fields: fieldsOf(answer)}),
				table: (cells) => (cells === 'words' ? wordTable(answer) : valueTable(answer)),
				plot: () => sweepPlot(answer),
			}),
		);
	}

	const limits = flags.json ? [] : priceTrust(answer.costs);
	print(stderr, limits.map((sentence) => `${sentence}\n`).join(''));
}

function fieldsOf({
	workload,
	told,
	parameter,
	values,
	series,
	reference,
	figure,
	costs,
	...found
}: SweepAnswer) {
	const trust = [...told, ...priceTrust(costs)];
	const limited = trust.length === 0 ? {} : {trust};
	const asked = {workload, ...limited, parameter, values, series, reference, figure, costs: costs.id};
	return {...asked, points: found.points, gaps: found.gaps, crossings: found.crossings};
}

function sweepText(answer: SweepAnswer, width: number): string {
	const paragraphs = [...sweepSentences(answer), ...sweepLimits(answer)];
	return [
		chartText(sweepPlot(answer), width),
		curveTable(answer, width),
		paragraphs.map((sentence) => wrapText(sentence, '')).join(''),
	]
		.filter((part) => part !== '')
		.join('\n');
}

/** A column a curve, under its name, or its letter in the chart where names find no room. */
function curveTable(answer: SweepAnswer, width: number): string {
	const tableWith = (head: (name: string, curve: number) => string) =>
		tableText(
			[
				{title: answer.parameter.toUpperCase(), text: (at: number) => valueText(answer, at)},
				...answer.series.map(({name}, i) => ({
					title: head(name, i),
					text: (at: number) => cellText(answer, at, name),
				})),
			],
			answer.values,
		);
	const named = tableWith((name) => name);
	return named.split('\n').every(({length}) => length <= width) ? named : tableWith((_, i) => letterOf(i));
}

function pointAt({points}: SweepAnswer, at: number, series: string): Point | undefined {
	return points.find((point) => point.at === at && point.series === series);
}

/** Empty where the kernel could not run it. */
function cellText(answer: SweepAnswer, at: number, series: string): string {
	const value = figureAt(answer, pointAt(answer, at, series));
	return value === undefined ? '' : figureText(answer, value);
}

function figureText({figure}: SweepAnswer, value: number): string {
	switch (figures.find(({id}) => id === figure)?.unit) {
		case 'us':
			return shortTimeText(value);
		case 'kb':
			return sizeText(value * 1024);
		default:
			return exactCountText(value);
	}
}

/** For people: a row a value, a column a curve, the sentences below. */
function wordTable(answer: SweepAnswer): Table {
	const {parameter, values, series} = answer;
	return {
		heads: [parameter, ...series.map(({name}) => name)],
		rows: values.map((at) => [valueText(answer, at), ...series.map(({name}) => cellText(answer, at, name))]),
		notes: [...sweepSentences(answer), ...sweepLimits(answer)].map((sentence) => `${sentence}\n`).join(''),
	};
}

/** For spreadsheets: a row a run with all its figures; what a kernel could not run is a row without. */
function valueTable({parameter, series, points, gaps}: SweepAnswer): Table {
	const names = figures.map(figureName);
	const rows = [...points, ...gaps].map((row) => {
		const {kernel = '', forkAs = ''} = series.find(({name}) => name === row.series) ?? {};
		const head = [row.at, kernel, forkAs];
		return 'figures' in row
			? [...head, ...names.map((name) => row.figures[name]), row.refused ?? 0, row.killed ?? 0, '']
			: [...head, ...names.map(() => ''), '', '', row.why];
	});
	return {heads: [parameter, 'kernel', 'forkAs', ...names, 'refused', 'killed', 'why'], rows};
}
