/** `calibrate`: this machine, really measured, and a recording's durations, as tables that --costs takes. */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, describe, expect, test} from 'vitest';
import {runStopwatch} from '../../../source/commands/calibrate/stopwatch.ts';
import {readDurations} from '../../../source/readers/durations.ts';
import {runCommand} from '../../helpers/run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-calibrate-test-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const recording = 'fixtures/recordings/lua-make.strace.gz';

function hasCompiler(): boolean {
	try {
		execFileSync('cc', ['--version'], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
}

if (!hasCompiler()) {
	console.warn('There is no cc: calibrate is not tried on this machine.');
}

/** Writes the table, prices a run with it, and returns what was printed of both. */
async function calibrated(...words: string[]) {
	const file = path.join(folder, 'costs.json');
	const {code, stderr} = await runCommand(['calibrate', ...words, '-o', file]);
	expect(code, stderr).toBe(0);
	const run = await runCommand(['run', 'prefork', '--json', '--costs', file]);
	return {table: JSON.parse(readFileSync(file, 'utf8')), stderr, run: JSON.parse(run.stdout)};
}

test.skipIf(!hasCompiler())('this machine is measured, and its table prices a run', async () => {
	const {table, stderr, run} = await calibrated();
	expect(table).toMatchObject({schema: 'forkscope/costs@1', id: 'this-machine'});
	expect(table.title).toMatch(/^This machine: /);
	expect(stderr).toMatch(/^WHAT +MEASURED +FITTED +OFF$/m);
	expect(stderr).toMatch(/^fork with 32768 pages +[\d.]+ µs +[\d.]+ µs +[+-]?[\d.]+ %$/m);
	const whats = table.measurements.map(({what}: {what: string}) => what.replaceAll(/\d+/g, 'N'));
	expect([...new Set(whats)]).toEqual([
		...['fork with N pages', 'exit with N pages, and wait', 'fork with N mappings', 'vfork, exit and wait'],
		...['posix_spawn of a small program, and wait', 'first write to N pages', 'munmap of N pages'],
		...[
			'write to N pages that a child shares',
			'read of N pages of a cached file',
			'mmap and munmap, N times',
		],
	]);
	expect(Object.values(table.micros).every((price) => Number(price) >= 0)).toBe(true);
	expect(run.costs).toBe('this-machine');
	expect(run.time.sysUs).toBeGreaterThan(0);
	expect(run.trust).toEqual(table.limits);
});

test('where no compiler is, or it fails, that is told', async () => {
	expect(await runStopwatch('no-such-compiler')).toEqual({why: 'there is no no-such-compiler'});
	expect(await runStopwatch('false')).toEqual({why: expect.stringMatching(/\S/)});
});

describe('from a recording', () => {
	test('its durations are fitted, and what it cannot tell of is said', async () => {
		const {table, run} = await calibrated('--from', recording);
		expect(table.title).toBe('The machine of lua-make');
		expect(table.limits[0]).toMatch(/what the recorder took is in them\.$/);
		expect(table.limits[1]).toMatch(/^Not measured, and at the prices of the cost table modern: vfork, /);
		const off = table.measurements.map(({off}: {off: number}) => Math.abs(off));
		expect(off.length).toBeGreaterThan(10);
		expect(Math.max(...off)).toBeLessThan(0.5);
		expect(table.micros.syscall).toBeGreaterThan(2);
		expect(run.trust).toEqual(table.limits);
	});

	test('durations are those of calls that were answered; a call that was cut in two counts once', async () => {
		const file = path.join(folder, 'a.strace');
		writeFileSync(
			file,
			[
				'11 1795233864.276103 execve("/bin/true", ["true"], 0x7ffc /* 35 vars */) = 0 <0.000110>',
				'11 1795233864.276298 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, -1, 0) = -1 ENOMEM (Cannot) <0.000003>',
				'11 1795233864.276300 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>',
				'12 1795233864.276301 brk(NULL)       = 0x55c5bf312000 <0.000004>',
				'11 1795233864.276400 <... clone resumed>) = 12 <0.000310>',
				'11 1795233864.276500 clone3({flags=CLONE_VM|CLONE_VFORK}, 88) = 13 <0.000500>',
				'11 1795233864.276600 vfork() = 14 <0.000700>',
				'11 1795233864.276700 munmap(0x7f5317854000, 8192) = 0',
				'11 1795233864.276800 +++ exited with 0 +++',
			].join('\n'),
		);
		const durations = await readDurations(file);
		expect(durations.map(({pid, call, us}) => [pid, call, Math.round(us)])).toEqual([
			[11, 'execve', 110],
			[12, 'brk', 4],
			[11, 'clone', 310],
		]);
	});

	test.each([
		['fixtures/recordings/lua-make.perf.txt.gz', 'Nothing was measured'],
		['none.strace', 'There is no file none.strace'],
	])('%s is a mistake', async (file, said) => {
		const {code, stdout, stderr} = await runCommand(['calibrate', '--from', file]);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr).toContain(said);
	});

	test('words are too many', async () => {
		expect((await runCommand('calibrate build')).stderr).toContain('"build" is one too many');
	});
});

test('the fixture is one with durations', () => {
	expect(gunzipSync(readFileSync(recording)).toString('utf8').split('\n')[0]).toMatch(/<\d\.\d+>$/);
});
