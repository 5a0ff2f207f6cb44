/** Tables, paragraphs and JSON as commands write them. */
import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {jsonLines, tableText, wrapText, writeAll} from '../../source/commands/write-text.ts';

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

test('JSON is what it says, an element a line', () => {
	const object = {
		schema: 'a@1',
		missing: undefined,
		list: [{a: 1}, [2]],
		empty: [],
		byPid: {'1': {a: 1}, '2': {b: [1, 2]}},
		nothing: {},
		plain: {name: 'x', size: 1},
	};
	const text = [...jsonLines(object)].join('');
	expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(object)));
	expect(text).toContain('"list": [\n{"a":1},\n[2]\n]');
	expect(text).toContain('"byPid": {\n"1": {"a":1},\n"2": {"b":[1,2]}\n}');
	expect(text).toContain('"plain": {"name":"x","size":1}');
});

test('a slow reader is waited for', async () => {
	const stream = new PassThrough({highWaterMark: 4});
	const read: string[] = [];
	const writing = writeAll(stream as unknown as NodeJS.WriteStream, ['first', 'second', 'third']);
	stream.on('data', (chunk: Buffer) => read.push(chunk.toString()));
	await writing;
	stream.end();
	expect(read.join('')).toBe('firstsecondthird');
});
