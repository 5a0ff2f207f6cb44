/**
 * Golden frames: whole screens as text, one file each, so that a change reads as a picture. They are written anew by
 * `npx vitest run test/frames --update`, and then looked at.
 */
import {expect, test} from 'vitest';
import {cellWidth} from '../../source/analysis/words/cells.ts';
import {panes} from '../../source/ui/panes/index.ts';
import {writePart} from '../../source/ui/screen/carry/formats.ts';
import {frameOf, plainText, pressKeys} from '../../source/ui/screen/print.ts';
import type {Model} from '../../source/ui/state/model.ts';
import {themes} from '../../source/ui/text/theme.ts';
import {screenOf, textOf} from './screens.ts';

const sizes = ['40x12', '80x24', '120x40', '200x60'] as const;

/** Name, workload, moment, keys. */
const scenes = [
	['build', 'build', 'mark:all jobs busy', 'end'],
	['snapshot', 'snapshot', '60%', 'end 4'],
	['sharing', 'prefork', 'mark:180 requests', 'end 9'],
] as const;

const single = [
	['help', '80x24', 'build', '30%', '? "fold"', {}],
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
	['page map', '40x12', 'snapshot', '60%', 'end up 8', {}],
	['page map', '80x24', 'snapshot', '60%', 'end up 8', {}],
	['page map', '120x40', 'snapshot', '60%', 'end up 8', {}],
	['page map from far', '80x24', 'snapshot', '60%', 'end up 8 - - - z', {}],
	['page map of frames', '120x40', 'snapshot', '60%', 'end up 8 m m m - - z', {}],
	['page map of a table', '80x24', 'prefork', '60%', 'end 8 m m', {}],
	['page map ascii', '80x24', 'cow', '#12', '8', {glyphs: 'ascii', theme: 'monochrome'}],
	['sharing zoomed', '120x40', 'snapshot', '90%', 'end 9 z', {}],
	['sharing ascii', '80x24', 'snapshot', '90%', 'end 9 z', {glyphs: 'ascii', theme: 'monochrome'}],
	['sharing after exec', '80x24', 'pipeline', '90%', '9 z', {}],
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

/** Three ways to look at one write to a page that a fork shares: in stages, on two kernels, on all. */
const ways = [
	['stages', 'shared-pt-dir', undefined, '9', '; ; ; ;'],
	['two kernels', 'linux-6', 'shared-pt-dir', '10', '3 end'],
	['two kernels in stages', 'linux-6', 'shared-pt-dir', '9', '; ; ; ;'],
	['a table on all kernels', 'linux-6', undefined, '8', '3 end A'],
	['a page on all kernels', 'linux-6', undefined, '10', 'down 4 A'],
	['a mapping on all kernels', 'linux-6', undefined, '10', '2 A'],
] as const;

for (const size of ['80x24', '120x40', '200x60']) {
	test.each(ways)(`a write as %s at ${size}`, async (name, kernel, beside, at, keys) => {
		const store = screenOf('cow', 'start', sizeOf(size), '', {}, panes);
		store.send({type: 'design', kernel}, {type: 'goto', target: at});
		// On a busy machine the moment is still looked for.
		pressKeys(store, '');
		if (beside !== undefined) {
			store.send({type: 'beside', kernel: beside});
		}

		pressKeys(store, keys);
		const file = `write-${name.replaceAll(' ', '-')}-${size}`;
		await expect(textOf(store)).toMatchFileSnapshot(`../../fixtures/frames/${file}.txt`);
	});
}

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

/** Colours: a picture for each theme, and of each kind of thing that lies on the screen. */
const pictures = [
	...themes.map(({id}) => [`theme ${id}`, '80x24', 'snapshot', '60%', 'end', {theme: id}] as const),
	['build', '120x40', 'build', 'mark:all jobs busy', 'end', {}],
	['shared tables', '200x60', 'prefork', '60%', 'end 3', {kernel: 'shared-pt'}],
	['menu', '80x24', 'build', '50%', 'K', {}],
	['why', '80x24', 'build', '50%', 'w', {}],
] as const;

test.each(pictures)(
	'%s at %s as a picture',
	async (name, size, workload, at, keys, {kernel, ...start}: Start) => {
		const store = screenOf(workload, at, sizeOf(size), kernel === undefined ? keys : '', start);
		if (kernel !== undefined) {
			store.send({type: 'design', kernel});
			pressKeys(store, keys);
		}

		const file = `${name.replaceAll(' ', '-')}-${size}`;
		const picture = writePart('svg', store.session, store.model(), 'screen');
		await expect(picture).toMatchFileSnapshot(`../../fixtures/frames/${file}.svg`);
	},
);

type Start = Partial<Model> & {readonly kernel?: string};
