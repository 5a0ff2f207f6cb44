/**
 * A real terminal for tests: tmux holds it, a shell runs in it, keys are typed and the screen is read. States are
 * waited for, never a time: what does not come about in the end is a failure that shows the screen.
 */
import {spawnSync} from 'node:child_process';
import process from 'node:process';
import {setTimeout} from 'node:timers/promises';
import {limitMs} from '../helpers/eventually.ts';

export type Size = {readonly columns: number; readonly rows: number};

export type Terminal = {
	/** Types keys by their tmux names (`Space`, `C-c`, `F10`), or a text letter by letter. */
	press(...keys: readonly string[]): void;
	type(text: string): void;
	/** As a terminal pastes: between brackets, where the program has asked for them. */
	paste(text: string): void;
	resize(size: Size): void;
	screen(): string;
	/** A format of tmux: `#{alternate_on}`, `#{mouse_any_flag}`. */
	ask(format: string): string;
	/** Resolves with the screen once `test` is true of it. */
	waitFor(test: (screen: string) => boolean, what: string): Promise<string>;
	close(): void;
};

/** Between two looks at the screen; each is a process, so that they become rarer where something takes its time. */
const soonestMs = 10;
const latestMs = 120;

export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

let terminals = 0;

/** A shell in a terminal of that size; its prompt is `$ `, its environment nothing but what is said here. */
export function openTerminal({columns, rows}: Size): Terminal {
	terminals += 1;
	const socket = `forkscope-test-${process.pid}-${terminals}`;
	const tmux = (...words: readonly string[]): string => {
		const {stdout, stderr, status} = spawnSync('tmux', ['-L', socket, '-f', '/dev/null', ...words], {
			encoding: 'utf8',
			env: {PATH: process.env.PATH, LANG: 'C.UTF-8', TERM: 'xterm-256color'},
		});
		if (status !== 0) {
			throw new Error(`tmux ${words.join(' ')}: ${stderr}`);
		}

		return stdout;
	};
	const size = ['-x', String(columns), '-y', String(rows)];
	const shell = `env -i PATH='${process.env.PATH}' LANG=C.UTF-8 TERM=xterm-256color PS1='$ ' sh -i`;
	tmux('new-session', '-d', ...size, shell);
	const screen = () => tmux('capture-pane', '-p');
	return {
		press: (...keys) => void tmux('send-keys', ...keys),
		type: (text) => void tmux('send-keys', '-l', text),
		paste(text) {
			tmux('set-buffer', text);
			tmux('paste-buffer', '-p');
		},
		resize: (to) => void tmux('resize-window', '-x', String(to.columns), '-y', String(to.rows)),
		screen,
		ask: (format) => tmux('display-message', '-p', format).trim(),
		async waitFor(test, what) {
			const end = Date.now() + limitMs;
			for (
				let shown = screen(), pause = soonestMs;
				;
				shown = screen(), pause = Math.min(pause * 1.5, latestMs)
			) {
				if (test(shown)) {
					return shown;
				}

				if (Date.now() > end) {
					throw new Error(`never came: ${what}\n${shown}`);
				}

				await setTimeout(pause);
			}
		},
		close: () => void spawnSync('tmux', ['-L', socket, 'kill-server']),
	};
}
