/** `pid:PID` on the command line: what is printed, and what cannot be read is one sentence. */
import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
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

test('a process without children is told to have none', async () => {
	const {code, stdout} = await runCommand(['pid:8507', ...saved]);
	expect(code).toBe(0);
	expect(stdout).toMatch(/None of them has a child that it has forked/);
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
