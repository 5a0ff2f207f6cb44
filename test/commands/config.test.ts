/** The file with a user's settings: where it is looked for, and what a mistake in it costs. */
import {
	chmodSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {saveConfig} from '../../source/ui/terminal/save-config.ts';
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

test('a tree can start folded, columns can be left out, and the lines of time', async () => {
	const folder = path.join(home, 'looks');
	configIn(folder, 'depth = 1\nhide tree = MEM BY\nheader = no\ndecimal = yes\n');
	const {stdout} = await runCommand(line, {env: {XDG_CONFIG_HOME: folder}});
	const lines = stdout.split('\n');
	expect(lines[1]).toContain('1 Processes');
	expect(lines[2]).toMatch(/PID +RSS/);
	expect(lines[2]).not.toMatch(/MEM|BY/);
	expect((await runCommand(line)).stdout).toMatch(/PID +RSS +MEM .* BY /);
	expect(stdout).toMatch(/\+login .*pages once/);
});

test('a mistake names the file and the line, and the exit code is 2', async () => {
	const file = configIn(path.join(home, 'wrong'), '# colours\ntheme = drak\n');
	const {code, stdout, stderr} = await runCommand(line, {env: {XDG_CONFIG_HOME: path.join(home, 'wrong')}});
	expect({code, stdout}).toEqual({code: 2, stdout: ''});
	expect(stderr).toContain(`forkscope: ${file}:2: The theme cannot be "drak"`);
});

const settings = {theme: 'dark', mouse: 'no'};

test('settings are saved where they are read from, with what the user has written beside them', () => {
	const folder = path.join(home, 'saved');
	const env = {XDG_CONFIG_HOME: folder};
	const file = saveConfig(env, settings);
	expect(file).toBe(path.join(folder, 'forkscope', 'config'));
	expect(readFileSync(file, 'utf8')).toBe('theme = dark\nmouse = no\n');
	writeFileSync(file, '# mine\ntheme = light # day\nkey play = p\n');
	chmodSync(file, 0o600);
	saveConfig(env, settings);
	expect(readFileSync(file, 'utf8')).toBe('# mine\ntheme = dark # day\nkey play = p\nmouse = no\n');
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(readdirSync(path.dirname(file))).toEqual(['config']);
});

test('a link to a file that is kept elsewhere stays a link', () => {
	const real = path.join(home, 'dotfiles');
	writeFileSync(real, '# elsewhere\n');
	const folder = path.join(home, 'linked');
	mkdirSync(path.join(folder, 'forkscope'), {recursive: true});
	const link = path.join(folder, 'forkscope', 'config');
	symlinkSync(real, link);
	saveConfig({XDG_CONFIG_HOME: folder}, settings);
	expect(lstatSync(link).isSymbolicLink()).toBe(true);
	expect(readFileSync(real, 'utf8')).toBe('# elsewhere\ntheme = dark\nmouse = no\n');
});

test('what may not be written is left alone, and one sentence says so', () => {
	const readOnly = path.join(home, 'read-only');
	const file = configIn(readOnly, '# hands off\n');
	chmodSync(file, 0o444);
	const save = (folder?: string) => () => saveConfig({XDG_CONFIG_HOME: folder}, settings);
	expect(save(readOnly)).toThrow(`The settings cannot be saved: ${file} may not be written.`);
	expect(readFileSync(file, 'utf8')).toBe('# hands off\n');
	expect(save(path.join(file, 'no-folder'))).toThrow(/^The settings cannot be saved in .*\.$/);
	expect(save()).toThrow('There is no place for settings');
});

test.each([
	[{}, '─'],
	[{LANG: 'de_DE.UTF-8'}, '─'],
	[{LANG: 'en_US.utf8'}, '─'],
	[{LANG: 'ca_ES.UTF-8@valencia'}, '─'],
	[{LANG: 'en_US.UTF-8', LC_ALL: 'C'}, '-'],
	[{LANG: 'POSIX'}, '-'],
	[{LANG: 'de_DE.ISO-8859-1'}, '-'],
	[{LANG: 'ja_JP.eucJP'}, '-'],
	[{LC_CTYPE: 'de_DE@euro'}, '-'],
])('a locale that is not UTF-8 gets ASCII: %o', async (env, rule) => {
	const {stdout} = await runCommand(line, {env: {...env, HOME: path.join(home, 'nowhere')}});
	expect(stdout.includes('─')).toBe(rule === '─');
});
