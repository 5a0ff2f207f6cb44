/** Lines with escape codes, read back as pieces of one look each: what a terminal would make of them. */

/** Colours are numbers of the 256; undefined is the terminal's own. */
export type Look = {
	readonly isBold: boolean;
	readonly isDim: boolean;
	readonly isUnderlined: boolean;
	readonly isInverse: boolean;
	readonly colour?: number;
	readonly background?: number;
};

export type Piece = {readonly text: string; readonly look: Look};

export const plainLook: Look = {isBold: false, isDim: false, isUnderlined: false, isInverse: false};

const code = new RegExp(`${String.fromCharCode(27)}\\[([\\d;]*)m`, 'g');

/** Only what themes are made of is understood: bold, dim, underlined, inverse, sixteen colours and 256. */
export function readLine(line: string): readonly Piece[] {
	const pieces: Piece[] = [];
	let look = plainLook;
	let from = 0;
	const add = (text: string) => {
		if (text !== '') {
			pieces.push({text, look});
		}
	};
	for (const match of line.matchAll(code)) {
		add(line.slice(from, match.index));
		look = changed(look, match[1].split(';').map(Number));
		from = match.index + match[0].length;
	}

	add(line.slice(from));
	return pieces;
}

function changed(look: Look, codes: readonly number[]): Look {
	let next = look;
	for (let i = 0; i < codes.length; i += 1) {
		const number = codes[i];
		if ((number === 38 || number === 48) && codes[i + 1] === 5) {
			next = {...next, [number === 38 ? 'colour' : 'background']: codes[i + 2]};
			i += 2;
		} else {
			next = withCode(next, number);
		}
	}

	return next;
}

function withCode(look: Look, number: number): Look {
	switch (number) {
		case 0:
			return plainLook;
		case 1:
			return {...look, isBold: true};
		case 2:
			return {...look, isDim: true};
		case 4:
			return {...look, isUnderlined: true};
		case 7:
			return {...look, isInverse: true};
		default:
			return number >= 30 && number < 38 ? {...look, colour: number - 30} : look;
	}
}
