/**
 * Stands in for main.ts in the bundle, where the program is one script: what V8 has compiled of it for a command is kept
 * for the next run of that command. Node's own cache keeps no function that is compiled when it is first called, and a
 * program of many modules takes longer to link than most answers.
 */
import {readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {Script} from 'node:vm';
import {cacheFolder, makeCacheFolder} from '../readers/cache-folder.ts';
import type {Streams} from './command.ts';

/** The script beside this file. Its name changes with its text. */
declare const programFile: string;

/** What main.ts exports. */
type Program = {main(line: readonly string[], streams: Streams): Promise<number>};

/** Of a command: each adds what it has compiled to what others have; after that there is little left to add. */
const runsKept = 5;

export async function main(line: readonly string[], streams: Streams): Promise<number> {
	const file = new URL(programFile, import.meta.url);
	const place = placeFor(line, streams.env);
	const {code: cachedData, runs} = read(place);
	const script = new Script(readFileSync(file, 'latin1'), {filename: file.href, cachedData});
	const program = script.runInThisContext() as (meta: ImportMeta) => Promise<Program>;
	const exitCode = await (await program(import.meta)).main(line, streams);
	const runsBefore = script.cachedDataRejected === true ? 0 : runs;
	if (place !== undefined && exitCode === 0 && runsBefore < runsKept) {
		keep(place, {code: script.createCachedData(), runs: runsBefore + 1});
	}

	return exitCode;
}

/** What is kept of a command: behind the code in its file are the number of runs, and a sum over all before it. */
type Kept = {readonly code: Buffer | undefined; readonly runs: number};
const none: Kept = {code: undefined, runs: 0};
const trailerBytes = 8;

/**
 * A command needs what it needed before; so each first word has a file of its own. Undefined where the environment names no
 * home, or wants no code kept. V8 itself refuses what another version of it has compiled.
 */
function placeFor([word = '']: readonly string[], env: Streams['env']): string | undefined {
	const folder = env.NODE_DISABLE_COMPILE_CACHE ? undefined : cacheFolder(env);
	const command = /^-*([a-z]+)$/.exec(word)?.[1] ?? '';
	return folder && path.join(folder, `${programFile}-${process.version}-${command}.code`);
}

/** V8 takes what it is given at its word: what is not as it was written is not given to it. */
function read(place: string | undefined): Kept {
	try {
		const bytes = readFileSync(place ?? '');
		const end = bytes.length - 4;
		return bytes.readInt32LE(end) === sumOf(bytes, end)
			? {code: bytes.subarray(0, -trailerBytes), runs: bytes.readInt32LE(end - 4)}
			: none;
	} catch {
		return none;
	}
}

/** Of one word in 256 bytes: what is lost when a machine breaks down is lost in blocks, and larger ones. */
function sumOf({buffer, byteOffset}: Buffer, end: number): number {
	// A Buffer reads a word ten times as slowly until it is compiled.
	const words = new DataView(buffer, byteOffset, end);
	let sum = end;
	for (let at = end - 4; at >= 0; at -= 256) {
		sum = (Math.imul(sum, 31) + words.getInt32(at, true)) | 0;
	}

	return sum;
}

/** In place of what other versions of the program have left. A cache that cannot be written is no trouble. */
function keep(place: string, {code = Buffer.of(), runs}: Kept): void {
	const folder = path.dirname(place);
	const part = `${place}.${process.pid}`;
	try {
		makeCacheFolder(folder);
		const bytes = Buffer.concat([code, Buffer.alloc(trailerBytes)]);
		bytes.writeInt32LE(runs, code.length);
		bytes.writeInt32LE(sumOf(bytes, code.length + 4), code.length + 4);
		writeFileSync(part, bytes, {mode: 0o600});
		renameSync(part, place);
		const left = readdirSync(folder).filter(
			(name) => name.endsWith('.code') && !name.startsWith(programFile),
		);
		for (const name of left) {
			rmSync(path.join(folder, name), {force: true});
		}
	} catch {
		// A folder that is full or that cannot be written, or a disk that is not there.
	}
}
