/**
 * What large recordings came to when they were read before, so that the next command does not read them again. Kept under
 * $XDG_CACHE_HOME/forkscope, by content; bounded, checked when it is taken, and safe to delete at any time.
 */
import {createHash} from 'node:crypto';
import {createReadStream, readdirSync, renameSync, rmSync, statSync, utimesSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {cacheFolder, makeCacheFolder} from './cache-folder.ts';
import type {Recording} from './format.ts';
import {readRecording, writeRecording} from './recording-file.ts';

/** Smaller files are read as fast as they are looked up. */
const sizeLeast = 2 ** 18;
/** Bytes of all that is kept, and of one recording. */
const keptMost = 2 ** 29;
const oneMost = 2 ** 27;

type Env = Readonly<Record<string, string | undefined>>;

/** The recording in a file: as it was read before, else by `read`. `options` are what reading depends on beside the content. */
export async function remembered(
	file: string,
	options: string,
	env: Env,
	read: () => Promise<Recording>,
): Promise<Recording> {
	const folder = cacheFolder(env);
	const stat = statSync(file, {throwIfNoEntry: false});
	if (folder === undefined || stat?.isFile() !== true || stat.size < sizeLeast) {
		return read();
	}

	const place = path.join(folder, `${await keyOf(file, options)}.recording`);
	const kept = take(place);
	if (kept !== undefined) {
		return kept;
	}

	const recording = await read();
	keep(folder, place, recording);
	return recording;
}

/** Content, name and options, and the program that reads: another version may understand more. */
async function keyOf(file: string, options: string): Promise<string> {
	const hash = createHash('sha256').update(`${programStamp()}\n${path.basename(file)}\n${options}\n`);
	for await (const chunk of createReadStream(file, {highWaterMark: 2 ** 20})) {
		hash.update(chunk as Buffer);
	}

	return hash.digest('hex');
}

/** When the newest of the program's own files beside this one was written. */
function programStamp(): number {
	const folder = path.dirname(fileURLToPath(import.meta.url));
	const files = readdirSync(folder, {recursive: true, encoding: 'utf8'});
	return files.reduce((newest, file) => Math.max(newest, statSync(path.join(folder, file)).mtimeMs), 0);
}

/** What is kept there; undefined, and nothing is left there, where it is not what was written. */
function take(place: string): Recording | undefined {
	try {
		const recording = readRecording(place);
		const now = new Date();
		utimesSync(place, now, now);
		return recording;
	} catch {
		discard(place);
		return undefined;
	}
}

/** A cache that cannot be written is no trouble: the recording is there. */
function keep(folder: string, place: string, recording: Recording): void {
	const part = `${place}.${process.pid}`;
	try {
		makeCacheFolder(folder);
		if (writeRecording(part, recording) > oneMost) {
			discard(part);
			return;
		}

		renameSync(part, place);
		makeRoom(folder);
	} catch {
		discard(part);
	}
}

/** Removes what was not used for longest until the rest fits. */
function makeRoom(folder: string): void {
	const files = readdirSync(folder)
		.map((name) => path.join(folder, name))
		.map((file) => ({file, stat: statSync(file)}))
		.sort((left, right) => right.stat.mtimeMs - left.stat.mtimeMs);
	let sum = 0;
	for (const {file, stat} of files) {
		sum += stat.size;
		if (sum > keptMost) {
			discard(file);
		}
	}
}

function discard(file: string): void {
	try {
		rmSync(file, {force: true});
	} catch {
		// Somebody else's folder: nothing of it is used.
	}
}
