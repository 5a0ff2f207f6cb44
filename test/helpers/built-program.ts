/** Builds the program as it is published, into a folder of its own, and runs it as a person's shell would. */
import {execFile, spawn} from 'node:child_process';
import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {Printed, Surroundings} from './run-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

export type BuiltProgram = {
	/** The built cli.js. */
	readonly file: string;
	readonly directory: string;
	readonly remove: () => Promise<void>;
};

/** The folder lies inside node_modules, so that the program finds the project's package.json above it. */
export async function buildProgram(): Promise<BuiltProgram> {
	const cache = path.join(root, 'node_modules', '.cache');
	await mkdir(cache, {recursive: true});
	const directory = await mkdtemp(path.join(cache, 'forkscope-'));
	await run(process.execPath, [path.join(root, 'scripts', 'build.mjs'), directory], {cwd: root});
	return {
		file: path.join(directory, 'cli.js'),
		directory,
		remove: () => rm(directory, {recursive: true, force: true}),
	};
}

/**
 * Runs `words` without a terminal. The environment holds PATH, what is kept from run to run beside the program, and what `around.env`
 * says, nothing else.
 */
export async function runProgram(
	program: BuiltProgram,
	words: readonly string[],
	around: Surroundings = {},
): Promise<Printed> {
	const child = spawn(process.execPath, [program.file, ...words], {
		env: {PATH: process.env.PATH, XDG_CACHE_HOME: program.directory, ...around.env},
	});
	const stdout: Buffer[] = [];
	const stderr: Buffer[] = [];
	child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
	child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
	child.stdin.on('error', () => {}); // A program that reads nothing closes its stdin; that is its right.
	child.stdin.end(around.stdin ?? '');
	const code = await new Promise<number>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (exitCode) => resolve(exitCode ?? -1));
	});
	return {
		code,
		stdout: Buffer.concat(stdout).toString('utf8'),
		stderr: Buffer.concat(stderr).toString('utf8'),
	};
}
