/**
 * Figures that documents state in running text. `<!-- figures of forkscope COMMAND: 1,234 5.6M -->` stands above a paragraph: each
 * figure is in the paragraph, and the command prints it today.
 */
import {expect, test} from 'vitest';
import {documents, readDocument} from './helpers/documents.ts';
import {printedBy} from './helpers/printed.ts';

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

test.each(stated)('$document: figures of $line', async ({line, figures, paragraph}) => {
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
