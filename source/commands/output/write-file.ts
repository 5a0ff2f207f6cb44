/** Files that the screen writes: never over one that is there, and whole or not at all. */
import {rmSync, type Stats, statSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';
import {UserError} from '../../machine/user-error.ts';
import {writeProblem} from './write-problem.ts';

/** Other names are tried so often. */
const triesMax = 1000;

/**
 * Writes a new file and returns its name; where one of that name is there, `name-2.txt` and so on. Devices and pipes are
 * written as they are. `~` is the home of the user. Throws a UserError where nothing can be written; then nothing is left.
 */
export function writeNewFile(file: string, text: string): string {
	const place = file.replace(/^~(?=\/)/, homedir());
	const there = stat(place);
	if (there !== undefined && !there.isFile()) {
		return writeInto(place, text, there);
	}

	const {dir, name, ext} = path.parse(place);
	for (let number = 1; number <= triesMax; number += 1) {
		const candidate = path.join(dir, number === 1 ? `${name}${ext}` : `${name}-${number}${ext}`);
		if (writeIfNew(candidate, text)) {
			return candidate;
		}
	}

	throw new UserError(`${file} cannot be written: there are ${triesMax} of that name.`);
}

function stat(file: string): Stats | undefined {
	try {
		return statSync(file, {throwIfNoEntry: false});
	} catch (error) {
		throw cannotWrite(file, error);
	}
}

function writeInto(file: string, text: string, there: Stats): string {
	if (there.isDirectory()) {
		throw new UserError(`${file} is a directory.`);
	}

	try {
		writeFileSync(file, text);
		return file;
	} catch (error) {
		throw cannotWrite(file, error);
	}
}

/** False where one of that name is there. */
function writeIfNew(file: string, text: string): boolean {
	try {
		writeFileSync(file, text, {flag: 'wx'});
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
			return false;
		}

		if (writeProblem(error) !== undefined) {
			rmSync(file, {force: true});
		}

		throw cannotWrite(file, error);
	}
}

function cannotWrite(file: string, error: unknown): UserError {
	const why = writeProblem(error) ?? (error as Error).message.split(',')[0];
	return new UserError(`${file} cannot be written: ${why}.`, {cause: error});
}
