/** Texts in the bytes of a line. The same few names come again and again, and a string is made of each once. */
import {nameLengthMax} from '../../machine/program.ts';
import {codeOf, isAt} from '../ascii.ts';
import type {ReadValue} from './plain-number.ts';

export type Texts = {
	/** Reads a text into that place of the row. */
	reader(place: 'text' | 'name'): ReadValue;
};

const [quote, backslash, blank, lastOfAscii] = ['"', '\\', ' ', '~'].map(codeOf);
/** Texts that are kept, a power of two; another one takes the place of one with the same hash. */
const keptMost = 2 ** 10;

const decoder = new TextDecoder();

type Kept = {readonly bytes: Uint8Array; readonly text: string};

export function createTexts(): Texts {
	const kept: (Kept | undefined)[] = Array.from({length: keptMost}, () => undefined);
	const textAt = (bytes: Uint8Array, from: number, to: number, hash: number): string => {
		const place = hash & (keptMost - 1);
		const before = kept[place];
		if (before !== undefined && before.bytes.length === to - from && isAt(bytes, from, before.bytes)) {
			return before.text;
		}

		const own = bytes.slice(from, to);
		const text = decoder.decode(own);
		kept[place] = {bytes: own, text};
		return text;
	};

	return {
		reader: (place) => (bytes, from, row) => {
			if (bytes[from] !== quote) {
				return 0;
			}

			let at = from + 1;
			let hash = 0;
			for (; isPlain(bytes[at]); at += 1) {
				hash = (Math.imul(hash, 31) + bytes[at]) | 0;
			}

			if (bytes[at] !== quote || at - from - 1 > nameLengthMax) {
				return 0;
			}

			row[place] = textAt(bytes, from + 1, at, hash);
			return at + 1;
		},
	};
}

function isPlain(code: number): boolean {
	return code >= blank && code <= lastOfAscii && code !== quote && code !== backslash;
}
