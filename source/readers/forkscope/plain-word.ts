/** Words of a table in the bytes of a line. */
import type {Words} from '../../machine/ops/field.ts';
import {bytesOf, isAt} from '../ascii.ts';
import type {ReadValue} from './plain-number.ts';

/** One of the words, for what it tells of number `number` of the row. */
export function wordReader(number: number, words: Words): ReadValue {
	const all = [...words].map(([word, told]) => ({bytes: bytesOf(JSON.stringify(word)), ...told}));
	let last = all[0];
	return (bytes, from, {numbers}) => {
		const told = isAt(bytes, from, last.bytes) ? last : all.find((each) => isAt(bytes, from, each.bytes));
		if (told === undefined) {
			return 0;
		}

		last = told;
		numbers[number] = (numbers[number] & told.kept) | told.set;
		return from + told.bytes.length;
	};
}
