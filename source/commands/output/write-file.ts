/** Files that the screen writes: never over one that is there. */
import {writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';
import {UserError} from '../../machine/user-error.ts';

/** Other names are tried so often. */
const triesMax = 1000;

/**
 * Writes a new file and returns its name; where one of that name is there, `name-2.txt` and so on. `~` is the home of
 * the user. Throws a UserError where nothing can be written.
 */
export function writeNewFile(file: string, text: string): string {
	const {dir, name, ext} = path.parse(file.replace(/^~(?=\/)/, homedir()));
	for (let number = 1; number <= triesMax; number += 1) {
		const candidate = path.join(dir, number === 1 ? `${name}${ext}` : `${name}-${number}${ext}`);
		try {
			writeFileSync(candidate, text, {flag: 'wx'});
			return candidate;
		} catch (error) {
			const {code, message} = error as NodeJS.ErrnoException;
			if (code !== 'EEXIST') {
				throw new UserError(`${candidate} cannot be written: ${message.split(',')[0]}.`, {cause: error});
			}
		}
	}

	throw new UserError(`${file} cannot be written: there are ${triesMax} of that name.`);
}
