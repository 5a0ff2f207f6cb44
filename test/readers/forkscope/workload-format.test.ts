/** The page that documents the format says all that the reader knows, and its examples are true. */
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {opNames, ops} from '../../../source/machine/ops/index.ts';
import {readText} from '../../helpers/read-text.ts';

const page = readFileSync(new URL('../../../docs/workload-format.md', import.meta.url), 'utf8');

test('every op is there with its fields, in order, those that may be left out marked, and what it does', () => {
	const rows = opNames.map((name) => {
		const {fields, required, meaning} = ops[name];
		const words = Object.keys(fields).map((field) => `\`${field}${required.includes(field) ? '' : '?'}\``);
		return ['', `\`${name}\``, words.join(' '), meaning, ''].join(' | ').replaceAll(/ {2,}/g, ' ').trim();
	});
	const section = page.slice(page.indexOf('## Ops'), page.indexOf('An **image**'));
	expect(section.match(/^\| `\w+` \| (?:`\w+\??` ?)*\|.*\|$/gm)).toEqual(rows);
});

test('the example can be read', async () => {
	const example = /```json\n([^`]*)```/.exec(page)?.[1] ?? '';
	expect((await readText(example)).program.count).toBe(8);
});

test('the mistake is reported as it is shown', async () => {
	const text = '{"forkscope":1,"name":"case"}\n{"op":"start","pid":1,"comm":"a"}\n{"pid":1,"op":"fork"}\n';
	const shown = /forkscope: case\.ndjson(:3: .*\n) {4}( {4}.*)\n/.exec(page);
	await expect(readText(text)).rejects.toThrow(`standard input${shown?.[1]}${shown?.[2]}`);
});
