/** Texts in the bytes of a line. */
import {nameLengthMax} from '../../machine/program.ts';
import {codeOf} from '../ascii.ts';
import type {TextAt} from '../kept-texts.ts';
import type {ReadValue} from './plain-number.ts';

const [quote, backslash, blank, lastOfAscii] = ['"', '\\', ' ', '~'].map(codeOf);

/** Reads a text into that place of the row. */
export function textReader(place: 'text' | 'name', textAt: TextAt): ReadValue {
	return (bytes, from, row) => {
		if (bytes[from] !== quote) {
			return 0;
		}

		let at = from + 1;
		while (isPlain(bytes[at])) {
			at += 1;
		}

		if (bytes[at] !== quote || at - from - 1 > nameLengthMax) {
			return 0;
		}

		row[place] = textAt(bytes, from + 1, at);
		return at + 1;
	};
}

function isPlain(code: number): boolean {
	return code >= blank && code <= lastOfAscii && code !== quote && code !== backslash;
}
