/** Completion: what a real bash makes of the script, and that every command and flag is in each of them. */
import {spawnSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {spellFlag} from '../../source/commands/flags/global-flags.ts';
import {commands} from '../../source/commands/index.ts';
import {designs} from '../../source/designs/index.ts';
import {runCommand} from '../helpers/run-command.ts';

/** The words that bash offers for the last one of a line. */
async function offered(...words: readonly string[]): Promise<string[]> {
	const {stdout} = await runCommand('completion bash');
	const line = ['forkscope', ...words].map((word) => `'${word}'`).join(' ');
	const asked = `${stdout}
COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _forkscope; printf '%s\\n' "\${COMPREPLY[@]}"`;
	const {stdout: answer, status} = spawnSync('bash', ['--norc', '-c', asked], {encoding: 'utf8', cwd: '/'});
	expect(status).toBe(0);
	return answer.split('\n').filter((word) => word !== '');
}

test.each([
	[['sna'], ['snapshot']],
	[['comp'], ['compare', 'completion']],
	[['run', 'build', '--kernel', 'shared-pt-di'], ['shared-pt-dir']],
	[
		['run', 'build', '-k', 'uv'],
		['uvm', 'uvm-block'],
	],
	[['view', 'build', '--them'], ['--theme']],
	[['build', '--them'], ['--theme']],
	[['build', '--theme', 'l'], ['light']],
	[['help', 'fork'], ['forktime']],
	[['maps', 'pref'], ['prefork']],
	[
		['races', 'un'],
		['unshare-unshare', 'unshare-swapout'],
	],
	[['races', 'read-read', '--law', 'dou'], ['double-count']],
] as const)('after %j bash offers %j', async (words, expected) => {
	expect(await offered(...words)).toEqual(expected);
});

test('bash offers every kernel', async () => {
	expect((await offered('run', 'build', '--kernel', '')).sort()).toEqual(designs.map(({id}) => id).sort());
});

test.each(['bash', 'zsh', 'fish', 'man'])('%s knows every command and every flag', async (target) => {
	const {stdout, code} = await runCommand(`completion ${target}`);
	expect(code).toBe(0);
	for (const {name, load} of commands) {
		expect(stdout).toContain(name);
		for (const [flag, {isHidden}] of Object.entries((await load()).flags)) {
			const spelled = spellFlag(flag);
			const written = target === 'fish' ? spelled.replace(/^--/, '-l ') : spelled;
			expect(
				isHidden || stdout.includes(target === 'man' ? written.replaceAll('-', '\\-') : written),
				spelled,
			).toBe(true);
		}
	}
});

test('a shell that is not known is told', async () => {
	const {code, stderr} = await runCommand('completion tcsh');
	expect([code, stderr]).toEqual([
		2,
		'forkscope: There is no completion for "tcsh"; expected bash, zsh, fish, man\n',
	]);
});
