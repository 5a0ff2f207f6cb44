/** Text with the colours of a terminal: lines as they are drawn. */
import type {Content, Form} from './form.ts';

export const ansi: Form<'ansi'> = {
	id: 'ansi',
	title: 'text with the colours of a terminal',
	takes: 'picture',
	*write({picture}: Content) {
		for (const line of picture?.().lines ?? []) {
			yield `${line}\n`;
		}
	},
};
