/** Opens a user's own scenario of races: a file, or standard input. */
import {readFileSync, statSync} from 'node:fs';
import {text} from 'node:stream/consumers';
import {UserError} from '../../machine/user-error.ts';
import {readScenario} from '../../races/read-scenario.ts';
import type {Scenario} from '../../races/scenario.ts';

/** A scenario is a few lines; what is longer is something else. */
const bytesMax = 64 * 1024;

/** Throws a UserError where there is no such file, or for the first line that is wrong; `hint` says what else there is. */
export async function openScenario(path: string, stdin: NodeJS.ReadStream, hint: string): Promise<Scenario> {
	if (path === '-') {
		return readScenario(await text(stdin), 'standard input');
	}

	const found = statSync(path, {throwIfNoEntry: false});
	if (found === undefined) {
		throw new UserError(`There is no scenario and no file ${path}.${hint}`);
	}

	if (!found.isFile() || found.size > bytesMax) {
		throw new UserError(`${path} is no scenario`, {expected: 'a text file of a few lines (docs/races.md)'});
	}

	return readScenario(readFileSync(path, 'utf8'), path);
}
