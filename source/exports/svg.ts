/** Screens as pictures (SVG). */
import {stripVTControlCharacters} from 'node:util';
import {cellWidth} from '../analysis/words/cells.ts';
import type {Content, Form, Picture} from './form.ts';
import {cell, dark, drawLine, light, margin, opening} from './svg-lines.ts';

/** Longer pictures no viewer opens. */
const rowsMax = 2000;

export const svg: Form<'svg'> = {
	id: 'svg',
	title: 'a picture (SVG)',
	takes: 'picture',
	*write({picture}: Content) {
		if (picture !== undefined) {
			yield draw(picture());
		}
	},
};

function draw({lines: all, columns, title, isLight}: Picture): string {
	const lines = all.slice(0, rowsMax);
	const palette = isLight ? light : dark;
	const [width, height] = [
		(columns ?? widest(lines)) * cell[0] + 2 * margin,
		lines.length * cell[1] + 2 * margin,
	];
	return `${[
		...opening(width, height, title, palette),
		...lines.flatMap((line, row) => drawLine(line, margin, margin + row * cell[1], palette)),
		'</g>',
		'</svg>',
	].join('\n')}\n`;
}

function widest(lines: readonly string[]): number {
	return lines.reduce((most, line) => Math.max(most, cellWidth(stripVTControlCharacters(line))), 1);
}
