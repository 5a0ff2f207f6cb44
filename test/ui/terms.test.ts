/** The overlay behind H explains every word of the screen: the heads of the columns and the glossary. */
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {frameOf, plainText} from '../../source/ui/screen/print.ts';
import {focused} from '../../source/ui/state/model.ts';
import {terms} from '../../source/ui/state/terms.ts';
import {screenOf} from '../frames/screens.ts';

const explained = terms.map(([term, meaning]) => `${term} ${meaning}`).join('\n');

test('the words of the glossary that are seen on the screen', () => {
	const glossary = readFileSync(new URL('../../docs/glossary.md', import.meta.url), 'utf8');
	const words = glossary
		.split('\n')
		.filter((line) => line.startsWith('| '))
		.slice(1)
		.flatMap((line) => line.split('|')[3].split(','))
		.map((word) => word.replace('*n*', '').trim())
		.filter((word) => word !== 'the same');
	expect(words.length).toBeGreaterThan(30);
	const missing = words.filter((word) => !explained.toLowerCase().includes(word.toLowerCase()));
	expect(missing).toEqual([]);
});

test.each([1, 2, 3, 4, 9])('the heads of the columns of pane %d', (pane) => {
	const store = screenOf('build', '50%', {columns: 300, rows: 60}, `${pane} z`);
	expect(store.model().isZoomed, focused(store.model())).toBe(true);
	const heading = frameOf(store)
		.map(plainText)
		.find(
			(line) =>
				line
					.replaceAll(/[^A-Z ]/g, '')
					.split(/ +/)
					.filter((word) => /^[A-Z]{2,}$/.test(word)).length > 3,
		);
	const heads = (heading ?? '')
		.replace(/[\d.]+[KMG]/, '')
		.split(/[^A-Z]+/)
		.filter((word) => word !== '');
	expect(heads.length).toBeGreaterThan(3);
	expect(heads.filter((head) => !new RegExp(`\\b${head}\\b`).test(explained))).toEqual([]);
});
