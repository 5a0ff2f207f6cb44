/** The file with a user's settings: where it is looked for, and what a mistake in it costs. */
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {runCommand} from '../helpers/run-command.ts';

const home = mkdtempSync(path.join(tmpdir(), 'forkscope-home-'));
afterAll(() => rmSync(home, {recursive: true}));

function configIn(folder: string, text: string): string {
	mkdirSync(path.join(folder, 'forkscope'), {recursive: true});
	const file = path.join(folder, 'forkscope', 'config');
	writeFileSync(file, text);
	return file;
}

const line = 'build --at 50% --screen 80x24';

test('settings are read from XDG_CONFIG_HOME, and from ~/.config without it; flags are stronger', async () => {
	const elsewhere = path.join(home, 'elsewhere');
	configIn(path.join(home, '.config'), 'ascii = yes\nkey play = p\n');
	configIn(elsewhere, 'ascii = no\n');
	const ascii = await runCommand(line, {env: {HOME: home}});
	expect(ascii.stdout).not.toContain('─');
	expect(ascii.stdout).toContain('p play');
	const unicode = await runCommand(line, {env: {HOME: home, XDG_CONFIG_HOME: elsewhere}});
	expect(unicode.stdout).toContain('─');
	const forced = await runCommand(`${line} --ascii`, {env: {XDG_CONFIG_HOME: elsewhere}});
	expect(forced.stdout).not.toContain('─');
});

test('a mistake names the file and the line, and the exit code is 2', async () => {
	const file = configIn(path.join(home, 'wrong'), '# colours\ntheme = drak\n');
	const {code, stdout, stderr} = await runCommand(line, {env: {XDG_CONFIG_HOME: path.join(home, 'wrong')}});
	expect({code, stdout}).toEqual({code: 2, stdout: ''});
	expect(stderr).toContain(`forkscope: ${file}:2: The theme cannot be "drak"`);
});
