/** What is packed small and is large unpacked ends in a sentence, not in Node's. */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, expect, test} from 'vitest';
import {createRoomCheck, giveUnusedBack} from '../../source/readers/room.ts';
import {runCommand} from '../helpers/run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-room-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

test('more lines than there is memory for', () => {
	const module = new URL('../../source/readers/collect.ts', import.meta.url).href;
	const script = `import {createCollector} from ${JSON.stringify(module)};
		const collector = createCollector('bomb', {});
		collector.take('sh 10 [000] 1.000000: PERF_RECORD_COMM exec: sh:10/10');
		const begin = 'sh 10 [000] 1.000000: syscalls:sys_enter_brk: brk: 0x00000000';
		const end = 'sh 10 [000] 1.000000: syscalls:sys_exit_brk: 0x400000';
		try { for (;;) { collector.take(begin); collector.take(end); } } catch (error) { console.log(error.name, error.message); }`;
	const {stdout} = spawnSync(
		process.execPath,
		['--max-old-space-size=64', '--input-type=module', '-e', script],
		{encoding: 'utf8'},
	);
	expect(stdout).toMatch(
		/^UserError Node has no memory for more than the first \d+ lines; expected a shorter recording/,
	);
});

test('more columns than there is memory for', () => {
	const columns = new Float64Array(2 ** 17);
	const checkOften = (check: () => void): void => {
		for (let i = 0; i < 2 ** 14; i += 1) {
			check();
		}
	};

	checkOften(createRoomCheck());
	expect(() => checkOften(createRoomCheck(columns.byteLength - 1))).toThrow(
		'This machine has no memory for more than the first 16384 lines',
	);
});

test('what is large is announced before it is read', async () => {
	const file = path.join(folder, 'large.txt');
	writeFileSync(file, '');
	truncateSync(file, 2 ** 26);
	const {code, stderr} = await runCommand(['run', file]);
	expect(code).toBe(2);
	expect(stderr.split('\n').slice(0, 2)).toEqual([
		`${file} has 64.0M: reading it, and replaying what it holds, takes a while; Ctrl-C ends it.`,
		'forkscope: A line of more than 16 MiB; expected text with a line an event',
	]);
});

test('what nobody needs any more is given back', async () => {
	const unused = new WeakRef({});
	await new Promise(setImmediate);
	giveUnusedBack();
	expect(unused.deref()).toBeUndefined();
});

test('code that is kept after a large recording is taken by the next program', () => {
	const file = path.join(folder, 'kept.code');
	const module = new URL('../../source/readers/room.ts', import.meta.url).href;
	const begin = `import {readFileSync, writeFileSync} from 'node:fs'; import {Script} from 'node:vm';
		const file = ${JSON.stringify(file)};`;
	const keep = `import {giveUnusedBack, keepNewObjectsFew} from ${JSON.stringify(module)};
		const letGrow = keepNewObjectsFew();
		giveUnusedBack();
		letGrow();
		writeFileSync(file, new Script('0').createCachedData());`;
	const take = `console.log(String(new Script('0', {cachedData: readFileSync(file)}).cachedDataRejected));`;
	const run = (script: string) =>
		spawnSync(process.execPath, ['--input-type=module', '-e', begin + script], {encoding: 'utf8'});
	run(keep);
	expect(run(take)).toMatchObject({stdout: 'false\n', stderr: ''});
});
