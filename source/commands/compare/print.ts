/** A comparison in the form that is asked for, whether it was made here or put together from parts. */
import {priceTrust} from '../../analysis/trust/trust.ts';
import {type FormId, writeAs} from '../../exports/index.ts';
import {comparisonBars} from '../../inquiry/compare/bars.ts';
import type {Comparison} from '../../inquiry/compare/comparison.ts';
import type {Streams} from '../command.ts';
import {print, printAll} from '../output/print.ts';
import {answerData} from '../output/print-json.ts';
import {comparisonText, valueTable, wordTable} from './text.ts';

/** Flags of all that prints a comparison or a sweep. */
export const studyFlags = {
	json: {type: 'boolean', summary: 'print JSON for programs to read'},
	csv: {type: 'boolean', summary: 'print comma-separated values', notWith: ['json', 'markdown']},
	markdown: {type: 'boolean', summary: 'print a Markdown table', notWith: ['json']},
	svg: {type: 'boolean', summary: 'print a picture (SVG)', notWith: ['json', 'csv', 'markdown']},
} as const;

export type StudyFlags = Readonly<Record<keyof typeof studyFlags, boolean>>;

/** The form that the flags name; text where they name none. */
export function formOf({json, csv, markdown, svg}: StudyFlags, picture: FormId): FormId | undefined {
	return json ? 'json' : csv ? 'csv' : markdown ? 'md' : svg ? picture : undefined;
}

export async function printComparison(
	comparison: Comparison,
	flags: StudyFlags,
	{stdout, stderr, env}: Pick<Streams, 'stdout' | 'stderr' | 'env'>,
): Promise<void> {
	await printAll(stdout, printed(comparison, flags, Number(env.COLUMNS) || stdout.columns || 80));
	print(
		stderr,
		priceTrust(comparison.costs)
			.map((sentence) => `${sentence}\n`)
			.join(''),
	);
}

function printed(comparison: Comparison, flags: StudyFlags, width: number): Iterable<string> {
	const form = formOf(flags, 'bars');
	return form === undefined
		? [comparisonText(comparison, width)]
		: writeAs(form, {
				data: () => answerData({name: 'compare', fields: fieldsOf(comparison), isIndented: true}),
				bars: () => comparisonBars(comparison),
				table: (cells) => (cells === 'words' ? wordTable(comparison) : valueTable(comparison)),
			});
}

function fieldsOf({workload, costs, rows, skipped}: Comparison) {
	const trust = priceTrust(costs);
	const kernels = [...rows.map(({run, reads}) => ({...run, reads})), ...skipped];
	return {workload, ...(trust.length === 0 ? {} : {trust}), kernels};
}
