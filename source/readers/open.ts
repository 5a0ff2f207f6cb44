/**
 * Opens workloads of every format: a file, "-" for standard input, a folder or several files of one recording, `pid:812` for
 * processes that run now. The content says which format a file is, and whether it is packed.
 */

import {readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import type {Readable} from 'node:stream';
import type {Limit} from '../machine/limits.ts';
import {UserError} from '../machine/user-error.ts';
import {remembered} from './cache.ts';
import {chooseFormat, createCollector, sniffLines} from './collect.ts';
import {countedBytes, type ReadingNews, textOf} from './file-text.ts';
import type {Part, ReadOptions, Recording} from './format.ts';
import {readLines} from './lines.ts';
import {type RunningOptions, readRunning} from './proc/index.ts';
import {pidsOf} from './proc/tree.ts';

export type OpenOptions = ReadOptions &
	RunningOptions &
	ReadingNews & {
		/** Where the cache is, and which tools can be started; without it nothing is cached. */
		readonly env?: Readonly<Record<string, string | undefined>>;
	};

/**
 * Reads a whole workload: one path, several files of one recording, or a folder of them. `stdin` is read for "-".
 * Throws UserError for a file that is missing, of no known format, or that is no part of a recording.
 */
export async function openWorkload(
	paths: string | readonly string[],
	stdin: Readable,
	options: OpenOptions = {},
): Promise<Recording> {
	const [first, ...more] = typeof paths === 'string' ? [paths] : paths;
	const pids = pidsOf(first);
	if (pids !== undefined && more.length === 0) {
		return readRunning(pids, options);
	}

	try {
		const files = more.length > 0 ? [first, ...more] : filesOf(first);
		return files === undefined
			? await openOne(first, stdin, options)
			: await openParts(more.length > 0 ? first : path.resolve(first), files, options);
	} catch (error) {
		throw error instanceof UserError ? error : openProblem(error as NodeJS.ErrnoException);
	}
}

/** What has a name may have been read before; what is read anew is remembered. */
function openOne(name: string, stdin: Readable, options: OpenOptions): Promise<Recording> {
	const read = () => readOne(name, stdin, options);
	const {env, touch = ''} = options;
	return name === '-' || env === undefined ? read() : remembered(name, touch, env, read);
}

async function readOne(name: string, stdin: Readable, options: OpenOptions): Promise<Recording> {
	const isStdin = name === '-';
	const title = isStdin ? 'standard input' : name;
	const input = isStdin ? stdin : countedBytes(name, [name], options)(name);
	const {bytes} = await textOf(title, isStdin ? undefined : name, input, options.env ?? {});
	const collector = createCollector(title, options);
	const isCut = await readLines(bytes, collector.take, collector.takeBytes);
	return withLimits(collector.finish(), isCut ? [{kind: 'cut-short', count: 1}] : []);
}

function openProblem(error: NodeJS.ErrnoException): unknown {
	const name = error.path ?? 'the file';
	switch (error.code) {
		case 'ENOENT':
			return new UserError(`There is no file ${name}.`, {cause: error});
		case 'EISDIR':
			return new UserError(`${name} is a directory, not a workload file.`);
		case 'EACCES':
			return new UserError(`${name} may not be read.`);
		default:
			return error;
	}
}

/** Tools that write a file a process end its name in the pid. */
const partName = /\.\d+(?:\.gz|\.zst)?$/;

/** The files of a folder that are parts of a recording, by pid; undefined for what is no folder. */
function filesOf(folder: string): readonly string[] | undefined {
	if (folder === '-' || statSync(folder, {throwIfNoEntry: false})?.isDirectory() !== true) {
		return undefined;
	}

	const names = readdirSync(folder).filter((name) => partName.test(name));
	if (names.length === 0) {
		throw new UserError(`${folder} is a directory, not a workload file`, {
			expected: 'a file, or a directory with the files NAME.PID that strace -ff has written',
		});
	}

	return names
		.sort((left, right) => left.localeCompare(right, 'en', {numeric: true}))
		.map((name) => path.join(folder, name));
}

async function openParts(
	name: string,
	files: readonly string[],
	{env = {}, ...options}: OpenOptions,
): Promise<Recording> {
	const bytesOf = countedBytes(name, files, options);
	const parts: Part[] = [];
	let isCut = false;
	for (const file of files) {
		const lines: string[] = [];
		const {bytes} = await textOf(file, file, bytesOf(file), env);
		isCut = (await readLines(bytes, (line) => lines.push(line))) || isCut;
		parts.push({name: file, lines});
	}

	const merge = parts
		.map(({lines}) => chooseFormat(lines.slice(0, sniffLines)))
		.find((format) => format !== undefined)?.merge;
	const collector = createCollector(name, options);
	if (merge === undefined) {
		throw new UserError(`${files[1] ?? files[0]} is one word too many: one workload at a time`, {
			expected: 'several files only where strace -ff has written them',
		});
	}

	const {lines, limits} = merge(parts);
	for (const line of lines) {
		collector.take(line);
	}

	return withLimits(collector.finish(), [
		...limits,
		...(isCut ? [{kind: 'cut-short', count: 1} as const] : []),
	]);
}

function withLimits({program, problems}: Recording, limits: readonly Limit[]): Recording {
	const all = [...(program.header.limits ?? []), ...limits];
	return all.length === 0
		? {program, problems}
		: {program: {...program, header: {...program.header, limits: all}}, problems};
}
