/** Cost tables in files: what is read, and what is said of files that are none. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {run as runLibrary} from '../../../index.ts';
import {runCommand} from '../../helpers/run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-costs-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const mine = {
	schema: 'forkscope/costs@1',
	id: 'mine',
	micros: {fork: 1000, page_copy: 10},
	limits: ['Nothing else was measured.'],
};

function written(content: unknown): string {
	const file = path.join(folder, 'mine.json');
	writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
	return file;
}

test('a table of a file prices a run, and tells what limits it', async () => {
	const file = written(mine);
	const {stdout} = await runCommand(['run', 'cow', '--json', '--costs', file]);
	const {costs, time, forks, work, trust} = JSON.parse(stdout);
	expect({costs, trust}).toEqual({costs: 'mine', trust: mine.limits});
	expect(time.sysUs).toBe(1000 * forks + 10 * work.page_copy);
	const compared = await runCommand(['compare', 'cow', '--kernels', 'linux-6', '--json', '--costs', file]);
	expect(JSON.parse(compared.stdout).kernels[0].time.sysUs).toBe(time.sysUs);
	expect(JSON.parse(compared.stdout).trust).toEqual(mine.limits);
	expect((await runLibrary('cow', {costs: file})).summary().costs).toBe('mine');
});

describe('what is no table is one sentence with the file', () => {
	test.each([
		['no JSON', 'micros: 1', 'no cost table'],
		['a list', [], 'no cost table'],
		['another shape', {...mine, schema: 'forkscope/run@1'}, 'no cost table'],
		['the id of a built-in one', {...mine, id: 'modern'}, 'id cannot be used'],
		['no id', {...mine, id: undefined}, 'id cannot be used'],
		['an id with blanks', {...mine, id: 'a b'}, 'id cannot be used'],
		['no prices', {...mine, micros: {}}, 'no prices'],
		['prices of another shape', {...mine, micros: 5}, 'no prices'],
		[
			'an unknown unit',
			{...mine, micros: {page_copi: 1}},
			'no unit of work "page_copi". Did you mean "page_copy"',
		],
		['a negative price', {...mine, micros: {fork: -1}}, 'price of fork'],
		['a price in words', {...mine, micros: {fork: 'dear'}}, 'price of fork'],
		[
			'a price beyond all',
			'{"schema":"forkscope/costs@1","id":"x","micros":{"fork":1e999}}',
			'price of fork',
		],
		['limits that are no sentences', {...mine, limits: [1]}, 'words cannot be read'],
	])('%s', async (_, content, said) => {
		const file = written(content);
		const {code, stderr} = await runCommand(['run', 'cow', '--costs', file]);
		expect(code).toBe(2);
		expect(stderr).toContain(said);
		expect(stderr).toContain(file);
	});

	test.each([
		['a file that is not there', './none.json', 'ENOENT'],
		['a folder', folder, 'EISDIR'],
	])('%s', async (_, file, said) => {
		const {code, stderr} = await runCommand(['run', 'cow', '--costs', file]);
		expect({code, isSaid: stderr.includes(said)}).toEqual({code: 2, isSaid: true});
	});

	test('a name that is neither is told which tables there are', async () => {
		const {code, stderr} = await runCommand('run cow --costs modem');
		expect(code).toBe(2);
		expect(stderr).toContain('There is no cost table "modem". Did you mean "modern"');
	});
});
