/** Long answers on a terminal go to a pager, as those of git do: PAGER says which, `less -FRX` unless told. */
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {Writable} from 'node:stream';
import {stripVTControlCharacters} from 'node:util';
import type {Streams} from '../command.ts';

/** What less is told where LESS does not: to leave a screenful alone, to show colours, to leave the text where it ends. */
const lessFlags = 'FRX';

/**
 * Runs a command whose answer goes to a pager as soon as it is longer than the terminal, and returns its exit code when the pager
 * has been left. What is not longer, and what goes anywhere but to a terminal, is printed as it comes.
 */
export async function printPaged(
	streams: Streams,
	run: (streams: Streams) => Promise<number> | number,
): Promise<number> {
	const {stdout, env} = streams;
	const program = pagerOf(env);
	if (!stdout.isTTY || stdout.rows === undefined || env.TERM === 'dumb' || program === undefined) {
		return run(streams);
	}

	const paged = createPaged(stdout, () => startPager(program, env));
	const {columns, rows} = stdout;
	const stream = Object.assign(paged.stream, {isTTY: true, columns, rows});
	try {
		return await run({...streams, stdout: stream as unknown as NodeJS.WriteStream, screen: stdout});
	} finally {
		await paged.end();
	}
}

/** Undefined where none is wanted, or the one that is wanted is not there. */
function pagerOf({PAGER, PATH = ''}: Streams['env']): string | undefined {
	const program = (PAGER ?? 'less').trim();
	const [name] = program.split(/\s+/);
	const isThere = PATH.split(':').some((folder) => existsSync(path.resolve(folder, name)));
	return name === '' || program === 'cat' || !isThere ? undefined : program;
}

type Pager = {write(text: string, done: () => void): void; end(): Promise<void>};

/** Keeps the text until it is longer than the terminal. */
function createPaged(
	terminal: NodeJS.WriteStream,
	start: () => Pager,
): {stream: Writable; end(): Promise<void>} {
	let kept = '';
	let pager: Pager | undefined;
	const stream = new Writable({
		decodeStrings: false,
		write(chunk, _, done) {
			kept += String(chunk);
			if (pager === undefined && linesOf(kept, terminal.columns) < terminal.rows) {
				done();
				return;
			}

			pager ??= start();
			pager.write(kept, done);
			kept = '';
		},
	});
	const end = async () => {
		await new Promise<void>((resolve) => stream.end(resolve));
		terminal.write(kept);
		await pager?.end();
	};
	return {stream, end};
}

/** Lines of a terminal that a text fills. */
function linesOf(text: string, columns: number): number {
	return text
		.split('\n')
		.reduce((sum, line) => sum + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns)), -1);
}

/** Ctrl-C is the pager's while it runs; whoever leaves it early has seen enough. */
function startPager(program: string, env: Streams['env']): Pager {
	const child = spawn(program, {
		shell: true,
		stdio: ['pipe', 'inherit', 'inherit'],
		env: {...env, LESS: env.LESS ?? lessFlags},
	});
	const leave = () => {};
	process.on('SIGINT', leave);
	child.stdin.on('error', leave);
	const isOver = new Promise<void>((resolve) => {
		child.on('close', () => resolve());
		child.on('error', () => resolve());
	});
	return {
		write: (text, done) => void child.stdin.write(text, () => done()),
		async end() {
			child.stdin.end();
			await isOver;
			process.removeListener('SIGINT', leave);
		},
	};
}
