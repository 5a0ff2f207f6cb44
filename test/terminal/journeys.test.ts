/** Journeys through the built program in a real terminal: how it starts, and how it leaves the terminal behind. */
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {gunzipSync} from 'node:zlib';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {panes} from '../../source/ui/panes/index.ts';
import {setupEntries} from '../../source/ui/state/menus/setup.ts';
import {screenOf} from '../frames/screens.ts';
import {hasTmux, openTerminal, type Terminal} from './tmux.ts';

const bundler = new URL('../../scripts/bundle.mjs', import.meta.url).href;
const workload = new URL('../../fixtures/kernel-truth/cow-basics.ndjson', import.meta.url);
const recording = new URL('../../fixtures/recordings/redis-bgsave.perf.txt.gz', import.meta.url);
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

	/** The other screen, reports of the mouse, a cursor. They are set after the first frame, and before any key is read. */
	const modes = '#{alternate_on} #{mouse_any_flag} #{cursor_flag}';

	async function start(file = 'cli.js', words = ''): Promise<string> {
		terminal.type(`${process.execPath} ${path.join(directory, file)} ${words}; echo "code=$?"`);
		terminal.press('Enter');
		await terminal.waitFor(() => terminal.ask(modes) === '1 1 0', 'its modes');
		return terminal.waitFor((screen) => screen.includes('1 Processes'), 'the screen');
	}

	/** Runs it, and clears the screen: what is typed before that is done could be echoed late, over what comes next. */
	async function runInShell(command: string): Promise<void> {
		terminal.type(`${command}; clear`);
		terminal.press('Enter');
		await terminal.waitFor((shown) => shown.trim() === '$', 'an empty screen');
	}

	/** Half of it takes a moment to find on a busy machine. */
	async function startAtHalf(): Promise<string> {
		await start('cli.js', '--at 50%');
		return terminal.waitFor((shown) => shown.includes('at 1086/'), 'half of it');
	}

	/** Keys that come together with Escape would be another key. */
	async function escapeTo(test: (screen: string) => boolean, what: string): Promise<void> {
		terminal.press('Escape');
		await terminal.waitFor(test, what);
	}

	/** The shell asks for a command; what is typed before could still be read by the program. */
	async function untilPrompt(): Promise<void> {
		const isPrompt = (shown: string) => !shown.includes('1 Processes') && /\n\$\s*$/.test(shown);
		await terminal.waitFor(isPrompt, 'the prompt of the shell');
	}

	/** The shell has the terminal again, as it was. */
	async function checkLeft(code: number): Promise<void> {
		const screen = await terminal.waitFor((shown) => shown.includes(`code=${code}`), `exit code ${code}`);
		expect(screen).not.toContain('1 Processes');
		expect(terminal.ask(modes)).toBe('0 0 1');
		terminal.type(`echo "raw=$(stty -a | grep -cE -e ' -(echo|icanon|isig) ')"`);
		terminal.press('Enter');
		await terminal.waitFor((shown) => /^raw=0/m.test(shown), 'a terminal that echoes');
	}

	test('a race is stepped through to its end and back, a CPU is chosen, and q ends it', async () => {
		terminal.type(
			`${process.execPath} ${path.join(directory, 'cli.js')} races read-read --locks v2 --play; echo "code=$?"`,
		);
		terminal.press('Enter');
		await terminal.waitFor((shown) => shown.includes('step 0 of 34'), 'the beginning');
		terminal.press('End');
		await terminal.waitFor((shown) => shown.includes('double count: Frame f1 is counted 3 times'), 'the end');
		terminal.press('Left');
		await terminal.waitFor((shown) => shown.includes('step 33 of 34'), 'a step back');
		terminal.press('Home');
		await terminal.waitFor((shown) => shown.includes('step 0 of 34'), 'the beginning again');
		terminal.press('2');
		await terminal.waitFor((shown) => shown.includes('step 1 of 1'), 'another schedule');
		terminal.press('q');
		await checkLeft(0);
	});

	test.each([
		['cow', '6 frames', 'Right: 6 frames', '(0/9)'],
		['races', 'yes', 'Not yes: No', '(0/22)'],
	])(
		'a quiz about %s is played on the screen: it asks, judges and steps through the solution',
		async (topic, words, verdict, steps) => {
			const seed = topic === 'cow' ? 3 : 1;
			terminal.type(
				`${process.execPath} ${path.join(directory, 'cli.js')} quiz ${topic} --seed ${seed}; echo "code=$?"`,
			);
			terminal.press('Enter');
			await terminal.waitFor((shown) => shown.includes('question 1 of'), 'the first question');
			terminal.press('C-n');
			await terminal.waitFor((shown) => shown.includes('Your answer ('), 'the line for the answer');
			terminal.type(words);
			terminal.press('Enter');
			await terminal.waitFor((shown) => shown.includes(verdict) && shown.includes(steps), 'the verdict');
			terminal.press('C-n');
			await terminal.waitFor((shown) => shown.includes(steps.replace('0', '1')), 'a step of the solution');
			terminal.press('q');
			await checkLeft(0);
		},
	);

	test('it starts playing, says what to press, and q ends it', async () => {
		const screen = await start();
		expect(screen).toContain('? lists all keys');
		await terminal.waitFor((shown) => /bash/.test(shown), 'a shell in the tree');
		terminal.press('q');
		await checkLeft(0);
	});

	test('Space pauses, and keys do what the bottom line says', async () => {
		await start('cli.js', "--at 'mark:all jobs busy'");
		await terminal.waitFor((shown) => /PAUSED.*at 411\//.test(shown), 'a pause at the mark');
		terminal.press('.');
		await terminal.waitFor((shown) => shown.includes('at 412/'), 'the next event');
		terminal.press(',');
		await terminal.waitFor((shown) => shown.includes('at 411/'), 'the event before');
		terminal.press('?');
		await terminal.waitFor((shown) => shown.includes('Enter does it'), 'the list of keys');
		terminal.press('Escape');
		await terminal.waitFor((shown) => shown.includes('1 Processes'), 'the panes');
		terminal.press('C-c');
		await checkLeft(0);
	});

	test('SIGTERM ends it with 143', async () => {
		await start();
		terminal.press('C-z');
		await untilPrompt();
		terminal.type('kill -TERM %1; fg; echo "code=$?"');
		terminal.press('Enter');
		await checkLeft(143);
	});

	test.each([
		['TERM', 143],
		['HUP', 129],
		['INT', 130],
	])('SIG%s ends it while it plays, with %d', async (signal, code) => {
		const note = path.join(directory, `pid-${signal}`);
		const program = `${process.execPath} ${path.join(directory, 'cli.js')}`;
		terminal.type(`sh -c 'echo $$ > ${note}; exec ${program}'; echo "code=$?"`);
		terminal.press('Enter');
		await terminal.waitFor((screen) => /at [1-9]\d*\//.test(screen), 'the first events');
		process.kill(Number(await readFile(note, 'utf8')), `SIG${signal}`);
		await checkLeft(code);
	});

	test('a paste goes into the line that is typed, and is no command', async () => {
		await startAtHalf();
		terminal.paste('qqq\n:end\n');
		await terminal.waitFor((shown) => shown.includes('Pasted text does nothing here'), 'an answer');
		terminal.press('\\');
		await terminal.waitFor((shown) => shown.includes('Filter ('), 'the filter');
		terminal.paste('cc1');
		await terminal.waitFor((shown) => shown.includes('hits: cc1'), 'what was pasted');
		await escapeTo((shown) => !shown.includes('FILTER'), 'all processes');
		terminal.press('q');
		await checkLeft(0);
	});

	test('it is resized while it plays', async () => {
		await start();
		for (const [columns, rows] of [
			[120, 40],
			[40, 12],
			[100, 30],
		]) {
			terminal.resize({columns, rows});
			await terminal.waitFor((shown) => {
				const lines = shown.split('\n').slice(0, rows);
				return lines[1]?.length === columns && lines.at(-1)?.includes('quit') === true;
			}, `${columns}×${rows}`);
		}

		terminal.press('Space');
		await terminal.waitFor((shown) => shown.includes('PAUSED'), 'a pause');
		terminal.press('q');
		await checkLeft(0);
	});

	test('the mouse can be left to the terminal and taken back', async () => {
		const {model, session} = screenOf('build', '50%', {columns: 80, rows: 24}, '', {}, panes);
		const mouseRow = setupEntries(model(), session.panes).findIndex(({label}) => label.includes('the mouse'));
		await startAtHalf();
		for (const flag of ['0', '1']) {
			terminal.press('F2');
			await terminal.waitFor((shown) => shown.includes('Setup'), 'the setup');
			terminal.press(...Array.from({length: mouseRow}, () => 'Down'), 'Space');
			await terminal.waitFor(() => terminal.ask('#{mouse_any_flag}') === flag, `the mouse ${flag}`);
			await escapeTo((shown) => !shown.includes('Setup'), 'the panes');
		}

		terminal.press('q');
		await checkLeft(0);
	});

	test('r reads the file again; a broken one and none are a sentence each', async () => {
		const file = path.join(directory, 'again.ndjson');
		const lines = (await readFile(workload, 'utf8')).trimEnd().split('\n');
		await writeFile(file, lines.slice(0, -2).join('\n'));
		await start('cli.js', `${file} --at 50%`);
		await writeFile(file, lines.join('\n'));
		terminal.press('r');
		await terminal.waitFor((shown) => shown.includes('was read again'), 'the file');
		await writeFile(file, 'no such line\n');
		terminal.press('r');
		const broken = await terminal.waitFor((shown) => shown.includes('again.ndjson:'), 'where it is broken');
		expect(broken).toContain('1 Processes');
		await rm(file);
		terminal.press('r');
		await terminal.waitFor((shown) => shown.includes('There is no file'), 'what is missing');
		terminal.press('q');
		await checkLeft(0);
	});

	test('settings that are saved are there the next time', async () => {
		const home = path.join(directory, 'home');
		await runInShell(`export XDG_CONFIG_HOME=${home}`);
		await startAtHalf();
		terminal.press('#', 's', 'C-s');
		await terminal.waitFor((shown) => shown.includes('The settings are saved in'), 'an answer');
		await escapeTo((shown) => !shown.includes('Setup'), 'the panes');
		terminal.press('q');
		await checkLeft(0);
		expect(await readFile(path.join(home, 'forkscope', 'config'), 'utf8')).toContain('header = no');
		await runInShell('true');
		const screen = await start('cli.js', '--at 50%');
		expect(screen.split('\n')[1]).toContain('1 Processes');
		terminal.press('q');
		await terminal.waitFor((shown) => !shown.includes('1 Processes'), 'the shell');
	});

	test('Ctrl-Z gives the shell, and fg comes back to the same moment', async () => {
		await start('cli.js', '--at 50%');
		await terminal.waitFor((shown) => shown.includes('at 1086/'), 'half of it');
		terminal.press('C-z');
		await untilPrompt();
		expect(terminal.ask(modes)).toBe('0 0 1');
		terminal.type('fg');
		terminal.press('Enter');
		await terminal.waitFor((shown) => shown.includes('at 1086/'), 'the screen');
		await terminal.waitFor(() => terminal.ask(modes) === '1 1 0', 'the mouse');
		terminal.press('.');
		await terminal.waitFor((shown) => shown.includes('at 1087/'), 'the next event');
		terminal.press('q');
		await terminal.waitFor((shown) => !shown.includes('1 Processes'), 'the shell');
	});

	test('Ctrl-L twice, and Ctrl-Z thrice, do what once does', async () => {
		await startAtHalf();
		terminal.press('C-l', 'C-l', 'C-l', '.');
		await terminal.waitFor((shown) => shown.includes('at 1087/'), 'the next event');
		terminal.press('C-z', 'C-z', 'C-z');
		await untilPrompt();
		terminal.type('fg; echo "code=$?"');
		terminal.press('Enter');
		await terminal.waitFor((shown) => shown.includes('at 1087/'), 'the screen');
		terminal.press('.', '.');
		await terminal.waitFor((shown) => shown.includes('at 1089/'), 'two events on');
		terminal.press('q', 'q');
		await checkLeft(0);
	});

	/** Whether the screen is the program's, which begins with how it plays. */
	const isOurs = (shown: string) => /^\s*(?:PAUSED|> PLAY)/.test(shown);

	/** So often the same screen is one that has come to rest. */
	const looksAtRest = 25;

	test('every key twice leaves it alive', async () => {
		await runInShell(`export XDG_CONFIG_HOME=${path.join(directory, 'keys')}; cd ${directory}`);
		await startAtHalf();
		const signs = [...Array(94).keys()]
			.map((i) => String.fromCharCode(33 + i))
			.filter((sign) => sign !== 'q');
		const named = ['Space', 'Enter', 'Tab', 'Up', 'Down', 'Left', 'Right', 'Home', 'End', 'PPage', 'NPage'];
		const functions = [...Array(9).keys()].map((i) => `F${i + 1}`);
		const held = [...'abdefghijklnoprstuvwxy'].map((letter) => `C-${letter}`);
		for (const key of [...signs, ...named, ...functions, ...held]) {
			terminal.press(key === ';' ? '\\;' : key, key === ';' ? '\\;' : key);
			terminal.press('Escape');
		}

		terminal.press('C-l', 'C-l');
		// Ctrl-C closes what the keys have opened before it leaves. It is pressed when the screen has come to rest.
		let before = '';
		let looks = 0;
		await terminal.waitFor((now) => {
			looks = now === before ? looks + 1 : 0;
			before = now;
			if (isOurs(now) && looks === looksAtRest) {
				looks = 0;
				terminal.press('C-c');
			}

			return now !== '' && !isOurs(now);
		}, 'what Ctrl-C does');
		await checkLeft(0);
	});

	test.each([
		['QUIT', 131],
		['ABRT', 134],
	])('SIG%s leaves the terminal as it was, with %d', async (signal, code) => {
		const note = path.join(directory, `pid-${signal}`);
		terminal.type(
			`sh -c 'echo $$ > ${note}; exec ${process.execPath} ${path.join(directory, 'cli.js')}'; echo "code=$?"`,
		);
		terminal.press('Enter');
		await terminal.waitFor((screen) => /at [1-9]\d*\//.test(screen), 'the first events');
		process.kill(Number(await readFile(note, 'utf8')), `SIG${signal}`);
		await checkLeft(code);
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

	test('a stream is followed, left for an earlier moment, gone along with again, and read as a whole when it ends', async () => {
		const lines = gunzipSync(await readFile(recording))
			.toString('utf8')
			.split('\n');
		await writeFile(path.join(directory, 'first'), `${lines.slice(0, 2000).join('\n')}\n`);
		await writeFile(path.join(directory, 'second'), `${lines.slice(2000, 4000).join('\n')}\n`);
		const until = (name: string) => `until [ -e ${name} ]; do sleep 0.05; done`;
		const stream = `cat first; ${until('more')}; cat second; ${until('enough')}`;
		terminal.type(`cd ${directory}; (${stream}) | ${process.execPath} cli.js live -; echo "code=$?"`);
		terminal.press('Enter');
		await terminal.waitFor((shown) => /> LIVE .* at ([1-9]\d*)\/\1 /.test(shown), 'the newest event');
		terminal.press(',');
		await terminal.waitFor((shown) => /PAUSED .* 1 newer/.test(shown), 'the event before');
		await writeFile(path.join(directory, 'more'), '');
		await terminal.waitFor(
			(shown) => /PAUSED .* [\d,.]+k? newer/.test(shown) && !/ 1 newer/.test(shown),
			'more',
		);
		terminal.press('L');
		await terminal.waitFor((shown) => /> LIVE .* at ([1-9]\d*)\/\1 /.test(shown), 'the newest event again');
		await writeFile(path.join(directory, 'enough'), '');
		await terminal.waitFor((shown) => shown.includes('is read as a whole'), 'the whole of it');
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
