/** What pictures of figures have in common: colours, texts, and numbers that are not longer than they need be. */
import {printable} from '../machine/printable.ts';

export const colours: readonly string[] = [
	...['#0b5cad', '#b3202c', '#1a6e2e', '#8a5a00'],
	...['#7a3e9d', '#0f6f78', '#6e7781'],
];

export function near(value: number): number {
	return Math.round(value * 10) / 10;
}

/** `more` are attributes. */
export function textAt(x: number, y: number, text: string, more: string): string {
	return `<text x="${near(x)}" y="${near(y)}"${more === '' ? '' : ` ${more}`}>${escaped(text)}</text>`;
}

/** For between tags: printable, and nothing that would begin another. */
export function escaped(text: string): string {
	return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
