/** `export --to html`: what is in the file, and what a real browser makes of it. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {Script} from 'node:vm';
import {afterAll, describe, expect, test} from 'vitest';
import {run, workload} from '../../../index.ts';
import {findBrowser, openTab} from '../../helpers/browser.ts';
import {runCommand} from '../../helpers/run-command.ts';

type Row = [pid: number, depth: number, name: number, state: string, ...memory: number[]];
type Embedded = {
	names: string[];
	moments: {position: number; text: string; more: number; rows: Row[]}[];
};

const addr = '0x100000000000';
/** What would end a script, begin a tag or an entity, or be run. */
const evil =
	'</script><script>document.title="ran"</script><img src=x onerror="alert(1)">&amp;\u001b[31m\u2028"';
const evilLines = [
	...workload(evil)
		.start(1, evil)
		.mmap(1, {addr, len: '64K', prot: 'rw-', name: evil})
		.write(1, addr, '64K')
		.fork(1, 2)
		.mark(evil)
		.exit(2)
		.lines(),
].join('\n');

async function pageOf(line: string, stdin?: string): Promise<string> {
	const {code, stdout, stderr} = await runCommand(`export ${line} --to html`, {stdin});
	expect(code, stderr).toBe(0);
	return stdout;
}

function dataOf(page: string): Embedded {
	const [, text] = /<script id="data" type="application\/json">([\s\S]*?)<\/script>/.exec(page) ?? [];
	return JSON.parse(text);
}

test('the data of the slider is that of the run, at every moment', async () => {
	const page = await pageOf('cow');
	const {names, moments} = dataOf(page);
	expect(moments.map(({position}) => position)).toEqual(Array.from({length: 23}, (_, i) => i));
	for (const {position, rows} of [moments[5], moments[12], moments[22]]) {
		const processes = (await run('cow', {at: String(position)})).processes();
		expect(rows.map(([pid, , name, , own]) => ({pid, name: names[name], own}))).toEqual(
			processes.map(({pid, name, memory}) => ({pid, name, own: memory?.ussBytes})),
		);
	}

	expect(page).toContain('The slider goes through all 23 moments of the run.');
});

test('moments of a long run are sampled, marks among them, and that is told', async () => {
	const page = await pageOf('build --units 2 --steps 10');
	const {moments} = dataOf(page);
	expect(moments.length).toBeLessThan(20);
	expect(moments.at(-1)?.position).toBeGreaterThan(100);
	expect(moments.some(({text}) => text.includes('mark all jobs busy'))).toBe(true);
	expect(page).toMatch(new RegExp(`The slider goes through ${moments.length} of \\d+ moments of the run\\.`));
});

test('it has charts of sharing and of kernels, and says whose the prices are', async () => {
	const page = await pageOf('prefork --workers 2 --requests 6');
	expect(page.match(/<svg /g)).toHaveLength(2);
	expect(page.match(/<polyline/g)).toHaveLength(2);
	expect(page).toContain('parents in fork');
	expect(page).toMatch(/<li>Times are at the prices of the cost table modern/);
	expect((await pageOf('zombies-and-orphans')).match(/<svg /g)?.length).toBeGreaterThan(0);
});

