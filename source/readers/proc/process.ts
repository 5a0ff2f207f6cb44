/** One process as /proc tells it at one moment: what it is called, its mappings and its pages. */
import {type Area, readAreas} from './areas.ts';
import type {ProcFolder} from './folder.ts';
import {type Pages, readPages} from './pages.ts';

/** What stands in `stat`. */
export type Stat = {
	readonly pid: number;
	readonly parent: number;
	readonly comm: string;
	readonly state: string;
	readonly group: number;
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

const kilobytesOfPage = 4;

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
		startTime: field(22),
		exitCode: field(52),
	};
}

/** How often mappings are read again that changed meanwhile. */
const triesMost = 3;

/** Reads a process. Throws what the system says where it may not be read or is gone. */
export function readProcess(folder: ProcFolder, stat: Stat, endPage: number): RunningProcess {
	const {pid} = stat;
	const status = folder.text(`${pid}/status`);
	const field = (name: string) => new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? '0';
	const threads = folder
		.names(`${pid}/task`)
		.map(Number)
		.filter((thread) => thread !== pid);
	return {
		...stat,
		argv: folder
			.text(`${pid}/cmdline`)
			.replace(/\0+$/, '')
			.split('\0')
			.filter((word, _i, all) => all.length > 1 || word !== ''),
		uid: Number(field('Uid')),
		threads: stat.state === 'Z' ? [] : threads,
		refusesHugePages: /^THP_enabled:\s+0$/m.test(status),
		tables: Number(field('VmPTE')) / kilobytesOfPage,
		...readMemory(folder, stat, endPage),
	};
}

/** Mappings and pages of one moment, as far as that can be had of a process that goes on. */
function readMemory(
	folder: ProcFolder,
	{pid, state}: Stat,
	endPage: number,
): Pick<RunningProcess, 'areas' | 'pages' | 'isRestless'> {
	if (state === 'Z') {
		return {areas: [], pages: readPages(folder, pid, []), isRestless: false};
	}

	let areas = readAreas(folder.text(`${pid}/smaps`), endPage);
	let children = childrenOf(folder, pid);
	for (let tries = 1; ; tries += 1) {
		const pages = readPages(folder, pid, areas);
		const after = folder.isLive ? readAreas(folder.text(`${pid}/smaps`), endPage) : areas;
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
function childrenOf(folder: ProcFolder, pid: number): string {
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
