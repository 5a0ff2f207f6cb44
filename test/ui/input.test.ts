import {expect, test} from 'vitest';
import {decodeInput, type Input} from '../../source/ui/state/input.ts';

/** Inputs in one line: keys by name, mouse reports and pastes in brackets. */
function shown(inputs: readonly Input[]): string {
	return inputs
		.map((input) =>
			input.type === 'key'
				? input.key
				: input.type === 'paste'
					? `[paste ${JSON.stringify(input.text)}]`
					: `[${input.action} ${input.column},${input.row}]`,
		)
		.join(' ');
}

function check(text: string, expected: string, rest = ''): void {
	const decoded = decodeInput(text);
	expect([shown(decoded.inputs), decoded.rest]).toEqual([expected, rest]);
}

test.each([
	['j', 'j'],
	['jjj', 'j j j'],
	[' ', 'space'],
	['\r', 'enter'],
	['\t', 'tab'],
	['\u001B[Z', 'shift-tab'],
	['\u007F', 'backspace'],
	['\u0003', 'ctrl-c'],
	['\u001A', 'ctrl-z'],
	['é世😀', 'é 世 😀'],
])('%j is %s', (text, expected) => check(text, expected));

test.each([
	['\u001B[A\u001B[B', 'up down'],
	['\u001BOA', 'up'],
	['\u001B[1;2C', 'shift-right'],
	['\u001B[1;5D', 'ctrl-left'],
	['\u001B[5~\u001B[6~', 'pageup pagedown'],
	['\u001B[H\u001B[4~', 'home end'],
	['\u001B[3~', 'delete'],
	['\u001B[15;2~', 'shift-f5'],
	['\u001Bx', 'alt-x'],
	['\u001B\u0003', 'esc ctrl-c'],
	['\u001B\u001B\u0003', 'esc esc ctrl-c'],
])('the sequence %j is %s', (text, expected) => check(text, expected));

test.each([
	['F1 to F4 of most terminals', '\u001BOP\u001BOQ\u001BOR\u001BOS', 'f1 f2 f3 f4'],
	['F1 to F4 of rxvt', '\u001B[11~\u001B[12~\u001B[13~\u001B[14~', 'f1 f2 f3 f4'],
	['F1 to F5 of the Linux console', '\u001B[[A\u001B[[B\u001B[[C\u001B[[D\u001B[[E', 'f1 f2 f3 f4 f5'],
	['F5 to F10', '\u001B[15~\u001B[17~\u001B[18~\u001B[19~\u001B[20~\u001B[21~', 'f5 f6 f7 f8 f9 f10'],
])('%s', (_name, text, expected) => check(text, expected));

test.each([
	['\u001B[<0;1;1M', '[press 0,0]'],
	['\u001B[<0;80;24m', '[release 79,23]'],
	['\u001B[<32;5;6M', '[drag 4,5]'],
	['\u001B[<64;5;6M\u001B[<65;5;6M', '[wheelUp 4,5] [wheelDown 4,5]'],
	['\u001B[<2;5;6M', ''],
	['\u001B[<35;5;6M', ''],
])('the mouse report %j is %s', (text, expected) => check(text, expected));

test('a paste is one input, whatever is in it', () => {
	check('a\u001B[200~q\u001B[Aj\r\u001B[201~b', 'a [paste "q\\u001b[Aj\\r"] b');
});

test.each([
	['a lone ESC', '\u001B', '', '\u001B'],
	['half an arrow', 'x\u001B[', 'x', '\u001B['],
	['half a mouse report', '\u001B[<0;12', '', '\u001B[<0;12'],
	['half a paste', '\u001B[200~abc', '', '\u001B[200~abc'],
])('%s is kept until the rest comes', (_name, text, expected, rest) => check(text, expected, rest));

test('every way of cutting a text in two gives the same inputs', () => {
	const text = 'j\u001B[A\u001BOPq\u001B[<0;3;4M\u001B[200~x y\u001B[201~\u001B[15;2~世';
	const whole = shown(decodeInput(text).inputs);
	for (let at = 0; at <= text.length; at += 1) {
		const first = decodeInput(text.slice(0, at));
		const second = decodeInput(first.rest + text.slice(at));
		expect(shown([...first.inputs, ...second.inputs])).toBe(whole);
	}
});

test('when nothing more comes, an ESC is the Escape key and half a sequence ends', () => {
	expect(shown(decodeInput('\u001B', true).inputs)).toBe('esc');
	expect(decodeInput('\u001B[', true).rest).toBe('');
	expect(decodeInput('\u001B[<0;12', true)).toEqual({inputs: [], rest: ''});
	check('\u001B[<0;12\u0003j', 'ctrl-c j');
	expect(shown(decodeInput('\u001B\u001B', true).inputs)).toBe('esc esc');
});

test('answers of the terminal and keys without a name are swallowed', () => {
	check('\u001B[?1;2c\u001B[24;80R\u001B[Ij', 'j');
});
