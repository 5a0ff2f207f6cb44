/** What the program's package.json says: the nearest one above this file, or above what is made of it. */
import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';

type Package = {readonly name: string; readonly version: string};

export function readPackage(): Package {
	return JSON.parse(readFileSync(fileAbove(import.meta.dirname), 'utf8'));
}

function fileAbove(folder: string): string {
	const file = path.join(folder, 'package.json');
	return existsSync(file) || folder === path.dirname(folder) ? file : fileAbove(path.dirname(folder));
}
