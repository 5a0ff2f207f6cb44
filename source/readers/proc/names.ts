/** What files, mappings and processes are called in the program. */
import type {Area} from './areas.ts';

export type Names = {
	/** Two files of one path (one was replaced while it is mapped) get names that differ. */
	file(area: Pick<Area, 'inode' | 'path'>): string;
	/** Of memory that has a name. */
	memory(path: string): string;
	process(comm: string): string;
	argv(words: readonly string[]): readonly string[] | undefined;
};

export function plainNames(): Names {
	const names = new Map<string, string>();
	const taken = new Set<string>();
	return {
		file({inode, path}) {
			const known = names.get(inode);
			if (known !== undefined) {
				return known;
			}

			const name = taken.has(path) || path === '' ? `${path} #${inode}`.trim() : path;
			names.set(inode, name);
			taken.add(name);
			return name;
		},
		memory: (path) => path,
		process: (comm) => comm,
		argv: (words) => (words.length === 0 ? undefined : words),
	};
}

/** Beginnings of paths that say what kind of memory it is, and nothing else. */
const kinds = ['/dev/shm/', '/memfd:', '/dev/zero', '/SYSV', '/secretmem'];
const isPlain = (path: string) => /^\[(?:heap|stack|vdso|vvar\w*)\]$/.test(path);

/** Numbers in place of all names that people gave. */
export function anonymousNames(): Names {
	const files = new Map<string, string>();
	const processes = new Map<string, string>();
	const numbered = (all: Map<string, string>, key: string, before: string) => {
		const name = all.get(key) ?? `${before}${all.size + 1}`;
		all.set(key, name);
		return name;
	};
	return {
		file({inode, path}) {
			const kind = kinds.find((start) => path.startsWith(start)) ?? '';
			return isPlain(path) ? path : numbered(files, inode, `${kind}file-`);
		},
		memory: (path) => (isPlain(path) ? path : '[memory]'),
		process: (comm) => numbered(processes, comm, 'program-'),
		argv: () => undefined,
	};
}
