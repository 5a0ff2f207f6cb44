/** Completion in real shells: a Tab is pressed, and what the shell makes of the offers is read from its screen. */
import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, test} from 'vitest';
import {type BuiltProgram, buildProgram} from '../helpers/built-program.ts';
import {hasTmux, openTerminal, type Terminal} from './tmux.ts';

let built: BuiltProgram;
let folder = '';

/** A program of the name, so that the scripts are tried as they are. */
beforeAll(async () => {
	built = await buildProgram();
	folder = mkdtempSync(path.join(tmpdir(), 'forkscope-test-shells-'));
	const program = path.join(folder, 'bin', 'forkscope');
	mkdirSync(path.join(folder, 'bin'));
	mkdirSync(path.join(folder, 'work', 'a folder'), {recursive: true});
	writeFileSync(path.join(folder, 'work', 'my file.ndjson'), '');
	writeFileSync(program, `#!/bin/sh\nexec ${process.execPath} ${built.file} "$@"\n`);
	chmodSync(program, 0o755);
});

afterAll(async () => {
	rmSync(folder, {recursive: true, force: true});
	await built.remove();
});

/** How each is started without settings of a user, and how it reads its script. */
const shells = [
	{
		name: 'bash',
		start: 'bash --norc --noprofile',
		prompt: "PS1='> '",
		read: 'source <(forkscope completion bash)',
	},
	{name: 'zsh', start: 'zsh -f', prompt: "PS1='> '", read: 'source <(forkscope completion zsh)'},
	{
		name: 'fish',
		start: 'fish --no-config',
		prompt: "function fish_prompt; echo -n '> '; end",
		read: 'forkscope completion fish | source',
	},
] as const;

/** What a Tab makes of a line; words that end where they are whole get a blank, which is not seen. */
const lines = [
	['forkscope snaps', 'forkscope snapshot'],
	['forkscope run build --kernel shared-pt-di', 'forkscope run build --kernel shared-pt-dir'],
	['forkscope run build --kernel=shared-pt-di', 'forkscope run build --kernel=shared-pt-dir'],
	['forkscope compare build --kernels linux-6,od', 'forkscope compare build --kernels linux-6,odf'],
	['forkscope run prefork --worke', 'forkscope run prefork --workers'],
	['forkscope view build --pane lo', 'forkscope view build --pane log'],
	['forkscope run snapshot --at mark:half', 'forkscope run snapshot --at mark:half\\ saved'],
	['forkscope run snapshot --at mark:snapshot\\ b', 'forkscope run snapshot --at mark:snapshot\\ begins'],
	['forkscope run snapshot --at "mark:half', 'forkscope run snapshot --at "mark:half saved"'],
	['forkscope run my', 'forkscope run my\\ file.ndjson'],
	['forkscope run "my', 'forkscope run "my file.ndjson"'],
	['forkscope run --proc a', 'forkscope run --proc a\\ folder/'],
] as const;

describe.each(shells)('$name', ({name, start, prompt, read}) => {
	const isThere = hasTmux && spawnSync(name, ['--version']).status === 0;
	if (!isThere) {
		process.stdout.write(`Completion in ${name}: skipped, as there is no ${hasTmux ? name : 'tmux'} here\n`);
	}

	describe.skipIf(!isThere)('completes', () => {
		let terminal: Terminal;
		/** What is seen, without what is blank behind it. */
		const shows = (text: string) => terminal.waitFor((screen) => screen.trimEnd() === text, text);

		beforeAll(async () => {
			terminal = openTerminal({columns: 100, rows: 30});
			await terminal.waitFor((screen) => screen.startsWith('$'), 'a prompt');
			const place = `HOME=${folder} PATH=${folder}/bin:$PATH`;
			terminal.type(`cd ${folder}/work && clear && exec env -u PS1 ${place} ${start}`);
			terminal.press('Enter');
			await terminal.waitFor(
				(screen) => screen.trim() !== '' && !/^\$/.test(screen),
				`the prompt of ${name}`,
			);
			// Two quotes that are none, so that what is typed is not yet what is said.
			terminal.type(`${prompt}; ${read}; clear; echo it is re''ady`);
			terminal.press('Enter');
			await terminal.waitFor((screen) => screen.includes('it is ready'), 'the script');
			terminal.press('C-l');
			await shows('>');
		});

		afterAll(() => terminal.close());

		test.each(lines)('%s to %s', async (typed, expected) => {
			terminal.type(typed);
			await shows(`> ${typed}`);
			terminal.press('Tab');
			await shows(`> ${expected}`);
			terminal.press('C-u', 'C-l');
			await shows('>');
		});

		test('and shows all that there are, where there are several', async () => {
			terminal.type('forkscope races unshare-');
			await shows('> forkscope races unshare-');
			terminal.press('Tab', 'Tab');
			await terminal.waitFor(
				(screen) => ['unshare-unshare', 'unshare-swapout'].every((word) => screen.includes(word)),
				'both scenarios',
			);
		});
	});
});
