/**
 * Golden frames: whole screens as text, one file each, so that a change reads as a picture. They are written anew by
 * `npx vitest run test/frames --update`, and then looked at.
 */
import {expect, test} from 'vitest';
import {cellWidth} from '../../source/ui/cells.ts';
import {frameOf, plainText} from '../../source/ui/print.ts';
import {screenOf, textOf} from './screens.ts';

const sizes = ['40x12', '80x24', '120x40', '200x60'] as const;

/** Name, workload, moment, keys. */
const scenes = [
	['build', 'build', 'mark:all jobs busy', 'end'],
	['snapshot', 'snapshot', '60%', 'end 4'],
] as const;

const single = [
	['help', '80x24', 'build', '30%', '?', {}],
	['terms', '80x24', 'build', '30%', 'H', {}],
	['summary', '80x24', 'build', '50%', 'i', {}],
	['sort', '80x24', 'build', '50%', 'o', {}],
	['sorted', '80x24', 'build', '50%', 'o down down down enter', {}],
	['compact', '80x24', 'build', 'mark:all jobs busy', 'c', {}],
	['pstree', '80x24', 'build', 'mark:all jobs busy', 't', {}],
	['flat', '80x24', 'build', '50%', 't t', {}],
	['filter', '80x24', 'build', '50%', '\\ "cc1" enter', {}],
	['filter by figures', '80x24', 'build', '50%', '\\ "rss > 5M and not zombie" enter', {}],
	['half a filter', '80x24', 'build', '50%', '\\ "cc1 and rss >"', {}],
	['half a filter', '40x12', 'build', '50%', '\\ "cc1 and rss >"', {}],
	['search', '80x24', 'build', '50%', '/ "pss > 5M|/ld/" enter', {}],
	['folded', '80x24', 'build', '50%', '< < <', {}],
	['goto', '80x24', 'build', '50%', ': "mark:"', {}],
	['log', '80x24', 'build', '50%', '6', {}],
	['zoomed maps', '120x40', 'build', '50%', 'end 2 z', {}],
	['nothing yet', '80x24', 'build', 'start', '', {}],
	['threads and zombies', '80x24', 'zombies-and-orphans', '70%', '', {}],
	['ascii', '80x24', 'build', '50%', 'end', {glyphs: 'ascii', theme: 'monochrome'}],
	['tiny', '20x5', 'build', '50%', '', {}],
	['one line', '19x3', 'build', '50%', '', {}],
] as const;

function sizeOf(text: string) {
	const [columns, rows] = text.split('x').map(Number);
	return {columns, rows};
}

for (const size of sizes) {
	test.each(scenes)(`%s at ${size}`, async (name, workload, at, keys) => {
		const store = screenOf(workload, at, sizeOf(size), keys);
		await expect(textOf(store)).toMatchFileSnapshot(`../../fixtures/frames/${name}-${size}.txt`);
	});
}

test.each(single)('%s at %s', async (name, size, workload, at, keys, start) => {
	const store = screenOf(workload, at, sizeOf(size), keys, start);
	const file = `${name.replaceAll(' ', '-')}-${size}`;
	await expect(textOf(store)).toMatchFileSnapshot(`../../fixtures/frames/${file}.txt`);
});

test('every line fills its screen and none is wider; the last cell stays empty', () => {
	for (const size of [...sizes, '63x17', '99x31', '160x45', '300x100']) {
		const {columns, rows} = sizeOf(size);
		const lines = frameOf(screenOf('build', '50%', {columns, rows}, 'end')).map(plainText);
		expect(lines).toHaveLength(rows);
		expect(
			lines.slice(0, -1).filter((line) => cellWidth(line) !== columns),
			size,
		).toEqual([]);
		expect(cellWidth(lines.at(-1) ?? '')).toBe(columns - 1);
	}
});

test('with ASCII nothing else is drawn', () => {
	const text = textOf(screenOf('build', '50%', {columns: 200, rows: 60}, '', {glyphs: 'ascii'}));
	expect([...new Set(text.replaceAll(/[\n -~]/g, ''))].join('')).toBe('');
});

test('without colours what is selected and what is paused still stand out', () => {
	const lines = frameOf(screenOf('build', '50%', {columns: 80, rows: 24}, '', {theme: 'monochrome'}));
	const codes = lines.flatMap((line) => line.split('\u001B[').slice(1)).map((part) => part.split('m')[0]);
	expect(new Set(codes.flatMap((code) => code.split(';')))).toEqual(new Set(['0', '1', '2', '4', '7']));
	expect(lines[0]).toContain('\u001B[7;1m PAUSED ');
	expect(lines.some((line) => line.includes('\u001B[7m'))).toBe(true);
});