describe.each([
	['names of all sorts', () => pageOf('-', evilLines)],
	['a built-in workload', () => pageOf('cow')],
])('with %s', (_, made) => {
	test('scripts are the two of the page, and parse', async () => {
		const page = await made();
		const scripts = [...page.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)];
		expect(scripts.map(([text]) => text.slice(0, 20))).toEqual([
			expect.stringContaining('id="data"'),
			expect.stringMatching(/^<script>\n'use strict/),
		]);
		expect(() => new Script(scripts[1][1])).not.toThrow();
		expect(() => dataOf(page)).not.toThrow();
	});

	test('nothing is fetched, and no tag is of a name', async () => {
		const page = await made();
		expect(page).toContain("default-src 'none'");
		const outside = page
			.replaceAll(/<script[\s\S]*?<\/script>/g, '')
			.replaceAll('http://www.w3.org/2000/svg', '');
		expect(outside).not.toMatch(/https?:|<img|@import|url\(/);
		expect(page).not.toContain('\u001b');
	});
});

test('many processes at many moments are cut to a size that a browser opens', async () => {
	const builder = workload('many').start(1, 'init');
	for (let child = 2; child <= 600; child += 1) {
		builder.fork(1, child);
	}

	const page = await pageOf('- --steps 300', [...builder.lines()].join('\n'));
	const {moments} = dataOf(page);
	expect(moments.reduce((sum, {rows}) => sum + rows.length, 0)).toBeLessThanOrEqual(40_000);
	expect(moments.at(-1)).toMatchObject({more: 600 - (moments.at(-1)?.rows.length ?? 0)});
	expect(page.length).toBeLessThan(4 * 2 ** 20);
});

const browser = findBrowser();
if (browser === undefined) {
	console.warn('No chromium is installed: pages of export --to html are not opened in a browser.');
}

describe.skipIf(browser === undefined)('in a browser', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-html-'));
	afterAll(() => rmSync(folder, {recursive: true, force: true}));
	const opened = (name: string, page: string) => {
		const file = path.join(folder, name);
		writeFileSync(file, page);
		return openTab(browser ?? '', pathToFileURL(file).href);
	};

	test('dragging the slider goes through the run, and nothing is fetched', async () => {
		const page = await pageOf('cow');
		const {names, moments} = dataOf(page);
		const tab = await opened('cow.html', page);
		try {
			const shown = () =>
				tab.evaluate(
					"[...document.querySelectorAll('#tree .row')].map((row) => [...row.children].slice(0, 2).map((cell) => cell.textContent))",
				);
			const rowsAt = (at: number) => moments[at].rows.map(([pid, , name]) => [String(pid), names[name]]);
			expect(await shown()).toEqual(rowsAt(11));
			const {left, right, y} = (await tab.evaluate(
				"(({left, right, top, bottom}) => ({left, right, y: (top + bottom) / 2}))(document.getElementById('at').getBoundingClientRect())",
			)) as {left: number; right: number; y: number};
			await tab.drag([
				[(left + right) / 2, y],
				[left + 8, y],
			]);
			expect(await shown()).toEqual(rowsAt(0));
			await tab.drag([
				[left + 8, y],
				[(left + right) / 2, y],
				[right - 8, y],
			]);
			expect(await tab.evaluate("document.getElementById('at').value")).toBe(String(moments.length - 1));
			expect(await shown()).toEqual(rowsAt(moments.length - 1));
			expect(await tab.evaluate("document.getElementById('position').textContent")).toBe(
				'after 22 of 22 events',
			);
			await tab.drag([
				[right - 8, y],
				[(left + right) / 2, y],
			]);
			const middle = Number(await tab.evaluate("document.getElementById('at').value"));
			expect(middle).toBe(11);
			expect(await shown()).toEqual(rowsAt(middle));
			const widths = (await tab.evaluate(
				"[...document.querySelectorAll('#tree .bar')].map((bar) => [...bar.children].reduce((sum, part) => sum + part.getBoundingClientRect().width, 0))",
			)) as number[];
			expect(widths.some((width) => width > 100)).toBe(true);
			expect(tab.requests.filter((url) => !url.endsWith('/cow.html'))).toEqual([]);
			expect(tab.complaints).toEqual([]);
		} finally {
			await tab.close();
		}
	});

	test('no name runs', async () => {
		const tab = await opened('evil.html', await pageOf('-', evilLines));
		try {
			expect(await tab.evaluate('document.title')).toContain('</script><script>document.title="ran"');
			await tab.evaluate(
				"{const slider = document.getElementById('at'); slider.value = 4; slider.dispatchEvent(new Event('input'))}",
			);
			expect(await tab.evaluate("document.querySelectorAll('img').length")).toBe(0);
			expect(await tab.evaluate("document.querySelector('#tree .name').textContent")).toContain(
				'</script><script>',
			);
			expect(tab.complaints).toEqual([]);
		} finally {
			await tab.close();
		}
	});
});
