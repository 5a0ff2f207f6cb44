/** The traces of `export --to chrome`, opened by the importer of speedscope, which has no other door than its page. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, describe, expect, test, vi} from 'vitest';
import {findBrowser, openTab} from '../../helpers/browser.ts';
import {limitMs} from '../../helpers/eventually.ts';
import {runCommand} from '../../helpers/run-command.ts';

const browser = findBrowser();
if (browser === undefined) {
	console.warn('No chromium is installed: traces of export --to chrome are not opened by speedscope.');
}

const page = path.join(
	path.dirname(createRequire(import.meta.url).resolve('speedscope/package.json')),
	'dist/release/index.html',
);
const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-speedscope-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** What its page shows and complains of once it has taken a file in, as its own command hands files to it. */
async function opened(name: string, text: string) {
	const script = path.join(folder, `${name}.js`);
	const bytes = Buffer.from(text).toString('base64');
	writeFileSync(script, `speedscope.loadFileFromBase64(${JSON.stringify(name)}, ${JSON.stringify(bytes)})`);
	const tab = await openTab(browser ?? '', `${pathToFileURL(page).href}#localProfilePath=${script}`);
	// What its drawing by software says of itself is none of ours.
	const complaints = () => tab.complaints.filter((each) => !/WebGL|GL Driver/.test(each));
	try {
		await vi.waitFor(
			async () => {
				const title = await tab.evaluate('document.title');
				expect(complaints().length > 0 || title === `${name} - speedscope`).toBe(true);
			},
			{timeout: limitMs, interval: 20},
		);
		return {shown: String(await tab.evaluate('document.body.innerText')), complaints: complaints()};
	} finally {
		await tab.close();
	}
}

describe.skipIf(browser === undefined)('speedscope', () => {
	test.each(['build --units 2', 'prefork --workers 3 --requests 9', 'vfork'])(
		'opens %s without complaint, with a profile a process',
		async (line) => {
			const {stdout} = await runCommand(`export ${line} --to chrome`);
			const {shown, complaints} = await opened('trace.json', stdout);
			const events: {ph: string; pid: number}[] = JSON.parse(stdout).traceEvents;
			const pids = new Set(events.filter(({ph}) => ph === 'X').map(({pid}) => pid));
			expect(complaints).toEqual([]);
			expect(shown).toMatch(new RegExp(`\\(pid \\d+, tid \\d+\\) \\(1/${pids.size}\\)`));
		},
	);

	test('complains of what is no trace', async () => {
		const {complaints} = await opened('other.json', '{"x": 1}');
		expect(complaints.join('\n')).toMatch(/[Uu]nrecognized format|[Ff]ailed/);
	});
});
