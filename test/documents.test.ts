/**
 * What the documents show as printed by the program is what it prints now. `npm run build && npm run pictures` prints
 * all of it anew.
 */
import {describe, expect, test} from 'vitest';
import {documents, readDocument} from './helpers/documents.ts';
import {printedBy} from './helpers/printed.ts';

const {blockText, textPicture} = await import(new URL('../scripts/picture-marks.mjs', import.meta.url).href);

describe.each(documents)('%s', (document) => {
	const text = readDocument(document);
	const blocks = [...text.matchAll(textPicture)];

	test('has no mark that is not understood', () => {
		const images = text.match(/^<!-- \$ forkscope .*-->\n!\[/gm) ?? [];
		expect(text.match(/^<!-- \$ forkscope/gm) ?? []).toHaveLength(blocks.length + images.length);
	});

	test.each(blocks.map(([, line, word, lines, shown]) => [line, word, lines, shown] as const))(
		'forkscope %s prints what is shown',
		async (line, word, lines, shown) => {
			const {code, stdout} = await printedBy(line);
			expect(code).toBe(0);
			expect(shown).toBe(blockText(stdout, line, word, lines));
		},
	);
});

describe.each(['docs/letters.md', 'docs/teaching.md'])('%s', (document) => {
	const text = readDocument(document);
	// The residuals of cost tables have a test of their own, and take seconds.
	const lines = [...new Set([...text.matchAll(/`forkscope ([^`]+)`/g)].map(([, line]) => line))].filter(
		(line) => !line.endsWith('--residuals'),
	);

	test.each(lines)('forkscope %s is a command', async (line) => {
		const {code, stdout} = await printedBy(line);
		// A check that finds a rule of vfork broken, and a race that breaks a law, are answers.
		expect([0, 1]).toContain(code);
		expect(stdout).not.toBe('');
	});
});

describe('the lecture', () => {
	const text = readDocument('docs/teaching.md');
	const rows = [...text.matchAll(/^\| (\d+) \| `forkscope ([^`]+)` \| ([^|]+) \|/gm)];
	const screens = rows.map(([, number, line, seen]) => [number, line, seen] as const);

	test('has ten screens', () => {
		expect(screens.map(([number]) => Number(number))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
	});

	test.each(screens)('%s: forkscope %s shows what to look at', async (_number, line, seen) => {
		const {stdout} = await printedBy(line);
		const shown = stdout.replaceAll(/\s+/g, ' ');
		const words = [...seen.matchAll(/`([^`]+)`/g)].map(([, word]) => word);
		expect(words).not.toEqual([]);
		expect(words.filter((word) => !shown.includes(word))).toEqual([]);
	});
});
