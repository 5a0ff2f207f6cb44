/** Opening large recordings: there is something to look at before their end, and the whole is what it would have been. */
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {beginReading, isLong} from '../../../source/commands/view/reading.ts';
import {openWorkload} from '../../../source/readers/open.ts';
import {eventually} from '../../helpers/eventually.ts';

const recordings = fileURLToPath(new URL('../../../fixtures/recordings', import.meta.url));
const followed = readdirSync(recordings, {recursive: true, encoding: 'utf8'}).filter((name) =>
	/\.(?:perf\.txt|strace)\.gz$/.test(name),
);

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'forkscope-test-reading-'));
});

afterEach(() => rmSync(folder, {recursive: true}));

test.each(followed)('%s: its beginning is there at once, and its whole is as read at once', async (name) => {
	const file = path.join(recordings, name);
	const reading = await beginReading(file, {});
	expect(reading?.program).toMatchObject({isOpen: true, isPartial: true});
	expect(reading?.program.count).toBeGreaterThan(0);
	const news: unknown[] = [];
	reading?.subscribe(({isOpen}) => news.push(isOpen));
	const whole = await reading?.whole;
	expect(whole).toEqual(await openWorkload(file, process.stdin));
	expect(whole?.program.header.name).toBe(reading?.program.header.name);
	await eventually(() => expect(news.at(-1)).toBe(false));
	await reading?.close();
});

test('it is read no further ahead than the screen has use for', async () => {
	const reading = await beginReading(path.join(recordings, 'lua-make.perf.txt.gz'), {});
	let done = 0;
	reading?.keepUpWith(() => done);
	await eventually(() => expect(reading?.program.count).toBeGreaterThanOrEqual(20_000));
	const {program} = (await reading?.whole) ?? {program: undefined};
	expect(program?.count).toBeGreaterThan(100_000);
	const ahead = reading?.program.count ?? 0;
	expect(ahead).toBeLessThan(30_000);
	done = ahead;
	await eventually(() => expect(reading?.program.count).toBeGreaterThanOrEqual(ahead + 20_000));
	await reading?.close();
});

const header = '{"forkscope":1,"name":"made"}';
const names = Array.from({length: 4000}, (_, i) => `{"op":"comm","pid":1,"comm":"name ${i}"}`);
const workload = [header, '{"op":"start","pid":1,"comm":"sh"}', ...names];

test('a workload of our own is followed too, and what is wrong in its middle leaves what stands before it', async () => {
	const file = path.join(folder, 'bad.ndjson');
	writeFileSync(file, [...workload, '{"op":"frok"}', ...names].join('\n'));
	const reading = await beginReading(file, {});
	await expect(reading?.whole).rejects.toThrow(
		`${file}:${workload.length + 1}: This op cannot be read; expected`,
	);
	await eventually(() => expect(reading?.program.isOpen).toBe(false));
	expect(reading?.program).toMatchObject({isPartial: false, header: {name: 'made'}});
	expect(reading?.program.count).toBeGreaterThan(1);
	await reading?.close();
});

test('data that is cut short in its middle is no mistake: the whole says so', async () => {
	const file = path.join(folder, 'cut.perf.txt.gz');
	writeFileSync(file, readFileSync(path.join(recordings, 'lua-make.perf.txt.gz')).subarray(0, 300_000));
	const reading = await beginReading(file, {});
	expect((await reading?.whole)?.program.header.limits).toContainEqual({kind: 'cut-short', count: 1});
	await reading?.close();
});

test.each([
	['of no kind that is known', fileURLToPath(import.meta.url)],
	['on several CPUs, whose order only the whole tells', ''],
])('a file %s is not begun', async (_what, file) => {
	const several = path.join(folder, 'several.ndjson');
	writeFileSync(several, workload.join('\n').replace('1,', '1,"cpus":2,'));
	expect(await beginReading(file || several, {})).toBeUndefined();
});

test('what is long is one large file', () => {
	const long = path.join(folder, 'long.txt');
	writeFileSync(long, Buffer.alloc(2 ** 23));
	const short = fileURLToPath(import.meta.url);
	expect([[long], [short], [long, long], [folder], ['build'], ['-']].map(isLong)).toEqual([
		true,
		false,
		false,
		false,
		false,
		false,
	]);
});
