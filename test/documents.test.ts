/**
 * What the documents show as printed by the program is what it prints now. `npm run build && npm run pictures` prints
 * all of it anew. Figures in running text stand in it: `<!-- figures of forkscope COMMAND: 1,234 5.6M -->` stands above a
 * paragraph, each figure is in the paragraph, and the command prints it today.
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

/** Marks may stand one below the other; the paragraph ends with an empty line. */
const block = /(?:^<!-- figures of forkscope .*-->\n)+(?:.+\n)+/gm;
const mark = /^<!-- figures of forkscope (.*): ([^:]+) -->$/gm;

const stated = documents.flatMap((document) => {
	const text = readDocument(document);
	return [...text.matchAll(block)].flatMap(([all]) =>
		[...all.matchAll(mark)].map(([, line, figures]) => ({
			document,
			line,
			figures: figures.split(' '),
			paragraph: all.replaceAll(mark, ''),
		})),
	);
});

/** The numbers of a text, without the commas that only documents have. */
function numbersOf(text: string): ReadonlySet<string> {
	return new Set(text.replaceAll(/(?<=\d),(?=\d{3})/g, '').match(/\d+(?:\.\d+)?[KMG]?/g) ?? []);
}

test.each(stated)('$document states figures of $line', async ({line, figures, paragraph}) => {
	const {code, stdout} = await printedBy(line);
	expect(code).toBe(0);
	const plain = figures.map((figure) => figure.replaceAll(',', ''));
	expect(plain.filter((figure) => !numbersOf(paragraph).has(figure))).toEqual([]);
	expect(plain.filter((figure) => !numbersOf(stdout).has(figure))).toEqual([]);
});

test('marks are understood, wherever they stand', () => {
	const all = documents.flatMap((document) => readDocument(document).match(/<!-- figures/g) ?? []);
	expect(stated.length).toBe(all.length);
	expect(stated.length).toBeGreaterThan(0);
});
