/** Text for people: lines without colours, tables whose columns stand under each other, paragraphs. */
import {stripVTControlCharacters} from 'node:util';
import type {Content, Form} from './form.ts';

export const text: Form<'txt'> = {
	id: 'txt',
	title: 'text',
	takes: 'picture',
	*write({picture}: Content) {
		for (const line of picture?.().lines ?? []) {
			yield `${stripVTControlCharacters(line)}\n`;
		}
	},
};

export type TextColumn<Row> = {
	readonly title: string;
	/** Text stands at the left; numbers, unless told, at the right. */
	readonly isText?: boolean;
	text(row: Row): string;
};

/** Lines with a heading; a column whose cells are all empty is left out, and no line ends in blanks. */
export function tableText<Row>(
	columns: readonly TextColumn<Row>[],
	rows: readonly Row[],
	gap = '  ',
): string {
	const cells = columns.map((column) => ({column, texts: rows.map((row) => column.text(row))}));
	const shown = cells.filter(({texts}) => texts.some((text) => text !== ''));
	const padded = shown.map(({column, texts}) => {
		const all = [column.title, ...texts];
		const width = all.reduce((most, text) => Math.max(most, text.length), 0);
		return all.map((text) => (column.isText ? text.padEnd(width) : text.padStart(width)));
	});
	const lines = [undefined, ...rows].map((_row, line) =>
		padded
			.map((texts) => texts[line])
			.join(gap)
			.trimEnd(),
	);
	return `${lines.join('\n')}\n`;
}

const textWidth = 80;

/** A paragraph in lines of at most 80 columns, each with `indent` before it; ends with a line end. */
export function wrapText(text: string, indent: string): string {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(/\s+/)) {
		if (line !== '' && indent.length + line.length + 1 + word.length > textWidth) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}

	return [...lines, line].map((each) => `${indent}${each}\n`).join('');
}
