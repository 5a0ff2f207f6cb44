/** Runs the program in a terminal of a given size, by way of `script`, and watches it from outside. Linux only. */
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import process from 'node:process';
import {setTimeout} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';

/** Lies beside this file once both are bundled. */
const program = fileURLToPath(new URL('./cli.js', import.meta.url));

/** Clock ticks a second, in which /proc counts CPU time. */
const ticksPerSecond = 100;

export function hasTerminals(): boolean {
	return process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
}

export type Terminal = {
	/** Resolves when `test` is true of everything that was shown so far. */
	waitFor(test: (shown: string) => boolean): Promise<void>;
	type(keys: string): void;
	/** Seconds of CPU time that the program has used. */
	cpuSeconds(): number;
	/** Resolves when the program has nothing more to do: when it has used no CPU time for a second. */
	quiet(): Promise<void>;
	bytesShown(): number;
	close(): Promise<void>;
};

export function openTerminal(
	size: {columns: number; rows: number},
	words: readonly string[],
	env: NodeJS.ProcessEnv = {},
): Terminal {
	const command = [process.execPath, program, ...words].map((word) => `'${word}'`).join(' ');
	const {columns, rows} = size;
	const child = spawn(
		'script',
		['-qfec', `stty cols ${columns} rows ${rows}; exec ${command}`, '/dev/null'],
		{
			env: {PATH: process.env.PATH, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env},
		},
	);
	let shown = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		shown += text;
	});
	return {
		waitFor: (test) =>
			new Promise((resolve) => {
				const look = () => {
					if (test(shown)) {
						child.stdout.off('data', look);
						resolve();
					}
				};

				child.stdout.on('data', look);
				look();
			}),
		type: (keys) => child.stdin.write(keys),
		cpuSeconds: () => cpuSecondsOf(child),
		quiet: () => untilQuiet(child),
		bytesShown: () => shown.length,
		close: () =>
			new Promise((resolve) => {
				child.on('close', () => resolve());
				child.stdin.write('q');
			}),
	};
}

async function untilQuiet(child: ChildProcess): Promise<void> {
	for (let used = -1; used !== cpuSecondsOf(child); ) {
		used = cpuSecondsOf(child);
		await setTimeout(1000);
	}
}

/** `script` has one child, and that has become the program. */
function cpuSecondsOf({pid}: ChildProcess): number {
	const inner = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
	const fields = readFileSync(`/proc/${inner}/stat`, 'utf8')
		.replace(/^.*\) /, '')
		.split(' ');
	return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
