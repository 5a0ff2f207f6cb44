/** The page that documents the format says all that the reader knows, and its examples are true. */
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {opFields} from '../../../source/readers/forkscope/op-fields.ts';
import {readText} from '../../helpers/read-text.ts';

const page = readFileSync(new URL('../../../docs/workload-format.md', import.meta.url), 'utf8');

test('every op is there with its fields, in order, and those that may be left out are marked', () => {
	const rows = [...page.matchAll(/^\| `(\w+)` \| ((?:`\w+\??` ?)*) \|/gm)].map(([, op, fields]) => [
		op,
		fields,
	]);
	const known = Object.entries(opFields).map(([op, {fields, required}]) => [
		op,
		Object.keys(fields)
			.map((name) => `\`${name}${required.includes(name) ? '' : '?'}\``)
			.join(' '),
	]);
	expect(rows).toEqual(known);
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
