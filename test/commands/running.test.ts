/** `pid:PID` on the command line: what is printed, and what cannot be read is one sentence. */
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {expect, test} from 'vitest';
import {runCommand} from '../helpers/run-command.ts';

const saved = ['--proc', 'fixtures/proc/python-tree'];

test('without a terminal what processes hold and share is printed', async () => {
	const {code, stdout, stderr} = await runCommand(['pid:8503', ...saved]);
	expect(code).toBe(0);
	expect(stdout).toMatch(/8503 +16\.3M +10\.6M .* 1\.7M 16 python3/);
	expect(stdout).toMatch(/8507 +python3 zombie, exit 3/);
	expect(stdout).toMatch(/8503 python3 and its children, 3 processes: 26\.3M if each counted whole/);
	expect(stderr).toMatch(/Only the moment `now` is what \/proc has told/);
});

test.skipIf(process.platform !== 'linux')('a process without children is told to have none', async () => {
	const child = spawn('sleep', ['1000'], {stdio: 'ignore'});
	try {
		const {code, stdout} = await runCommand(`pid:${child.pid}`);
		expect(code).toBe(0);
		expect(stdout).toMatch(/None of them has a child that it has forked/);
	} finally {
		child.kill();
	}
});

test('a screen begins at the moment that /proc has told, and not in a past that is made up', async () => {
	const {stdout} = await runCommand(['view', 'pid:8503', ...saved, '--screen', '120x40']);
	const [, at, last] = /at (\d+)\/(\d+)/.exec(stdout) ?? [];
	expect(at).toBe(last);
	expect(stdout).toContain('mark now');
	const earlier = await runCommand(['view', 'pid:8503', ...saved, '--screen', '120x40', '--at', '5']);
	expect(earlier.stdout).toMatch(/at 5\/\d+/);
});

test('of a recording of what ran already it begins where the recording does', async () => {
	const {stdout} = await runCommand(['view', 'fixtures/attached/frozen.recording.gz', '--screen', '120x40']);
	expect(stdout).toContain('mark now');
});

test('a workload that was written says the same as the processes', async () => {
	const file = path.join(mkdtempSync(path.join(tmpdir(), 'forkscope-')), 'now.ndjson');
	expect((await runCommand(['import', 'pid:8503', ...saved, '-o', file])).code).toBe(0);
	expect(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)).toBe('{"op":"mark","label":"now"}');
	const told = await runCommand(['report', 'pid:8503', ...saved]);
	const kept = await runCommand(['report', file]);
	expect(kept).toEqual(told);
});

test.each([
	['pid:4194304', 'There is no process 4194304; expected the pid of one that runs (pgrep NAME finds it)'],
	['pid:8503,8504', 'There is no process 8504; expected the pid of one that runs (pgrep NAME finds it)'],
	[
		'pid:8507',
		'The process 8507 (python3) has ended and has no memory left: only its parent 8503 has not asked yet how it ended.',
	],
	['pid:', '"pid:" names no process; expected pid:812, or several: pid:812,990'],
	['pid:redis', '"pid:redis" names no process; expected pid:812, or several: pid:812,990'],
])('%s is one sentence', async (word, sentence) => {
	for (const command of [['report'], ['sharing'], ['compare'], []]) {
		const {code, stderr} = await runCommand([...command, word, ...saved]);
		expect([code, stderr]).toEqual([2, `forkscope: ${sentence}\n`]);
	}
});

test('of a past that is made up no rate, curve or choice of a moment is told', async () => {
	const {stdout} = await runCommand(['sharing', 'pid:8503', ...saved]);
	expect(stdout).toMatch(/STILL SHARED/);
	expect(stdout).toMatch(/inherited pages? copied on write by now/);
	expect(stdout).not.toMatch(/PER S|This moment|Still shared of what|MOMENT/);
});
