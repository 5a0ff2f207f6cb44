/** One process as /proc tells it at one moment: what it is called, its mappings and its pages. */
import {type Area, readAreas} from './areas.ts';
import type {ProcFolder} from './folder.ts';
import {noPages, type Pages, readPages} from './pages.ts';

/** What stands in `stat`. */
export type Stat = {
	readonly pid: number;
	readonly parent: number;
	readonly comm: string;
	readonly state: string;
	readonly group: number;
	/** It is a part of the kernel and has no memory of its own. */
	readonly isOfKernel: boolean;
	/** Ticks after the machine was started. */
	readonly startTime: number;
	/** As wait would tell it; 0 where that may not be read. */
	readonly exitCode: number;
};

export type RunningProcess = Stat & {
	readonly argv: readonly string[];
	readonly uid: number;
	/** Threads beside the first. */
	readonly threads: readonly number[];
	/** Empty of a zombie. */
	readonly areas: readonly Area[];
	readonly pages: Pages;
	/** It has turned huge pages off for itself (PR_SET_THP_DISABLE). */
	readonly refusesHugePages: boolean;
	/** Page tables below the top-level one. */
	readonly tables: number;
	/** Whether its mappings or its children changed while they were read, however often it was tried. */
	readonly isRestless: boolean;
};

type Memory = Pick<RunningProcess, 'areas' | 'pages' | 'isRestless'>;

/** Of a process that has ended and that its parent has not waited for. */
const nothingLeft = {
	...{threads: [], areas: [], pages: noPages, isRestless: false},
	...{refusesHugePages: false, tables: 0},
};

const kilobytesOfPage = 4;
/** PF_KTHREAD. */
const kernelThreadFlag = 0x20_0000;

/** Fields of the line of `stat`; undefined where it is none. */
export function readStat(text: string): Stat | undefined {
	const match = /^(\d+) \((.*)\) (.*)$/s.exec(text.trim());
	if (match === null) {
		return undefined;
	}

	const [, pid, comm, rest] = match;
	// The state is field 3 of the line.
	const fields = rest.split(' ');
	const field = (number: number) => Number(fields[number - 3] ?? 0);
	return {
		pid: Number(pid),
		parent: field(4),
		comm,
		state: fields[0],
		group: field(5),
		isOfKernel: (field(9) & kernelThreadFlag) !== 0,
		startTime: field(22),
		exitCode: field(52),
	};
}

/** How often mappings are read again that changed meanwhile. */
const triesMost = 3;

/** Reads a process; undefined where it has ended since. Throws what the system says where it may not be read or is gone. */
export function readProcess(folder: ProcFolder, stat: Stat, endPage: number): RunningProcess | undefined {
	const {pid} = stat;
	const tasks = folder.names(`${pid}/task`).map(Number);
	const threads = tasks.filter((thread) => thread !== pid);
	const living =
		stat.state === 'Z' ? livingThread(folder, pid, threads) : {task: `${pid}`, state: stat.state};
	if (living === undefined) {
		return {...stat, ...namesOf(folder, pid), ...nothingLeft};
	}

	const status = folder.text(`${living.task}/status`);
	const memory = readMemory(folder, living.task, pid, endPage);
	if (memory.areas.length === 0 && !stat.isOfKernel) {
		const now = folder.isLive ? readStat(folder.text(`${pid}/stat`)) : undefined;
		return now?.state === 'Z' ? {...now, ...namesOf(folder, pid), ...nothingLeft} : undefined;
	}

	return {
		...{...stat, state: living.state, threads},
		...namesOf(folder, pid),
		refusesHugePages: /^THP_enabled:\s+0$/m.test(status),
		tables: fieldOf(status, 'VmPTE') / kilobytesOfPage,
		...memory,
	};
}

/** What a process is called, and whose it is. */
function namesOf(folder: ProcFolder, pid: number): Pick<RunningProcess, 'argv' | 'uid'> {
	return {
		argv: folder
			.text(`${pid}/cmdline`)
			.replace(/\0+$/, '')
			.split('\0')
			.filter((word, _i, all) => all.length > 1 || word !== ''),
		uid: fieldOf(folder.text(`${pid}/status`), 'Uid'),
	};
}

function fieldOf(status: string, name: string): number {
	return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}

/** The first thread of a process may have ended before others, which then still show its memory. */
function livingThread(folder: ProcFolder, pid: number, threads: readonly number[]) {
	for (const thread of threads) {
		const task = `${pid}/task/${thread}`;
		const state = stateOf(folder, task);
		if (state !== 'Z' && state !== 'X') {
			return {task, state};
		}
	}

	return undefined;
}

function stateOf(folder: ProcFolder, task: string): string {
	try {
		return readStat(folder.text(`${task}/stat`))?.state ?? 'X';
	} catch {
		// It is gone since.
		return 'X';
	}
}

/** Mappings and pages of one moment, as far as that can be had of a process that goes on. */
function readMemory(folder: ProcFolder, task: string, pid: number, endPage: number): Memory {
	let areas = readAreas(folder.text(`${task}/smaps`), endPage);
	let children = childrenOf(folder, pid);
	for (let tries = 1; ; tries += 1) {
		const pages = readPages(folder, task, areas);
		const after = folder.isLive ? readAreas(folder.text(`${task}/smaps`), endPage) : areas;
		const childrenAfter = childrenOf(folder, pid);
		const isSame = isAlike(areas, after);
		const isStill = isSame && children === childrenAfter;
		if (isStill || tries === triesMost) {
			return {areas: isSame ? after : areas, pages, isRestless: !isStill};
		}

		areas = after;
		children = childrenAfter;
	}
}

/** As the kernel lists them; with one that comes or goes it changes who shares a page. Empty where the kernel does not say. */
export function childrenOf(folder: ProcFolder, pid: number): string {
	if (!folder.isLive) {
		return '';
	}

	try {
		return folder
			.names(`${pid}/task`)
			.map((tid) => folder.text(`${pid}/task/${tid}/children`))
			.join('');
	} catch {
		return '';
	}
}

function isAlike(some: readonly Area[], others: readonly Area[]): boolean {
	return (
		some.length === others.length &&
		some.every(
			({start, end, flags, backing}, i) =>
				start === others[i].start &&
				end === others[i].end &&
				flags === others[i].flags &&
				backing === others[i].backing,
		)
	);
}
