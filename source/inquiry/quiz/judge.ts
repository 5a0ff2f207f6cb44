/** Whether what a person answers is right: a number, yes or no, or the pids that are meant, in a few words. */
import type {Question} from './questions.ts';

const none = /^(?:none|nobody|nothing|no|zeros?)\b/i;

/** Undefined where the words are no answer of the kind that was asked for; `expectedOf` says what is. */
export function isRight({value}: Pick<Question, 'value'>, words: string): boolean | undefined {
	const text = words.trim();
	if (typeof value === 'boolean') {
		const [, yes, no] = /^(?:(y|yes|true)|(n|no|false))$/i.exec(text) ?? [];
		return yes === undefined && no === undefined ? undefined : (yes !== undefined) === value;
	}

	const numbers = none.test(text) ? [] : (text.match(/\d+/g) ?? []).map(Number);
	if (numbers.length === 0 && !none.test(text)) {
		return undefined;
	}

	return typeof value === 'number'
		? numbers.length <= 1 && (numbers[0] ?? 0) === value
		: numbers.length === value.length && value.every((each) => numbers.includes(each));
}

export function expectedOf({value}: Pick<Question, 'value'>): string {
	return typeof value === 'boolean'
		? 'yes or no'
		: typeof value === 'number'
			? 'a number, or none'
			: 'pids, or none';
}
