/** Where a user's settings lie: `$XDG_CONFIG_HOME/forkscope/config`, or `~/.config/forkscope/config`. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {UserError} from '../../machine/user-error.ts';
import {type Config, parseConfig} from './config.ts';

/** The variables of the process that opened the screen. */
export type Environment = Readonly<Record<string, string | undefined>>;

const noConfig: Config = {keys: {}};

/** No file is no mistake; one that cannot be read or understood is a UserError. */
export function readConfig(env: Environment): Config {
	const file = configFile(env);
	const text = file === undefined ? undefined : readIfThere(file);
	return file === undefined || text === undefined ? noConfig : parseConfig(text, file);
}

/** Undefined where there is no home folder. */
export function configFile({XDG_CONFIG_HOME, HOME}: Environment): string | undefined {
	const folder = XDG_CONFIG_HOME || (HOME ? path.join(HOME, '.config') : undefined);
	return folder === undefined ? undefined : path.join(folder, 'forkscope', 'config');
}

export function readIfThere(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		const {code, message} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR') {
			return undefined;
		}

		throw new UserError(`The settings in ${file} cannot be read: ${message}.`, {cause: error});
	}
}
