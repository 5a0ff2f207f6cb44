/**
 * The pictures in the README are what the program draws now. `npm run build && npm run pictures` takes them anew, and
 * so does `npx vitest run test/pictures.test.ts --update`.
 */
import {readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {runCommand} from './helpers/run-command.ts';

const {imagePicture, textPicture, wordsOf} = await import(
	new URL('../scripts/picture-marks.mjs', import.meta.url).href
);

const root = new URL('..', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const images: [line: string, alternative: string, file: string][] = [...readme.matchAll(imagePicture)].map(
	([, line, alternative, file]) => [line, alternative, file],
);

describe.each(images)('forkscope %s', (line, alternative, file) => {
	test('is drawn so now', async () => {
		const {code, stdout} = await runCommand(wordsOf(line));
		expect(code).toBe(0);
		await expect(stdout).toMatchFileSnapshot(fileURLToPath(new URL(file, root)));
	});

	test('is small, and says what it shows to those who cannot see it', () => {
		const svg = readFileSync(new URL(file, root), 'utf8');
		expect(svg.length).toBeLessThan(150_000);
		expect(svg).toMatch(/<title>forkscope: [^<]+<\/title>/);
		expect(alternative.split(' ').length).toBeGreaterThan(10);
	});
});

test('every picture is in the README, and every mark in it is one that the script understands', () => {
	const files = readdirSync(new URL('docs/pictures/', root)).map((file) => `docs/pictures/${file}`);
	expect(images.map(([, , file]) => file).sort()).toEqual(files.sort());
	const marks = readme.match(/^<!-- \$ forkscope/gm) ?? [];
	expect(images.length + [...readme.matchAll(textPicture)].length).toBe(marks.length);
});

test.each([
	['', []],
	['tree laptop', ['tree', 'laptop']],
	["build --keys 'end | enter' -a", ['build', '--keys', 'end | enter', '-a']],
])('%j is cut into words', (line, expected) => {
	expect(wordsOf(line)).toEqual(expected);
});
