/**
 * Lines with escape codes as SVG on a grid of cells. Every piece is stretched to its cells, so that any font of equal
 * widths keeps the columns.
 */
import {cellWidth} from '../analysis/words/cells.ts';
import {printable} from '../machine/printable.ts';
import {type Look, type Piece, readLine} from './sgr.ts';

/** Of a cell, in pixels; the second is the height of a line. */
export const cell = [8, 17] as const;
export const margin = 10;
/** At this size letters of the usual fonts are as wide as a cell by themselves. */
const fontSize = 13.3;
/** From the upper edge of a line down to where letters stand. */
const baseline = 13;

export type Palette = {readonly text: string; readonly ground: string; readonly sixteen: readonly string[]};

export const dark: Palette = {
	text: '#d6d6d6',
	ground: '#16181d',
	sixteen: ['#4b5060', '#ef6b73', '#8cc265', '#e5b567', '#61a8f0', '#c78ae0', '#4fc1cf', '#e6e6e6'],
};

export const light: Palette = {
	text: '#24292f',
	ground: '#ffffff',
	sixteen: ['#24292f', '#b3202c', '#1a6e2e', '#8a5a00', '#0b5cad', '#7a3e9d', '#0f6f78', '#6e7781'],
};

/** The opening tags of a picture: its size in pixels, its title and its ground. `style` is CSS. */
export function opening(
	width: number,
	height: number,
	title: string,
	palette: Palette,
	style = '',
): string[] {
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
		`<title>${escaped(title)}</title>`,
		...(style === '' ? [] : [`<style>${style}</style>`]),
		`<rect width="100%" height="100%" rx="6" fill="${palette.ground}"/>`,
		`<g font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="${fontSize}" fill="${palette.text}">`,
	];
}

/** A line of text with its upper left corner at `left`, `top`, in pixels. */
export function drawLine(line: string, left: number, top: number, palette: Palette): string[] {
	return drawPieces(readLine(line), left, top, palette);
}

function drawPieces(pieces: readonly Piece[], start: number, top: number, palette: Palette): string[] {
	const grounds: string[] = [];
	const texts: string[] = [];
	let column = 0;
	for (const {text, look} of pieces) {
		const cells = cellWidth(text);
		const {colour, ground} = coloursOf(look, palette);
		const left = start + column * cell[0];
		if (ground !== undefined) {
			grounds.push(
				`<rect x="${left}" y="${top}" width="${cells * cell[0]}" height="${cell[1]}" fill="${ground}"/>`,
			);
		}

		// Blanks are left out: not every reader of pictures keeps them.
		for (const {0: words, index} of text.matchAll(/\S+(?: \S+)*/gu)) {
			const x = left + cellWidth(text.slice(0, index)) * cell[0];
			const at = `x="${x}" y="${top + baseline}" textLength="${cellWidth(words) * cell[0]}"`;
			texts.push(`<text ${at}${attributesOf(look, colour, palette)}>${escaped(words)}</text>`);
		}

		column += cells;
	}

	return [...grounds, ...texts];
}

function coloursOf({isInverse, colour, background}: Look, palette: Palette) {
	const text = colour === undefined ? palette.text : hexOf(colour, palette);
	const ground = background === undefined ? undefined : hexOf(background, palette);
	return isInverse ? {colour: ground ?? palette.ground, ground: text} : {colour: text, ground};
}

function attributesOf({isBold, isDim, isUnderlined}: Look, colour: string, palette: Palette): string {
	return [
		colour === palette.text ? '' : ` fill="${colour}"`,
		isBold ? ' font-weight="bold"' : '',
		isDim ? ' opacity="0.65"' : '',
		isUnderlined ? ' text-decoration="underline"' : '',
	].join('');
}

/** The 256 colours of xterm: sixteen that are the terminal's own, a cube of six steps a side, and greys. */
function hexOf(number: number, {sixteen}: Palette): string {
	if (number < 16) {
		return sixteen[number % 8];
	}

	if (number >= 232) {
		return rgb([0, 0, 0].map(() => 8 + (number - 232) * 10));
	}

	const place = number - 16;
	const step = (at: number) => (at === 0 ? 0 : 55 + at * 40);
	return rgb([step(Math.floor(place / 36)), step(Math.floor(place / 6) % 6), step(place % 6)]);
}

function rgb(parts: readonly number[]): string {
	return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function escaped(text: string): string {
	return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
