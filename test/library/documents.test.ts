/** docs/library.md: its examples run, and print what stands below them. */
import {readFileSync} from 'node:fs';
import {inspect} from 'node:util';
import {expect, test} from 'vitest';
import * as library from '../../index.ts';
import * as perf from '../../source/library/perf.ts';
import * as strace from '../../source/library/strace.ts';

const page = readFileSync(new URL('../../docs/library.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/^```js\n([\s\S]*?)^```\n\n```text\n([\s\S]*?)^```$/gm)];
const modules: Readonly<Record<string, unknown>> = {
	forkscope: library,
	'forkscope/perf': perf,
	'forkscope/strace': strace,
};

/** What the example prints, as Node's console would. */
async function printedBy(code: string): Promise<string> {
	const lines: string[] = [];
	const log = (...values: readonly unknown[]) => {
		lines.push(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '));
	};
	const body = code.replaceAll(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = modules['$2'];");
	const run = new Function('modules', 'console', `return (async () => {${body}})();`);
	await run(modules, {log});
	return `${lines.join('\n')}\n`;
}

test('every example has what it prints below it', () => {
	expect(examples.length).toBe(page.match(/^```js$/gm)?.length);
	expect(examples.length).toBeGreaterThan(4);
});

test.each(examples.map(([, code, printed]) => [code, printed]))(
	'the example runs\n%s',
	async (code, printed) => {
		expect(await printedBy(code)).toBe(printed);
	},
);
