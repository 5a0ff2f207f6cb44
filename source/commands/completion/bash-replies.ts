/** Completion for bash, which leaves quoting, and listing files, to the program. */
import {readdirSync, statSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';
import {printable} from '../../machine/printable.ts';
import {cutLine, quoted} from './bash-words.ts';
import type {Offers} from './offer.ts';
import {offersFor, type Surroundings} from './offers.ts';

/**
 * `line` is the line up to the cursor, and `word` what bash would put a reply in the place of: the end of the last word, as bash
 * cuts words at `=` and `:` too. A reply that ends in a slash goes on.
 */
export async function bashReplies(
	[line = '', word = '']: readonly string[],
	around: Surroundings,
): Promise<string[]> {
	const {words, quote} = cutLine(line);
	const begin = words.findIndex((each) => !/^\w+=/.test(each));
	const typed = words.at(-1) ?? '';
	const offers = await offersFor(words.slice(begin + 1), around);
	const [bare = ''] = cutLine(word).words;
	const kept = typed.endsWith(bare) ? typed.length - bare.length : 0;
	const found = [...wordsThatBegin(offers, typed), ...filesThatBegin(offers, typed)];
	return [...new Set(found)].map((each) => quoted(each.slice(kept), quote));
}

function wordsThatBegin({words}: Offers, typed: string): string[] {
	return words
		.map(({value}) => value)
		.filter((value) => value.startsWith(typed) && printable(value) === value);
}

/** Folders end in a slash. What is hidden is listed only where a dot is typed. */
function filesThatBegin({files}: Offers, typed: string): string[] {
	const joined = /^--[\w-]+=/.exec(typed)?.[0] ?? '';
	const [, folder = '', begun = ''] = /^(.*\/)?([^/]*)$/s.exec(typed.slice(joined.length)) ?? [];
	return files === undefined
		? []
		: entriesOf(folder)
				.filter(
					(name) =>
						name.startsWith(begun) &&
						(begun.startsWith('.') || !name.startsWith('.')) &&
						printable(name) === name,
				)
				.map((name) => ({name, isFolder: isFolder(placeOf(folder), name)}))
				.filter((entry) => files === 'files' || entry.isFolder)
				.map((entry) => `${joined}${folder}${entry.name}${entry.isFolder ? '/' : ''}`);
}

function placeOf(folder: string): string {
	return folder === '' ? '.' : folder.replace(/^~(?=\/)/, homedir());
}

function entriesOf(folder: string): string[] {
	try {
		return readdirSync(placeOf(folder)).sort();
	} catch {
		return [];
	}
}

function isFolder(folder: string, name: string): boolean {
	return statSync(path.join(folder, name), {throwIfNoEntry: false})?.isDirectory() ?? false;
}
