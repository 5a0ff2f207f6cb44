/** Which processes are meant: those that were asked for and all below them, parents before their children. */
import process from 'node:process';
import {UserError} from '../../machine/user-error.ts';
import {openProc, type ProcFolder} from './folder.ts';
import {childrenOf, readStat, type Stat} from './process.ts';
import {absence, isHidden, requireOurs, requireReadable} from './refusals.ts';

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
		throw absence(folder, missing);
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

/** The pids of a tree that a tool is to attach to. Throws a UserError also where they would mean other processes to it. */
export function attachableTree(pids: readonly number[]): number[] {
	const folder = openProc();
	requireOurs(folder, 'Attaching to processes');
	const tree = findTree(folder, pids);
	for (const stat of tree.filter(({pid}) => pids.includes(pid))) {
		requireReadable(folder, stat);
	}

	return tree.map(({pid}) => pid);
}

/**
 * How many children of processes that were read are hidden (`hidepid`): the kernel lists them with their parents. Root sees all.
 */
export function hiddenChildren(folder: ProcFolder, pids: readonly number[]): number {
	const isToBeAsked = folder.isOurs && process.getuid?.() !== 0;
	const children = isToBeAsked ? pids.flatMap((pid) => childrenOf(folder, pid).split(' ')) : [];
	return children.filter((child) => child !== '' && isHidden(folder, Number(child))).length;
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
