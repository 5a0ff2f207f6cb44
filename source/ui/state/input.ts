/**
 * Input: what a terminal sends, told apart into keys, mouse reports and pasted text. Bursts come as many keys, and a
 * sequence that arrives in pieces is kept until it is whole.
 */

export type KeyInput = {
	readonly type: 'key';
	/** `j`, `space`, `ctrl-d`, `shift-right`, `f5`: what the table of keys says. */
	readonly key: string;
	/** What the key types into a line of text; empty for keys that type nothing. */
	readonly text: string;
};

export type MouseInput = {
	readonly type: 'mouse';
	readonly action: 'press' | 'release' | 'drag' | 'wheelUp' | 'wheelDown';
	/** From 0, in cells. */
	readonly column: number;
	readonly row: number;
};

export type PasteInput = {readonly type: 'paste'; readonly text: string};

export type Input = KeyInput | MouseInput | PasteInput;

export type Decoded = {
	readonly inputs: readonly Input[];
	/** The beginning of a sequence whose end has not come yet. */
	readonly rest: string;
};

const escapeCode = '\u001B';
/** Ctrl-C. */
export const interruptCode = '\u0003';
const pasteStart = `${escapeCode}[200~`;
const pasteEnd = `${escapeCode}[201~`;

/** Control characters that have a name of their own. */
const controlKeys: Readonly<Record<string, string>> = {
	'\r': 'enter',
	'\n': 'enter',
	'\t': 'tab',
	'\u007F': 'backspace',
	'\b': 'backspace',
	'\u0000': 'ctrl-space',
};

/** Last letters of `ESC [ … X` and `ESC O X`. */
const letterKeys: Readonly<Record<string, string>> = {
	A: 'up',
	B: 'down',
	C: 'right',
	D: 'left',
	H: 'home',
	F: 'end',
	P: 'f1',
	Q: 'f2',
	R: 'f3',
	S: 'f4',
};

/** Numbers of `ESC [ n ~`. */
const numberKeys: Readonly<Record<string, string>> = {
	1: 'home',
	2: 'insert',
	3: 'delete',
	4: 'end',
	5: 'pageup',
	6: 'pagedown',
	7: 'home',
	8: 'end',
	11: 'f1',
	12: 'f2',
	13: 'f3',
	14: 'f4',
	15: 'f5',
	17: 'f6',
	18: 'f7',
	19: 'f8',
	20: 'f9',
	21: 'f10',
	23: 'f11',
	24: 'f12',
};

/** Names that a terminal's keys have beside the characters that they type. */
const keyNames: ReadonlySet<string> = new Set([
	...Object.values(controlKeys),
	...Object.values(letterKeys),
	...Object.values(numberKeys),
	'space',
	'esc',
]);

/** Whether a key can have this name: a character, `space`, `f5`, `ctrl-d`, `alt-x`, `shift-right`. */
export function isKeyName(name: string): boolean {
	const [, modifiers, key] = /^((?:(?:ctrl|alt|shift)-)*)(.+)$/.exec(name) ?? [];
	return key !== undefined && (keyNames.has(key) || ([...key].length === 1 && !modifiers.includes('shift')));
}

/** `ESC [ [ A` and on: the Linux console's F1 to F5. */
const consoleKeys: Readonly<Record<string, string>> = {A: 'f1', B: 'f2', C: 'f3', D: 'f4', E: 'f5'};

/** Longest sequence that is waited for: what is longer is no sequence of ours. */
const sequenceLengthMax = 64;

/**
 * Decodes as much of `text` as is whole. With `isFinal` nothing more is expected for now, so that a lone ESC is the
 * Escape key and not the beginning of something.
 */
export function decodeInput(text: string, isFinal = false): Decoded {
	const inputs: Input[] = [];
	let rest = text;
	while (rest !== '') {
		const step = rest.startsWith(escapeCode) ? decodeEscape(rest, isFinal) : decodeCharacter(rest);
		if (step === undefined) {
			return {inputs, rest};
		}

		inputs.push(...step.inputs);
		rest = rest.slice(step.length);
	}

	return {inputs, rest};
}

type Step = {readonly inputs: readonly Input[]; readonly length: number};

function decodeCharacter(text: string): Step {
	const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
	return {inputs: [keyOf(character)], length: character.length};
}

function keyOf(character: string): KeyInput {
	const named = controlKeys[character];
	if (named !== undefined) {
		return pressed(named);
	}

	if (character < ' ') {
		return pressed(`ctrl-${String.fromCharCode(character.charCodeAt(0) + 96)}`);
	}

	return {type: 'key', key: character === ' ' ? 'space' : character, text: character};
}

