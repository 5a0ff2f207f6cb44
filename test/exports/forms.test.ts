/** The registry of forms: what each makes of an answer, and that whatever stands in a cell can be read back. */

import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Content, Data} from '../../source/exports/form.ts';
import {type FormId, forms, formsOf, writeAs} from '../../source/exports/index.ts';
import {tableText, wrapText} from '../../source/exports/text.ts';
import {createMachine} from '../../source/machine/machine.ts';
import {printable} from '../../source/machine/printable.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {holds} from '../helpers/property.ts';

type Row = {readonly name: string; readonly size: number};

const columns = [
	{title: 'SIZE', text: ({size}: Row) => String(size)},
	{title: 'EMPTY', text: () => ''},
	{title: 'NAME', isText: true, text: ({name}: Row) => name},
];

test('numbers stand at the right, text at the left, empty columns nowhere', () => {
	const rows = [
		{name: 'bash', size: 7},
		{name: 'a', size: 12_345},
	];
	expect(tableText(columns, rows)).toBe(' SIZE  NAME\n    7  bash\n12345  a\n');
	expect(tableText(columns, rows, ' ')).toBe(' SIZE NAME\n    7 bash\n12345 a\n');
});

test('a paragraph is cut between words, and a word that is too long stands alone', () => {
	const lines = wrapText(`${'word '.repeat(30)}${'x'.repeat(90)} end`, '  ').split('\n');
	expect(lines.at(-1)).toBe('');
	expect(lines.slice(0, -1).every((line) => line.startsWith('  '))).toBe(true);
	expect(lines.filter((line) => line.length > 80)).toEqual([`  ${'x'.repeat(90)}`]);
	expect(wrapText('one', '')).toBe('one\n');
});

const written = (id: FormId, content: Content): string => [...writeAs(id, content)].join('');
const jsonOf = (data: Data): string => written('json', {data: () => data});

test('JSON is what it says, an element a line, behind one header', () => {
	const fields = {
		missing: undefined,
		list: [{a: 1}, [2]],
		empty: [],
		byPid: {'1': {a: 1}, '2': {b: [1, 2]}},
		nothing: {},
		plain: {name: 'x', size: 1},
	};
	const text = jsonOf({name: 'maps', fields});
	expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({schema: 'forkscope/maps@1', ...fields})));
	expect(text).toContain('"list": [\n{"a":1},\n[2]\n]');
	expect(text).toContain('"byPid": {\n"1": {"a":1},\n"2": {"b":[1,2]}\n}');
	expect(text).toContain('"plain": {"name":"x","size":1}');
	expect(JSON.parse(jsonOf({name: 'maps', fields, isIndented: true}))).toEqual(JSON.parse(text));
});

test('the header names the shape, the workload and the kernel, in this order', () => {
	const program = findWorkload('cow')?.build();
	if (program === undefined) {
		throw new Error('no workload cow');
	}

	const of = {machine: createMachine(program), trust: ['Half of it is guessed.']};
	const text = jsonOf({name: 'frames', of, fields: {frames: []}});
	expect(Object.entries(JSON.parse(text))).toEqual([
		['schema', 'forkscope/frames@1'],
		['workload', program.header.name],
		['kernel', 'linux-6'],
		['trust', ['Half of it is guessed.']],
		['frames', []],
	]);
});

/** Reads CSV as RFC 4180 has it, written without a look at the writer. */
function readCsv(text: string): string[][] {
	const rows: string[][] = [];
	let row: string[] = [];
	for (let at = 0; at < text.length; ) {
		let cell = '';
		if (text[at] === '"') {
			let i = at + 1;
			while (!(text[i] === '"' && text[i + 1] !== '"')) {
				cell += text[i];
				i += text[i] === '"' ? 2 : 1;
			}

			at = i + 1;
		} else {
			const [plain] = /^[^,\n]*/.exec(text.slice(at)) ?? [''];
			cell = plain;
			at += plain.length;
		}

		row.push(cell);
		if (text[at] === '\n') {
			rows.push(row);
			row = [];
		}

		at += 1;
	}

	return rows;
}

const cell = fc.oneof(
	fc.string({unit: 'grapheme'}),
	fc.stringMatching(/^[a",\n\r|\\]{1,6}$/),
	fc.integer().map(String),
);
const table = fc
	.integer({min: 1, max: 4})
	.chain((width) =>
		fc.array(fc.array(cell, {minLength: width, maxLength: width}), {minLength: 1, maxLength: 5}),
	);

test('CSV is read back as it is shown, whatever stands in it', () => {
	holds(
		fc.property(table, ([heads, ...rows]) => {
			const shown = [heads, ...rows].map((row) => row.map(printable));
			expect(readCsv(written('csv', {table: () => ({heads, rows})}))).toEqual(shown);
		}),
	);
});

test('Markdown stays a table, whatever stands in it', () => {
	holds(
		fc.property(table, (rows) => {
			const heads = rows[0].map((_, i) => `head ${i}`);
			const lines = written('md', {table: () => ({heads, rows})})
				.trimEnd()
				.split('\n');
			expect(lines.length).toBe(rows.length + 2);
			for (const line of lines) {
				expect(line.replaceAll(/\\[\\|]/g, '').match(/\|/g)?.length, line).toBe(heads.length + 1);
			}
		}),
	);
});

test('a form without its facet is empty, and is not offered', () => {
	expect(forms.map(({id}) => written(id, {}))).toEqual(forms.map(() => ''));
	expect(formsOf('data').map(({id}) => id)).toEqual(['json']);
	expect(formsOf('table').map(({id}) => id)).toEqual(['csv', 'md']);
	expect(formsOf('picture').map(({id}) => id)).toEqual(['txt', 'ansi', 'svg']);
	expect(new Set(forms.map(({id}) => id)).size).toBe(forms.length);
});

test('lines keep their colours only where the form has some', () => {
	const picture = () => ({lines: ['\u001B[1mbold\u001B[0m & <b>'], title: 'a "test"', isLight: false});
	expect(written('txt', {picture})).toBe('bold & <b>\n');
	expect(written('ansi', {picture})).toBe('\u001B[1mbold\u001B[0m & <b>\n');
	expect(written('svg', {picture})).toContain('font-weight="bold">bold</text>');
});
