/** asciicast, version 2: a recording of a terminal that asciinema plays; a line a picture. */
import {jsonText} from '../machine/printable.ts';
import type {Content, Form} from './form.ts';

export const cast: Form<'cast'> = {
	id: 'cast',
	title: 'a film (asciicast)',
	takes: 'film',
	*write({film}: Content) {
		if (film === undefined) {
			return;
		}

		const {title, columns, rows, frames} = film();
		yield `${jsonText({version: 2, width: columns, height: rows, title, env: {TERM: 'xterm-256color'}})}\n`;
		for (const {seconds, lines} of frames()) {
			yield `${jsonText([seconds, 'o', `${clear}${lines.join('\r\n')}`])}\n`;
		}
	},
};

/** The cursor at the upper left, and nothing on the screen. */
const clear = '\u001B[H\u001B[2J';
