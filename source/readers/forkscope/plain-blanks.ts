/** Blanks between the parts of a line. */
import {codeOf} from '../ascii.ts';

const [blank, tab, carriageReturn] = [' ', '\t', '\r'].map(codeOf);

/** As JSON has them, but no end of a line. */
export function afterBlanks(bytes: Uint8Array, from: number): number {
	if (bytes[from] > blank) {
		return from;
	}

	let at = from;
	while (bytes[at] === blank || bytes[at] === tab || bytes[at] === carriageReturn) {
		at += 1;
	}

	return at;
}
