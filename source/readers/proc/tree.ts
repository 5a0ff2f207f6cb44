/** Which processes are meant: those that were asked for and all below them, parents before their children. */
import {UserError} from '../../machine/user-error.ts';
import type {ProcFolder} from './folder.ts';
import {readStat, type Stat} from './process.ts';

/** `pid:812` or `pid:812,990`; undefined for another word. Throws a UserError for pids that are none. */
export function pidsOf(word: string): readonly number[] | undefined {
	if (!word.startsWith('pid:')) {
		return undefined;
	}

	const words = word.slice('pid:'.length).split(',');
	if (!words.every((each) => /^[1-9]\d{0,9}$/.test(each))) {
		throw new UserError(`"${word}" names no process`, {expected: 'pid:812, or several: pid:812,990'});
	}

	return words.map(Number);
}

/** Throws a UserError for a pid that is not there. */
export function findTree(folder: ProcFolder, pids: readonly number[]): Stat[] {
	const stats = new Map(allStats(folder).map((stat) => [stat.pid, stat]));
	const missing = pids.find((pid) => !stats.has(pid));
	if (missing !== undefined) {
		throw new UserError(`There is no process ${missing}`, {
			expected: 'the pid of one that runs (pgrep NAME finds it)',
		});
	}

	const children = Map.groupBy(stats.values(), ({parent}) => parent);
	const found = new Map<number, Stat>();
	const add = (stat: Stat | undefined): void => {
		if (stat !== undefined && !found.has(stat.pid)) {
			found.set(stat.pid, stat);
			for (const child of (children.get(stat.pid) ?? []).toSorted(byAge)) {
				add(child);
			}
		}
	};
	const isBelow = (pid: number, others: readonly number[]): boolean => {
		const parent = stats.get(pid)?.parent ?? 0;
		return parent !== 0 && (others.includes(parent) || isBelow(parent, others));
	};
	for (const pid of pids.filter((each) => !isBelow(each, pids))) {
		add(stats.get(pid));
	}

	return [...found.values()];
}

function byAge(left: Stat, right: Stat): number {
	return left.startTime - right.startTime || left.pid - right.pid;
}

function allStats(folder: ProcFolder): Stat[] {
	return folder
		.names('')
		.filter((name) => /^\d+$/.test(name))
		.flatMap((name) => {
			try {
				return readStat(folder.text(`${name}/stat`)) ?? [];
			} catch {
				// It is gone since.
				return [];
			}
		});
}
