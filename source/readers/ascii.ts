/** Words and numbers in the bytes of plain text, for readers that make no text of most lines. */

export const codeOf = (sign: string): number => sign.charCodeAt(0);
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const [zero, nine, letterA, letterF] = ['0', '9', 'a', 'f'].map(codeOf);

/** More digits may not be a number exactly. */
export const decimalsMost = 15;
export const hexMost = 13;

/** Whether `text` stands there. */
export function isAt(bytes: Uint8Array, from: number, text: Uint8Array): boolean {
	for (let i = 0; i < text.length; i += 1) {
		if (bytes[from + i] !== text[i]) {
			return false;
		}
	}

	return true;
}

export function isDigit(code: number): boolean {
	return code >= zero && code <= nine;
}

/** What a sign is as a hexadecimal digit; 255 for one that is none, as capital letters are. */
const hexDigits = Uint8Array.from({length: 256}, (_, code) =>
	isDigit(code) ? code - zero : code >= letterA && code <= letterF ? code - letterA + 10 : 255,
);

/** Where the decimal digits from `from` on end. */
export function endOfDecimal(bytes: Uint8Array, from: number): number {
	let at = from;
	while (isDigit(bytes[at])) {
		at += 1;
	}

	return at;
}

/** As many digits are a number of 31 bits, which takes a fraction of the time of a larger one. */
const decimalsOfPart = 9;
const hexOfPart = 7;

/** The number that decimal digits are. */
export function decimalOf(bytes: Uint8Array, from: number, to: number): number {
	const middle = Math.max(from, to - decimalsOfPart);
	const low = decimalPart(bytes, middle, to);
	return middle === from ? low : decimalOf(bytes, from, middle) * 10 ** decimalsOfPart + low;
}

function decimalPart(bytes: Uint8Array, from: number, to: number): number {
	let value = 0;
	for (let at = from; at < to; at += 1) {
		value = (value * 10 + bytes[at] - zero) | 0;
	}

	return value;
}

/** Powers of ten that are numbers exactly, as is what they are multiplied with: a quotient of two such is rounded once. */
const powers = Array.from({length: decimalsMost + 1}, (_, exponent) => Number(`1e${exponent}`));

/**
 * The number that is nearest to decimal digits with a point at `point`, as JSON has it; NaN for too many digits, or none behind
 * the point.
 */
export function fractionOf(bytes: Uint8Array, from: number, point: number, to: number): number {
	const behind = to - point - 1;
	const digits = point - from + behind;
	const whole = decimalOf(bytes, from, point) * powers[behind] + decimalOf(bytes, point + 1, to);
	return behind === 0 || digits > decimalsMost ? Number.NaN : whole / powers[behind];
}

/** Where the hexadecimal digits from `from` on end; capital letters are none. */
export function endOfHex(bytes: Uint8Array, from: number): number {
	let at = from;
	while (hexDigits[bytes[at]] < 16) {
		at += 1;
	}

	return at;
}

/** The number that hexadecimal digits are. */
export function hexOf(bytes: Uint8Array, from: number, to: number): number {
	const middle = Math.max(from, to - hexOfPart);
	const low = hexPart(bytes, middle, to);
	return middle === from ? low : hexOf(bytes, from, middle) * 16 ** hexOfPart + low;
}

function hexPart(bytes: Uint8Array, from: number, to: number): number {
	let value = 0;
	for (let at = from; at < to; at += 1) {
		value = (value << 4) | hexDigits[bytes[at]];
	}

	return value;
}
