/** Taking along: the clipboard, files, and what they hold. */
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {writeNewFile} from '../../../source/commands/output/write-file.ts';
import {UserError} from '../../../source/machine/user-error.ts';
import {panes} from '../../../source/ui/panes/index.ts';
import {forClipboard} from '../../../source/ui/screen/carry/clipboard.ts';
import {writePart} from '../../../source/ui/screen/carry/formats.ts';
import type {Outside} from '../../../source/ui/screen/outside.ts';
import {pressKeys} from '../../../source/ui/screen/print.ts';
import {createStore} from '../../../source/ui/screen/store.ts';
import {headingLines} from '../../../source/ui/state/facts.ts';
import {formats} from '../../../source/ui/state/format.ts';
import {createModel} from '../../../source/ui/state/model.ts';
import {sessionOf} from '../../frames/screens.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-carry-'));
afterAll(() => rmSync(folder, {recursive: true}));

function open(outside: Outside) {
	const session = sessionOf('build', '50%');
	const ids = session.panes.map(({id}) => id);
	return createStore(session, createModel({size: {columns: 100, rows: 30}, panes: ids}), outside);
}

/** What a terminal would put on its clipboard. */
function pasted(code: string): string {
	expect([code.slice(0, 7), code.at(-1)]).toEqual(['\u001B]52;c;', '\u0007']);
	return Buffer.from(code.slice(7, -1), 'base64').toString();
}

test('y copies the selected row with all its columns, Y the whole pane', () => {
	const codes: string[] = [];
	const store = open({copy: (code) => codes.push(code)});
	pressKeys(store, 'end y Y');
	const [row, pane] = codes.map(pasted);
	expect(row).toMatch(/^ +\d+ +\d+ ada .*cc1 -quiet/);
	const lines = pane.split('\n');
	expect(lines[0]).toContain('PPID');
	expect(lines).toHaveLength(1 + store.session.rows('tree', store.model()).count);
	expect(lines.at(-1)).toBe(row);
	expect(store.model().notice).toBe('Copied 18 lines, where the terminal lets programs copy.');
});

test('what a terminal would drop is cut after a whole line', () => {
	const text = Array.from({length: 2000}, (_, i) => `line ${i} ${'é'.repeat(20)}`).join('\n');
	const {code, lines, linesInAll} = forClipboard(text);
	expect(linesInAll).toBe(2000);
	expect(lines).toBeLessThan(2000);
	expect(code.length - '\u001B]52;c;\u0007'.length).toBeLessThanOrEqual(74_994);
	expect(pasted(code)).toBe(text.split('\n').slice(0, lines).join('\n'));
});

test('W names a file, Enter writes it, and the ending of the name decides', () => {
	const written: [string, string][] = [];
	const write = (file: string, text: string) => {
		written.push([file, text]);
		return file;
	};
	const store = open({write});
	pressKeys(store, '2 W enter');
	expect(store.model().prompt?.text).toBe('build-1086-maps.txt');
	pressKeys(store, 'ctrl-u "all.json" enter');
	expect(store.model().notice).toBe('Written: all.json.');
	const [[, text]] = written;
	expect(JSON.parse(text)).toMatchObject({schema: 'forkscope/pane@1', pane: 'maps', position: 1086});
	pressKeys(store, 'W enter ctrl-u "all.doc" enter');
	expect(store.model().notice).toBe('The name must end in one of txt, ansi, svg, json.');
	expect(store.model().prompt?.text).toBe('all.doc');
	pressKeys(store, 'esc');
	expect(written).toHaveLength(1);
});

test('a folder that is not there is one sentence, and nothing is lost', () => {
	const store = open({write: (_file, text) => writeNewFile(path.join(folder, 'nowhere', 'x.txt'), text)});
	pressKeys(store, 'W enter enter');
	expect(store.model().notice).toMatch(
		/nowhere\/x\.txt cannot be written: ENOENT: no such file or directory\.$/,
	);
	expect(store.session.position).toBe(1086);
});

test('a file that is there is never written over', () => {
	const file = path.join(folder, 'there.txt');
	writeFileSync(file, 'before');
	expect(writeNewFile(file, 'now')).toBe(path.join(folder, 'there-2.txt'));
	expect(writeNewFile(file, 'later')).toBe(path.join(folder, 'there-3.txt'));
	expect(readFileSync(file, 'utf8')).toBe('before');
	expect(existsSync(path.join(folder, 'there-2.txt'))).toBe(true);
	expect(() => writeNewFile(path.join(folder, 'no', 'way.txt'), '')).toThrow(UserError);
});

test.each(panes.map(({id}) => id))('all rows of %s in every format', (pane) => {
	const store = open({});
	pressKeys(store, 'end w 1');
	const {session} = store;
	const model = store.model();
	const rows = session.rows(pane, model);
	const text = writePart('txt', session, model, {pane}).trimEnd().split('\n');
	const heads = headingLines(session.panes, pane);
	expect(text.length - heads).toBe(Math.max(rows.count, heads === 0 ? 1 : 0));
	const data = JSON.parse(writePart('json', session, model, {pane})) as {rows: object[]};
	expect(data.rows).toHaveLength(rows.count);
	expect(data.rows.every((row) => Object.keys(row).length > 0)).toBe(true);
	const svg = writePart('svg', session, model, {pane});
	expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
	expect(svg).not.toContain('NaN');
	expect(Object.keys(formats)).toEqual(['txt', 'ansi', 'svg', 'json']);
});

test('a screen as data is the panes that are seen', () => {
	const store = open({});
	const data = JSON.parse(writePart('json', store.session, store.model(), 'screen'));
	expect(data).toMatchObject({
		schema: 'forkscope/screen@1',
		workload: 'build',
		kernel: 'linux-6',
		columns: 100,
		rows: 30,
	});
	expect(data.panes.map(({pane}: {pane: string}) => pane)).toContain('tree');
});
