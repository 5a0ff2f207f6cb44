/** Where the program keeps what it can make again: $XDG_CACHE_HOME/forkscope, or .cache/forkscope in the home. */
import {existsSync, mkdirSync} from 'node:fs';
import path from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Undefined where the environment names no home. */
export function cacheFolder({XDG_CACHE_HOME: cache, HOME: home}: Env): string | undefined {
	const base = cache || (home ? path.join(home, '.cache') : undefined);
	return base === undefined ? undefined : path.join(base, 'forkscope');
}

/** Makes the folder, and the one that it is in. Node's way to make any number of them goes on for ever where none can be made, as in /proc. */
export function makeCacheFolder(folder: string): void {
	for (const each of [path.dirname(folder), folder]) {
		if (!existsSync(each)) {
			mkdirSync(each, {mode: 0o700});
		}
	}
}
