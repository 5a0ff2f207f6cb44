/** Answers that go to a file: written under another name beside it first, so that the file is whole, or as it was before. */
import {createWriteStream, openSync, realpathSync, renameSync, rmSync, type Stats, statSync} from 'node:fs';
import process from 'node:process';
import {finished} from 'node:stream/promises';
import {UserError} from '../../machine/user-error.ts';
import type {Streams} from '../command.ts';
import {writeProblem} from './write-problem.ts';

/**
 * Runs a command with what it prints going to `file`, and returns its exit code. Devices and pipes are written as they are. Throws a
 * UserError where the file cannot be written; when the command throws, there is no file, or the one that was there.
 */
export async function printToFile(
	file: string,
	streams: Streams,
	run: (streams: Streams) => Promise<number> | number,
): Promise<number> {
	const {place, part, mode} = placeOf(file);
	const stream = createWriteStream(part, {fd: openNow(file, part, part === place ? 'w' : 'wx', mode)});
	const written = finished(stream);
	// What happens to the stream is told below, after the command.
	written.catch(() => {});
	try {
		const code = await run({...streams, stdout: stream as unknown as NodeJS.WriteStream});
		stream.end();
		await written;
		if (part !== place) {
			renameSync(part, place);
		}

		return code;
	} catch (error) {
		stream.destroy();
		if (part !== place) {
			rmSync(part, {force: true});
		}

		throw stream.errored === null ? error : cannotWrite(file, stream.errored);
	}
}

/** There at once, so that taking it away again finds it. */
function openNow(file: string, part: string, flags: string, mode: number | undefined): number {
	try {
		return openSync(part, flags, mode);
	} catch (error) {
		throw cannotWrite(file, error as Error);
	}
}

type Place = {readonly place: string; readonly part: string; readonly mode: number | undefined};

/** Where the answer goes at last and at first; a link stays, and what it leads to is replaced. */
function placeOf(file: string): Place {
	const there = stat(file);
	if (there?.isDirectory()) {
		throw new UserError(`${file} is a directory.`);
	}

	const place = there === undefined ? file : realpathSync(file);
	return there === undefined || there.isFile()
		? {place, part: `${place}.${process.pid}.part`, mode: there?.mode}
		: {place, part: place, mode: undefined};
}

function stat(file: string): Stats | undefined {
	try {
		return statSync(file, {throwIfNoEntry: false});
	} catch (error) {
		throw cannotWrite(file, error as Error);
	}
}

function cannotWrite(file: string, error: Error): UserError {
	const why = writeProblem(error) ?? error.message.split(',')[0];
	return new UserError(`${file} cannot be written: ${why}.`, {cause: error});
}
