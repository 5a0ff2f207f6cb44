/** Words of a table in the bytes of a line. */
import type {Words} from '../../machine/ops/fields.ts';
import {bytesOf, isAt} from '../ascii.ts';
import type {ReadValue} from './plain-number.ts';

/** One of the words, for what it tells of number `number` of the row. */
export function wordReader(number: number, words: Words): ReadValue {
	const all = [...words].map(([word, told]) => ({bytes: bytesOf(JSON.stringify(word)), ...told}));
	return (bytes, from, {numbers}) => {
		for (const {bytes: word, kept, set} of all) {
			if (isAt(bytes, from, word)) {
				numbers[number] = (numbers[number] & kept) | set;
				return from + word.length;
			}
		}

		return 0;
	};
}
