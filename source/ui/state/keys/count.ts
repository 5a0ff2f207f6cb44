/** Counts before a key, as in vim: `Alt-5 j` is five rows down. Where the settings say so plain digits count, and with Alt they go to panes. */
import type {Message} from '../message.ts';
import type {Model} from '../model.ts';

/** Longer ones are mistakes. */
const digitsMost = 6;

/** A key with the part that the settings give to digits: beginning a count is always the one with Alt. */
export function asDigitKey(key: string, {digits}: Model): string {
	const [, alt, digit] = /^(alt-)?([1-9])$/.exec(key) ?? [];
	return digit === undefined || digits === 'panes' ? key : alt === undefined ? `alt-${digit}` : digit;
}

/** The count with that key behind it; undefined for keys that are not part of one. */
export function countWith(key: string, {count}: Model): string | undefined {
	const [, alt, digit] = /^(alt-)?(\d)$/.exec(key) ?? [];
	const isPart = digit !== undefined && (count !== '' || (alt !== undefined && digit !== '0'));
	return isPart ? (count + digit).slice(0, digitsMost) : undefined;
}

/** What a message comes to that many times; undefined where it cannot be counted. */
export function counted(message: Message, key: string, count: number): Message | undefined {
	switch (message.type) {
		case 'move':
		case 'movePages':
		case 'pan':
		case 'shift':
		case 'step':
		case 'speed':
		case 'focusNext':
			return {...message, by: message.by * count};
		case 'moveTo':
			return {type: 'moveToRow', row: count - 1, half: message.end === 'first' ? key : ''};
		case 'quit':
			return message;
		default:
			return undefined;
	}
}
