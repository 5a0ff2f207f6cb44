/** CSV: figures for spreadsheets, in the quoting of RFC 4180. */
import {printable} from '../machine/printable.ts';
import type {Content, Form} from './form.ts';

export const csv: Form<'csv'> = {
	id: 'csv',
	title: 'a table (CSV)',
	takes: 'table',
	*write({table}: Content) {
		const {heads = [], rows = []} = table?.('values') ?? {};
		for (const row of heads.length === 0 ? [] : [heads, ...rows]) {
			yield `${row.map(quoted).join(',')}\n`;
		}
	},
};

/** Quotes only where they are needed; a quote within is doubled. */
function quoted(cell: string | number): string {
	const text = printable(String(cell));
	return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
