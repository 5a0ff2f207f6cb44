/**
 * The pictures in the README and in docs/screens.md are what the program draws now. `npm run build && npm run pictures`
 * takes them anew, and so does `npx vitest run test/pictures.test.ts --update`.
 */
import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {runCommand} from './helpers/run-command.ts';

const {imagePicture, textPicture, wordsOf} = await import(
	new URL('../scripts/picture-marks.mjs', import.meta.url).href
);

const root = new URL('..', import.meta.url);
const documents = ['README.md', 'docs/screens.md'].map((name) => {
	const url = new URL(name, root);
	return {url, text: readFileSync(url, 'utf8')};
});
const images: [line: string, alternative: string, file: string][] = documents.flatMap(({url, text}) =>
	[...text.matchAll(imagePicture)].map(([, line, alternative, file]): [string, string, string] => [
		line,
		alternative,
		fileURLToPath(new URL(file, url)),
	]),
);

describe.each(images)('forkscope %s', (line, alternative, file) => {
	test('is drawn so now', async () => {
		const {code, stdout} = await runCommand(wordsOf(line));
		expect(code).toBe(0);
		await expect(stdout).toMatchFileSnapshot(file);
	});

	test('is small, and says what it shows to those who cannot see it', () => {
		const svg = readFileSync(file, 'utf8');
		expect(svg.length).toBeLessThan(150_000);
		expect(svg).toMatch(/<title>forkscope: [^<]+<\/title>/);
		expect(alternative.split(' ').length).toBeGreaterThan(10);
	});
});

test('every picture is in one of them, and every mark is one that the script understands', () => {
	const files = readdirSync(new URL('docs/pictures/', root), {withFileTypes: true})
		.filter((entry) => entry.isFile())
		.map(({name}) => fileURLToPath(new URL(`docs/pictures/${name}`, root)));
	expect(images.map(([, , file]) => file).sort()).toEqual(files.sort());
	const marks = documents.flatMap(({text}) => text.match(/^<!-- \$ forkscope/gm) ?? []);
	const texts = documents.flatMap(({text}) => [...text.matchAll(textPicture)]);
	expect(images.length + texts.length).toBe(marks.length);
});

test('every picture of before is shown, and is small', () => {
	const before = new URL('docs/pictures/before/', root);
	for (const file of readdirSync(before)) {
		expect(documents[1].text).toContain(`](pictures/before/${file})`);
		expect(readFileSync(new URL(file, before)).length).toBeLessThan(150_000);
	}
});

test.each([
	['', []],
	['tree laptop', ['tree', 'laptop']],
	["build --keys 'end | enter' -a", ['build', '--keys', 'end | enter', '-a']],
])('%j is cut into words', (line, expected) => {
	expect(wordsOf(line)).toEqual(expected);
});
