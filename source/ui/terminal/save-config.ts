/** Keeps settings in the user's file: written beside it and put in its place, so that there is never half a file. */
import {
	accessSync,
	constants,
	mkdirSync,
	realpathSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {UserError} from '../../machine/user-error.ts';
import {configFile, type Environment, readIfThere} from './read-config.ts';
import {type SettingLines, withSettings} from './saved-settings.ts';

/** Returns the file. Throws a UserError where it cannot or may not be written. */
export function saveConfig(env: Environment, settings: SettingLines): string {
	const file = configFile(env);
	if (file === undefined) {
		throw new UserError('There is no place for settings: neither XDG_CONFIG_HOME nor HOME is set.');
	}

	try {
		const text = readIfThere(file);
		mkdirSync(path.dirname(file), {recursive: true});
		// A link to a file that is kept elsewhere stays a link.
		replaceFile(text === undefined ? file : writableFile(file), withSettings(text ?? '', settings));
		return file;
	} catch (error) {
		throw error instanceof UserError
			? error
			: new UserError(`The settings cannot be saved in ${file}: ${(error as Error).message}.`, {
					cause: error,
				});
	}
}

/** A file without the right to write stays as it is, also where its folder may be written. */
function writableFile(file: string): string {
	const real = realpathSync(file);
	const isWritable = (statSync(real).mode & 0o222) !== 0;
	if (!isWritable) {
		throw new UserError(`The settings cannot be saved: ${file} may not be written.`);
	}

	accessSync(real, constants.W_OK);
	return real;
}

function replaceFile(file: string, text: string): void {
	const beside = `${file}.${process.pid}.new`;
	try {
		writeFileSync(beside, text, {flag: 'wx', mode: readMode(file)});
		renameSync(beside, file);
	} catch (error) {
		rmSync(beside, {force: true});
		throw error;
	}
}

function readMode(file: string): number {
	return (statSync(file, {throwIfNoEntry: false})?.mode ?? 0o644) & 0o777;
}
