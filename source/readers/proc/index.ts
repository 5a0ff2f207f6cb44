/**
 * Reads processes that run now, with all below them, from /proc alone: no tracing, and no root for the user's own
 * processes. As root the numbers of frames say exactly who shares what. Nothing of the contents of memory is read.
 */
import {createLimitNotes, type LimitNotes} from '../../machine/limits.ts';
import {opFlags} from '../../machine/op.ts';
import type {Program} from '../../machine/program.ts';
import {UserError} from '../../machine/user-error.ts';
import type {Recording} from '../format.ts';
import {reachOf} from '../geometry.ts';
import type {Area} from './areas.ts';
import {buildProgram} from './build.ts';
import {openProc, type ProcFolder} from './folder.ts';
import {whileStopped} from './freeze.ts';
import {anonymousNames, plainNames} from './names.ts';
import {type RunningProcess, readProcess, type Stat} from './process.ts';
import {hasEnded, refusal, refuseWithoutMemory, requireOurs, whyMissing} from './refusals.ts';
import {settlePages} from './settle.ts';
import {findTree, hiddenChildren} from './tree.ts';

export type RunningOptions = {
	/** Another folder than /proc. */
	readonly proc?: string;
	/** Stop the processes while they are read. */
	readonly freeze?: boolean;
	/** Numbers for all names, arguments and paths. */
	readonly anonymous?: boolean;
	/** Microseconds of the clock by which the moments of a snapshot are told. */
	readonly now?: () => number;
};

/** When a process was read: what it did before `from` is in the snapshot, what it did after `to` is not. */
export type SnapshotMoment = {readonly from: number; readonly to: number};
export type Snapshot = {
	readonly program: Program;
	/** By pid. */
	readonly moments: ReadonlyMap<number, SnapshotMoment>;
};

const pageBytes = 4096;

/** Throws a UserError for a process that is not there, may not be read, or has no memory of its own. */
export function readRunning(pids: readonly number[], options: RunningOptions = {}): Recording {
	return {program: readSnapshot(pids, options).program, problems: []};
}

/** The same, with the moments at which it was so. */
export function readSnapshot(pids: readonly number[], options: RunningOptions = {}): Snapshot {
	const folder = openProc(options.proc);
	const limits = createLimitNotes();
	const moments = new Map<number, SnapshotMoment>();
	const asked: Asked = {folder, pids, limits, moments, now: options.now ?? (() => 0)};
	if (options.freeze === true) {
		requireOurs(folder, '--freeze');
	}

	const find = () => findTree(folder, pids);
	const processes =
		options.freeze === true && folder.isLive
			? whileStopped(find, (stats) => readAll(asked, stats))
			: readGrowing(asked, find);
	noteHidden(asked);
	noteMemory(processes, limits);
	const names = options.anonymous === true ? anonymousNames() : plainNames();
	const hugePages = hugePageMode(folder);
	const settledProcesses = processes.map((process) => settled(process, hugePages === 'always', limits));
	const program = buildProgram({
		header: {
			name: `pid:${pids.join(',')}`,
			description: `${processes.length === 1 ? '1 process' : `${processes.length} processes`} as /proc told ${processes.length === 1 ? 'it' : 'them'}`,
			cpus: 1,
			swapBytes: processes.reduce((sum, {areas}) => sum + swappedPages(areas), 0) * pageBytes,
			geometry: geometryOf(processes),
			hugePages: hugePages === 'always' ? 'madvise' : hugePages,
		},
		processes: settledProcesses,
		names,
		limits,
	});
	return {program, moments};
}

/** Beyond 47 bits there are only processes of ARM64. */
const highest = reachOf('arm64') / pageBytes;

function geometryOf(processes: readonly RunningProcess[]): 'arm64' | 'x86-64' {
	const end = Math.max(0, ...processes.map(({areas}) => areas.at(-1)?.end ?? 0));
	return end > reachOf('x86-64') / pageBytes ? 'arm64' : 'x86-64';
}

function swappedPages(areas: readonly Area[]): number {
	return areas.reduce((sum, {swapped}) => sum + swapped, 0);
}

function hugePageMode(folder: ProcFolder): 'always' | 'madvise' | 'never' {
	try {
		const chosen = /\[(\w+)\]/.exec(folder.hugePages())?.[1];
		return chosen === 'always' || chosen === 'madvise' ? chosen : 'never';
	} catch {
		// A kernel without them.
		return 'never';
	}
}

type Asked = {
	readonly folder: ProcFolder;
	readonly pids: readonly number[];
	readonly limits: LimitNotes;
	readonly moments: Map<number, SnapshotMoment>;
	readonly now: () => number;
};

/** How often it is looked for processes that were born while others were read. */
const looksMost = 5;

