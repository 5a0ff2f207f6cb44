/** Compiles a small program in C and runs it here: it times what the kernel does for a process. */
import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {stopwatchProgram} from './stopwatch-program.ts';

const run = promisify(execFile);

/** Nothing hangs for longer. */
const limitMs = 60_000;

/** What it printed, or the sentence why it could not be run. */
export async function runStopwatch(
	compiler = 'cc',
): Promise<{readonly lines: string} | {readonly why: string}> {
	const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-calibrate-'));
	try {
		const [file, program] = [path.join(folder, 'calibrate.c'), path.join(folder, 'calibrate')];
		writeFileSync(file, stopwatchProgram);
		await compile(compiler, file, program);
		const {stdout} = await run(program, {cwd: folder, timeout: limitMs});
		return {lines: stdout};
	} catch (error) {
		const {code, stderr = ''} = error as NodeJS.ErrnoException & {readonly stderr?: string};
		return {why: code === 'ENOENT' ? `there is no ${compiler}` : stderr.split('\n')[0] || String(error)};
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

/** Linked statically where that can be done: its process is small then, and what is timed is what it does. */
async function compile(compiler: string, file: string, program: string): Promise<void> {
	const words = ['-O1', '-w', '-o', program, file];
	try {
		await run(compiler, ['-static', ...words], {timeout: limitMs});
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			throw error;
		}

		await run(compiler, words, {timeout: limitMs});
	}
}
