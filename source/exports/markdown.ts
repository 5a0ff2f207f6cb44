/** Markdown: a table for issues and documents. */
import {printable} from '../machine/printable.ts';
import type {Content, Form} from './form.ts';

export const markdown: Form<'md'> = {
	id: 'md',
	title: 'a table (Markdown)',
	takes: 'table',
	*write({table}: Content) {
		if (table === undefined) {
			return;
		}

		const {heads, rows, textColumns = [], notes = ''} = table('words');
		yield lineOf(heads);
		yield lineOf(heads.map((_, i) => (textColumns.includes(i) ? '---' : '--:')));
		for (const row of rows) {
			yield lineOf(row.map(escaped));
		}

		yield `\n${notes}`;
	},
};

function lineOf(cells: readonly string[]): string {
	return `| ${cells.join(' | ')} |\n`;
}

/** A bar would begin another cell; a line break, which would end the table, is a blank. */
function escaped(cell: string | number): string {
	const line = String(cell).replaceAll(/\s*[\r\n]+\s*/g, ' ');
	return printable(line).replaceAll(/[\\|]/g, '\\$&');
}
