/** The values that a sweep goes through, in words: `1K..1M` doubles, `1..64*4` quadruples, `10..100+10` adds; `1,5,20` are these. */
import {parseSize} from '../../machine/ops/size.ts';
import {UserError} from '../../machine/user-error.ts';

const valuesMax = 1000;

const range = /^(?<from>\w+)\.\.(?<to>\w+)(?:(?<how>[*+])(?<by>[\w.]+))?$/;

/** Whether a flag's value goes through several values. */
export function isRange(text: string): boolean {
	return text.includes('..') || text.includes(',');
}

/** In ascending order, each once. Throws a UserError that names the flag. */
export function readRange(flag: string, text: string): readonly number[] {
	const values = text.split(',').flatMap((part) => readPart(flag, part.trim()));
	const sorted = [...new Set(values)].sort((left, right) => left - right);
	if (sorted.length > valuesMax) {
		throw new UserError(`${flag} ${text} has ${sorted.length} values`, {expected: `at most ${valuesMax}`});
	}

	return sorted;
}

function readPart(flag: string, text: string): number[] {
	const {from, to, how = '*', by = how === '*' ? '2' : ''} = range.exec(text)?.groups ?? {};
	if (from === undefined) {
		return [readNumber(flag, text)];
	}

	const [least, most] = [readNumber(flag, from), readNumber(flag, to)];
	const step = how === '+' ? readNumber(flag, by) : Number(by);
	if (least > most || !(how === '+' ? step >= 1 : step > 1)) {
		throw badRange(flag, text);
	}

	const values = [least];
	for (
		let next = after(least, how, step);
		next < most && values.length <= valuesMax;
		next = after(next, how, step)
	) {
		values.push(next);
	}

	return least === most ? values : [...values, most];
}

/** Whole numbers only, and always further; 0 is followed by 1 where values are multiplied. */
function after(value: number, how: string, step: number): number {
	return how === '+' ? value + step : Math.max(value + 1, Math.round(value * step));
}

function readNumber(flag: string, text: string): number {
	const value = parseSize(text);
	if (value === undefined) {
		throw badRange(flag, text);
	}

	return value;
}

function badRange(flag: string, text: string): UserError {
	return new UserError(`${flag} cannot be "${text}"`, {
		expected: 'a range such as 1K..1M, 1..64*4 or 10..100+10, or values such as 1,5,20',
	});
}
