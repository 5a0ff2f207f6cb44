/** The command line as a whole: help, versions, mistakes, and what a mistake costs. */
import process from 'node:process';
import {describe, expect, test} from 'vitest';
import packageJson from '../../package.json' with {type: 'json'};
import type {Streams} from '../../source/commands/command.ts';
import {main} from '../../source/commands/main.ts';
import {assert} from '../../source/kernel/state/assert.ts';
import {runCommand} from '../helpers/run-command.ts';

describe('help goes to stdout and is no failure', () => {
	test.each([['--help'], ['-h'], ['help'], ['--debug --help'], ['--json --help']])('%s', async (line) => {
		const {code, stdout, stderr} = await runCommand(line);
		expect({code, stderr}).toEqual({code: 0, stderr: ''});
		expect(stdout).toContain('Usage\n  forkscope [WORKLOAD]\n');
		expect(stdout).toMatch(/Commands\n/);
		expect(stdout).toMatch(/Exit codes\n/);
	});

	test.each([['help help'], ['help --help'], ['--help help']])('of one command: %s', async (line) => {
		const {code, stdout} = await runCommand(line);
		expect(code).toBe(0);
		expect(stdout).toContain('Usage\n  forkscope help [COMMAND]\n');
		expect(stdout).toContain('$ forkscope help tree');
	});

	test('no line is wider than 100 columns', async () => {
		const {stdout} = await runCommand('--help');
		expect(stdout.split('\n').filter((text) => text.length > 100)).toEqual([]);
	});
});

test('--version alone prints the number', async () => {
	expect(await runCommand('--version')).toEqual({code: 0, stdout: `${packageJson.version}\n`, stderr: ''});
});

describe('a mistake is one sentence on stderr and exit code 2', () => {
	test.each([
		['hlep tree', 'forkscope: There is no command "hlep". Did you mean "help"?\n'],
		['help hepl', 'forkscope: There is no command "hepl". Did you mean "help"?\n'],
		['help xyzzy', 'forkscope: There is no command "xyzzy".\n'],
		['help --hepl', 'forkscope: There is no flag --hepl. Did you mean "--help"?\n'],
		['help -x', 'forkscope: There is no flag -x.\n'],
	])('%s', async (line, stderr) => {
		expect(await runCommand(line)).toEqual({code: 2, stdout: '', stderr});
	});

	test('--debug adds where it arose', async () => {
		const {code, stderr} = await runCommand('help xyzzy --debug');
		expect(code).toBe(2);
		expect(stderr).toMatch(/^forkscope: There is no command "xyzzy"\.\nUserError: [\s\S]*help\.ts/);
	});
});

test('a bug of ours is one line and exit code 70', async () => {
	const stderr: string[] = [];
	const streams = {
		stdin: process.stdin,
		stdout: {write: () => assert(false, 'a frame without an owner', {frame: 455})},
		stderr: {write: (text: string) => stderr.push(text)},
		env: {},
	} as unknown as Streams;
	expect(await main(['--help'], streams)).toBe(70);
	expect(stderr).toEqual(['forkscope: internal error: a frame without an owner frame=455 (please report)\n']);
});
