/** The command races: the matrix, one scenario, a schedule, JSON, a file, and its mistakes. */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {runCommand} from '../helpers/run-command.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'forkscope-races-'));
const file = path.join(directory, 'mine.txt');

beforeAll(() => {
	writeFileSync(
		file,
		'scenario mine\nsays Two readers.\nshare mm1 mm2\npage 0 file absent\ncpu 1 mm1: read 0\ncpu 2 mm2: read 0\n',
	);
});

afterAll(() => {
	rmSync(directory, {recursive: true});
});

test('the matrix of one way of locking has a line a scenario', async () => {
	const {code, stdout, stderr} = await runCommand('races --locks big');
	expect([code, stderr]).toEqual([0, '']);
	const lines = stdout.trimEnd().split('\n');
	expect(lines[0]).toMatch(/^SCENARIO +big$/);
	expect(lines.slice(1)).toHaveLength(15);
	expect(lines.slice(1).filter((line) => !/^[a-z-]+ +holds \([\d,]+ states\)$/.test(line))).toEqual([]);
});

test('tables of the matrix are as wide as they may be', async () => {
	const {stdout} = await runCommand('races --kernel shared-pt', {env: {COLUMNS: '60'}});
	expect(stdout).toMatch(/^read-read +double count, \d+ steps$/m);
	const narrow = await runCommand('races', {env: {COLUMNS: '70'}});
	const widths = narrow.stdout.split('\n').map((line) => line.length);
	expect(Math.max(...widths)).toBeLessThanOrEqual(70);
	expect(narrow.stdout.match(/^SCENARIO/gm)?.length).toBeGreaterThan(3);
});

test('a scenario without locks has a line a way of locking', async () => {
	const {stdout} = await runCommand('races unshare-unshare');
	expect(stdout).toMatch(/^unshare-unshare: The two users/);
	expect(stdout).toMatch(/^linus +holds \([\d,]+ states\) +waste, rss drift +no share lock/m);
	expect(stdout).toMatch(/^v2 +table count, \d+ steps/m);
});

test('a schedule has a row a step and says what broke', async () => {
	const {code, stdout} = await runCommand('races read-read --locks v2');
	expect(code).toBe(0);
	const steps = Number(
		/^double count, (\d+) steps: Frame f1 is counted 3 times, but 1 entry and its cache/m.exec(stdout)?.[1],
	);
	expect(stdout.match(/^ *\d+ /gm)).toHaveLength(steps);
	expect(stdout).toMatch(/^ *# +CPU 1 \(mm1\) +CPU 2 \(mm2\) +LOCKS +TABLES +PAGES$/m);
});

test('a scenario that holds says so', async () => {
	const {code, stdout} = await runCommand('races read-read --kernel shared-pt-v3');
	expect(code).toBe(0);
	expect(stdout).toMatch(/^holds \(\d,\d{3} states\)$/m);
});

test('one law alone can be looked for', async () => {
	const {stdout} = await runCommand(['races', 'unshare-unshare', '--locks', 'linus', '--law', 'waste']);
	expect(stdout).toMatch(/^waste, \d+ steps: A copy was made/m);
	const never = await runCommand(['races', 'read-read', '--locks', 'v3', '--law', 'deadlock']);
	expect(never.stdout).toMatch(/^deadlock: never \([\d,]+ states\)$/m);
});

test('JSON has a cell each, with the steps of a violation', async () => {
	const {code, stdout} = await runCommand('races read-read --json');
	expect(code).toBe(0);
	const {schema, cells} = JSON.parse(stdout);
	expect(schema).toBe('forkscope/races@1');
	expect(cells).toHaveLength(10);
	const bad = cells.find(({locks}: {locks: string}) => locks === 'v2');
	expect(bad).toMatchObject({scenario: 'read-read', holds: false, violation: {law: 'double count'}});
	expect(bad.violation.steps.at(-1)).toMatchObject({
		cpu: 2,
		routine: 'read 0',
		frames: [{frame: 1, count: 3, word: 1}, {}],
	});
	const good = cells.find(({locks}: {locks: string}) => locks === 'v3');
	expect(good).toMatchObject({holds: true, states: expect.any(Number)});
	expect(good).not.toHaveProperty('violation');
});

test('a file of one’s own, and standard input', async () => {
	const {code, stdout} = await runCommand(['races', file, '--locks', 'v2']);
	expect(code).toBe(0);
	expect(stdout).toMatch(/^mine: Two readers\./);
	expect(stdout).toMatch(/^double count, \d+ steps/m);
	const text = 'locks v3\nshare mm1\npage 0 anonymous present\ncpu 1 mm1: write 0\n';
	expect((await runCommand('races -', {stdin: text})).stdout).toMatch(/^holds \(\d+ states\)/m);
});

test.each([
	['races nothing', /There is no scenario and no file nothing\. Built in: read-read,/],
	['races read-raed', /Did you mean "read-read"\?/],
	['races read-read three', /races takes one scenario, not "three" too/],
	['races --locks v9', /--locks cannot be "v9"; it is one of none, mm, v1/],
	['races --kernel odf', /The kernel odf has no way of locking a shared table.*expected one of linux-2.4/],
	['races --kernel x', /There is no kernel/],
	['races --kernel shared-pt --locks v2', /expected one of them/],
	['races --law waste', /--law goes with a scenario/],
	['races read-read --law wast', /--law cannot be "wast"/],
	[`races ${directory}`, /is no scenario; expected a text file/],
])('%s is a mistake', async (line, message) => {
	const {code, stdout, stderr} = await runCommand(line);
	expect([code, stdout]).toEqual([2, '']);
	expect(stderr).toMatch(message);
});

test('a play is printed where no terminal is, after some keys', async () => {
	const {code, stdout} = await runCommand(
		['races', 'read-read', '--locks', 'v2', '--play', '--keys', 'right 2 2'],
		{
			env: {COLUMNS: '90', LINES: '25'},
		},
	);
	expect(code).toBe(0);
	expect(stdout).toMatch(/^read-read under v2 {2}step 3 of 3/);
	expect(stdout.trimEnd().split('\n')).toHaveLength(25);
	const strange = await runCommand(['races', 'read-read', '--locks', 'v2', '--play', '--keys', 'foo']);
	expect([strange.code, strange.stderr]).toEqual([2, expect.stringMatching(/There is no key "foo"/)]);
	expect((await runCommand('races read-read --play')).stderr).toMatch(/--play is about one way of locking/);
	expect((await runCommand('races --play')).stderr).toMatch(/--play goes with a scenario/);
});

test('a mistake in a file names its line', async () => {
	const {code, stderr} = await runCommand('races -', {stdin: 'share mm1\nfoo'});
	expect([code, stderr.split('\n')[0]]).toEqual([
		2,
		expect.stringMatching(/^forkscope: standard input:2: A line cannot begin with "foo"; expected one of/),
	]);
});
