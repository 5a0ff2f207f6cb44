/** How the bytes of each kind of value are read into the row of an op. */
import type {PlainValue} from '../../machine/ops/field.ts';
import type {Op} from '../../machine/ops/op.ts';
import {numberOf, textOf} from '../../machine/plain-row.ts';
import type {TextAt} from '../kept-texts.ts';
import {bitsReader, listReader} from './plain-list.ts';
import {decimalReader, type ReadValue, sizeReader} from './plain-number.ts';
import {textReader} from './plain-text.ts';
import {wordReader} from './plain-word.ts';

/** Undefined where the op keeps the value nowhere. */
export function valueReader(op: Op, plain: PlainValue, textAt: TextAt): ReadValue | undefined {
	if (plain.form === 'text') {
		const text = textOf(op, plain.slot);
		return text === undefined ? undefined : textReader(text, textAt);
	}

	const number = numberOf(op, plain.slot);
	return number === undefined ? undefined : numberReader(plain, number);
}

function numberReader(plain: Exclude<PlainValue, {form: 'text'}>, number: number): ReadValue {
	switch (plain.form) {
		case 'number':
			return decimalReader(number, plain.bounds);
		case 'size':
			return sizeReader(number);
		case 'word':
			return wordReader(number, plain.words);
		case 'words':
			return listReader(wordReader(number, plain.words));
		case 'bits':
			return bitsReader(number, plain.first, plain.last);
	}
}
