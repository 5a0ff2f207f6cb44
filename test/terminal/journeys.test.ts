/** Journeys through the built program in a real terminal: how it starts, and how it leaves the terminal behind. */
import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {hasTmux, openTerminal, type Terminal} from './tmux.ts';

const bundler = new URL('../../scripts/bundle.mjs', import.meta.url).href;
const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
const reason = hasTmux ? '' : ' (skipped: there is no tmux here)';
if (reason !== '') {
	process.stdout.write(`Journeys in a real terminal${reason}\n`);
}

describe.skipIf(!hasTmux)(`in a real terminal${reason}`, () => {
	let directory = '';
	let terminal: Terminal;

	beforeAll(async () => {
		await mkdir(cache, {recursive: true});
		directory = await mkdtemp(path.join(cache, 'forkscope-terminal-'));
		const {bundle} = await import(bundler);
		await bundle(directory, [{in: 'test/terminal/crashing.ts', out: 'crashing'}]);
	});

	afterAll(() => rm(directory, {recursive: true, force: true}));

	beforeEach(async () => {
		terminal = openTerminal({columns: 80, rows: 24});
		await terminal.waitFor((screen) => screen.startsWith('$'), 'a prompt');
	});

	afterEach(() => terminal.close());

	async function start(file = 'cli.js', words = ''): Promise<string> {
		terminal.type(`${process.execPath} ${path.join(directory, file)} ${words}; echo "code=$?"`);
		terminal.press('Enter');
		return terminal.waitFor((screen) => screen.includes('1 Processes'), 'the screen');
	}

	/** The shell has the terminal again, as it was. */
	async function checkLeft(code: number): Promise<void> {
		const screen = await terminal.waitFor((shown) => shown.includes(`code=${code}`), `exit code ${code}`);
		expect(screen).not.toContain('1 Processes');
		const modes = '#{alternate_on} #{mouse_any_flag} #{cursor_flag}';
		expect(terminal.ask(modes)).toBe('0 0 1');
		terminal.type(`echo "raw=$(stty -a | grep -cE -e ' -(echo|icanon|isig) ')"`);
		terminal.press('Enter');
		await terminal.waitFor((shown) => /^raw=0/m.test(shown), 'a terminal that echoes');
	}

	test('it starts playing, says what to press, and q ends it', async () => {
		const screen = await start();
		expect(screen).toContain('? lists all keys');
		expect(terminal.ask('#{alternate_on} #{mouse_any_flag}')).toBe('1 1');
		await terminal.waitFor((shown) => /bash/.test(shown), 'a shell in the tree');
		terminal.press('q');
		await checkLeft(0);
	});

	test('Space pauses, and keys do what the bottom line says', async () => {
		await start('cli.js', "--at 'mark:all jobs busy'");
		await terminal.waitFor((shown) => shown.includes('PAUSED'), 'a pause');
		terminal.press('.');
		await terminal.waitFor((shown) => shown.includes('op 412/'), 'the next event');
		terminal.press(',');
		await terminal.waitFor((shown) => shown.includes('op 411/'), 'the event before');
		terminal.press('?');
		await terminal.waitFor((shown) => shown.includes('Enter runs'), 'the list of keys');
		terminal.press('Escape');
		await terminal.waitFor((shown) => shown.includes('1 Processes'), 'the panes');
		terminal.press('C-c');
		await checkLeft(0);
	});

	test('SIGTERM ends it with 143', async () => {
		await start();
		terminal.press('C-z');
		await terminal.waitFor((shown) => !shown.includes('1 Processes'), 'the shell');
		terminal.type('kill -TERM %1; fg; echo "code=$?"');
		terminal.press('Enter');
		await checkLeft(143);
	});

	test('Ctrl-Z gives the shell, and fg comes back to the same moment', async () => {
		await start('cli.js', '--at 50%');
		await terminal.waitFor((shown) => shown.includes('op 1086/'), 'half of it');
		terminal.press('C-z');
		await terminal.waitFor((shown) => !shown.includes('1 Processes'), 'the shell');
		expect(terminal.ask('#{alternate_on} #{mouse_any_flag}')).toBe('0 0');
		terminal.type('fg');
		terminal.press('Enter');
		await terminal.waitFor((shown) => shown.includes('op 1086/'), 'the screen');
		await terminal.waitFor(() => terminal.ask('#{alternate_on} #{mouse_any_flag}') === '1 1', 'the mouse');
		terminal.press('.');
		await terminal.waitFor((shown) => shown.includes('op 1087/'), 'the next event');
		terminal.press('q');
		await terminal.waitFor((shown) => !shown.includes('1 Processes'), 'the shell');
	});

	test.each([
		[120, 40],
		[200, 60],
		[40, 12],
	])('a terminal that becomes %d×%d is filled', async (columns, rows) => {
		await start('cli.js', '--at 50%');
		terminal.resize({columns, rows});
		const isFilled = (shown: string) => {
			const lines = shown.split('\n').slice(0, rows);
			return lines.length === rows && lines[1].length === columns && lines[rows - 1].includes('quit');
		};
		await terminal.waitFor(isFilled, `${columns}×${rows}`);
		terminal.press('q');
		await checkLeft(0);
	});

	test('what breaks it gives the terminal back and says why', async () => {
		await start('crashing.js');
		terminal.press('.');
		const screen = await terminal.waitFor((shown) => shown.includes('code=70'), 'the exit code of a bug');
		expect(screen).toContain('broken on purpose');
		await checkLeft(70);
	});
});