/** Reads the tree, and what is born meanwhile: who is younger comes behind. */
function readGrowing(asked: Asked, find: () => readonly Stat[]): RunningProcess[] {
	const seen = new Set<number>();
	const processes: RunningProcess[] = [];
	let fresh = find();
	for (let looks = 1; fresh.length > 0; looks += 1) {
		for (const {pid} of fresh) {
			seen.add(pid);
		}

		processes.push(...readAll(asked, fresh));
		const isLast = looks === looksMost || !asked.folder.isLive;
		fresh = isLast ? [] : stillThere(find).filter(({pid}) => !seen.has(pid));
	}

	return processes;
}

/** None where those that were asked for have ended since. */
function stillThere(find: () => readonly Stat[]): readonly Stat[] {
	try {
		return find();
	} catch (error) {
		if (error instanceof UserError) {
			return [];
		}

		throw error;
	}
}

/** What is asked for must be readable; of what is below, the rest is named and left out. */
function readAll(asked: Asked, stats: readonly Stat[]): RunningProcess[] {
	const {folder, pids, limits} = asked;
	return stats.flatMap((stat) => {
		const [process, error] = readOne(asked, stat);
		const isLeft = process?.state === 'Z' && !asked.moments.has(process.parent);
		if (process !== undefined && !isLeft) {
			refuseWithoutMemory(process);
			return [process];
		}

		const kind = error === undefined ? 'gone-processes' : whyMissing(error);
		if (kind === undefined) {
			throw error;
		}

		if (pids.includes(stat.pid)) {
			throw isLeft ? hasEnded(stat) : refusal(folder, stat, kind, error);
		}

		limits.note(kind, 1, stat.comm);
		return [];
	});
}

/** The process, or what the system says; neither where it has ended. */
function readOne({folder, moments, now}: Asked, stat: Stat): [process?: RunningProcess, error?: unknown] {
	try {
		const from = now();
		const process = readProcess(folder, stat, highest);
		if (process !== undefined) {
			moments.set(stat.pid, {from, to: now()});
		}

		return [process];
	} catch (error) {
		return [undefined, error];
	}
}

function noteHidden({folder, moments, limits}: Asked): void {
	const hidden = hiddenChildren(folder, [...moments.keys()]);
	if (hidden > 0) {
		limits.note('unreadable-processes', hidden, 'hidden by hidepid');
	}
}

/** What a process has that the program does not hold, and what of it is not certain. */
function noteMemory(processes: readonly RunningProcess[], limits: LimitNotes): void {
	limits.note('made-up-past', processes.length);
	for (const {areas, isRestless, comm, pages} of processes) {
		if (isRestless) {
			limits.note('restless-processes', 1, comm);
		}

		const hugetlb = areas.reduce((sum, area) => sum + area.hugetlb, 0);
		const swapped = pages.isSwapped.subarray(0, pages.count).reduce((sum, each) => sum + each, 0);
		const inObjects = swappedPages(areas) - swapped;
		for (const [name, count] of [
			['hugetlb', hugetlb],
			['shared memory in swap', inObjects],
		] as const) {
			if (count > 0) {
				limits.note('unread-memory', count, name);
			}
		}

		noteNotCarried(areas, limits);
	}
}

/** What smaps tells of the state of pages and mappings, and no op of the workload brings about. */
function noteNotCarried(areas: readonly Area[], limits: LimitNotes): void {
	const sum = (pagesOf: (area: Area) => number) => areas.reduce((pages, area) => pages + pagesOf(area), 0);
	const isPrivateFile = ({inode, flags}: Area) => inode !== '' && (flags & opFlags.shared) === 0;
	for (const [name, count] of [
		['pages given up by madvise(FREE)', sum(({lazyFree}) => lazyFree)],
		['locked mappings', areas.filter(({isLocked}) => isLocked).length],
		[
			'dirty pages of privately mapped files',
			sum((area) => (isPrivateFile(area) ? Math.max(0, area.dirty - area.anonymous) : 0)),
		],
	] as const) {
		if (count > 0) {
			limits.note('not-carried-over', count, name);
		}
	}
}

/**
 * Open points are settled; where huge pages are everywhere, every mapping that may have them is one that asks for them, and no
 * mapping of a process that has turned them off.
 */
function settled(process: RunningProcess, isAlways: boolean, limits: LimitNotes): RunningProcess {
	const assumed = settlePages(process);
	if (assumed > 0) {
		limits.note('assumed-pages', assumed);
	}

	if (process.refusesHugePages) {
		return {...process, areas: process.areas.map(withoutHugePages)};
	}

	return isAlways ? {...process, areas: process.areas.map(withHugePages)} : process;
}

function withoutHugePages(area: Area): Area {
	return {...area, advice: area.advice.filter((advice) => advice !== 'hugepage')};
}

function withHugePages(area: Area): Area {
	const isMemory = area.backing === '' && (area.flags & opFlags.growsDown) === 0;
	return isMemory && area.advice.every((advice) => !advice.endsWith('hugepage'))
		? {...area, advice: [...area.advice, 'hugepage']}
		: area;
}