function pressed(key: string): KeyInput {
	return {type: 'key', key, text: ''};
}

/** The beginning of a sequence. */
const mayGoOn = /^.(?:\[\[?[\d;<=>?]*[ -/]*|O[\d;]*)$/;

/** Undefined while the end of the sequence is missing; what has numbers and no end types nothing. */
function decodeEscape(text: string, isFinal: boolean): Step | undefined {
	if (text.startsWith(pasteStart)) {
		return decodePaste(text);
	}

	const sequence = /^(?:\[\[[A-E]|\[[\d;<=>?]*[ -/]*[@-Z\\^-~]|O[\d;]*[@-~])/.exec(text.slice(1))?.[0];
	if (sequence !== undefined) {
		return {inputs: decodeSequence(sequence), length: 1 + sequence.length};
	}

	if (text.length === 1) {
		return isFinal ? {inputs: [pressed('esc')], length: 1} : undefined;
	}

	if (mayGoOn.test(text) && text.length < sequenceLengthMax && !isFinal) {
		return undefined;
	}

	const broken = /^.\[[\d;<=>?]+[ -/]*/.exec(text)?.[0];
	if (broken !== undefined) {
		return {inputs: [], length: broken.length};
	}

	// Ctrl-C right behind Escape is Ctrl-C: it must leave however fast it comes.
	if (text[1] === escapeCode || text[1] === interruptCode) {
		return {inputs: [pressed('esc')], length: 1};
	}

	const {inputs, length} = decodeCharacter(text.slice(1));
	const [key] = inputs as readonly KeyInput[];
	return {inputs: [pressed(`alt-${key.key}`)], length: length + 1};
}

/** What has come, without a paste that has no end. */
export function withoutPaste(rest: string): string {
	return rest.startsWith(pasteStart) ? '' : rest;
}

/** A paste without its end is waited for however long it is. */
function decodePaste(text: string): Step | undefined {
	const end = text.indexOf(pasteEnd);
	return end === -1
		? undefined
		: {
				inputs: [{type: 'paste', text: text.slice(pasteStart.length, end)}],
				length: end + pasteEnd.length,
			};
}

/** `sequence` without its ESC. Those that mean nothing here (answers of the terminal, keys unknown) are swallowed. */
function decodeSequence(sequence: string): readonly Input[] {
	const body = sequence.slice(1);
	if (body.startsWith('<')) {
		return decodeMouse(body);
	}

	const final = body.at(-1) ?? '';
	if (body.startsWith('[')) {
		return [pressed(consoleKeys[final])];
	}

	if (final === 'Z') {
		return [pressed('shift-tab')];
	}

	const [first = '', second = ''] = body.slice(0, -1).split(';');
	// A letter after another number than 1 is an answer of the terminal: where its cursor stands.
	const isKey = final === '~' || sequence[0] === 'O' || first === '' || first === '1';
	const name = final === '~' ? numberKeys[first] : isKey ? letterKeys[final] : undefined;
	const modifier = final === '~' ? second : second || (sequence[0] === 'O' ? first : '');
	return name === undefined ? [] : [pressed(withModifier(name, Number(modifier) || 1))];
}

/** Terminals send 1 + shift 1 + alt 2 + ctrl 4. */
function withModifier(name: string, modifier: number): string {
	const bits = modifier - 1;
	return `${bits & 4 ? 'ctrl-' : ''}${bits & 2 ? 'alt-' : ''}${bits & 1 ? 'shift-' : ''}${name}`;
}

/** `ESC [ < button ; column ; row M`, or `m` for a release. */
function decodeMouse(body: string): readonly Input[] {
	const match = /^<(\d+);(\d+);(\d+)([Mm])$/.exec(body);
	if (match === null) {
		return [];
	}

	const button = Number(match[1]);
	const place = {column: Number(match[2]) - 1, row: Number(match[3]) - 1};
	const action = mouseAction(button, match[4] === 'm');
	return action === undefined ? [] : [{type: 'mouse', action, ...place}];
}

function mouseAction(button: number, isRelease: boolean): MouseInput['action'] | undefined {
	if (button & 64) {
		return (button & 3) === 0 ? 'wheelUp' : (button & 3) === 1 ? 'wheelDown' : undefined;
	}

	if (button & 32) {
		return (button & 3) === 0 ? 'drag' : undefined;
	}

	return (button & 3) === 0 ? (isRelease ? 'release' : 'press') : undefined;
}
