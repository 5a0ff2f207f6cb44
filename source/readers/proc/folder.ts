/**
 * A /proc folder: the one of this machine, or one that was saved (`--proc`). The files of a saved one are those of /proc but for
 * `pagemap`, which is text there: a line a run of pages, "PAGE ENTRY [PAGES]" in hexadecimal (the frames of a run follow each other).
 */
import {closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, statfsSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** An entry of pagemap in two halves of 32 bits. */
export type TakeEntry = (page: number, low: number, high: number) => void;

export type ProcFolder = {
	/** Whether its processes run, so that they change while they are read. */
	readonly isLive: boolean;
	/** Whether its pids are those of this process too, so that they can be sent signals; a /proc of another pid namespace has others. */
	readonly isOurs: boolean;
	/** The text of a file in it. Throws what the system says. */
	text(name: string): string;
	/** What a folder in it holds. */
	names(name: string): readonly string[];
	/** The entries of pagemap that are present or swapped in the pages [start, end) of the task with that folder; at the latest after `most` it may stop. */
	entries(task: string, start: number, end: number, most: number, take: TakeEntry): void;
	/** What /sys says of transparent huge pages. */
	hugePages(): string;
};

const live = '/proc';
const hugePagesFile = '/sys/kernel/mm/transparent_hugepage/enabled';

/** Of statfs, for a proc that is mounted anywhere. */
const procMagic = 0x9fa0;

/** Opens a folder; without a name it is that of this machine. */
export function openProc(folder: string = live): ProcFolder {
	const isLive = path.resolve(folder) === live || isMounted(folder);
	const text = (name: string) => readFileSync(path.join(folder, name), 'utf8');
	return {
		isLive,
		isOurs: isLive && isOfOurs(folder),
		text,
		names: (name) => readdirSync(path.join(folder, name)),
		entries: isLive
			? (task, start, end, most, take) =>
					readEntries(path.join(folder, `${task}/pagemap`), start, end, most, take)
			: (task, start, end, _most, take) => savedEntries(text(`${task}/pagemap`), start, end, take),
		hugePages: () => readFileSync(isLive ? hugePagesFile : path.join(folder, 'transparent_hugepage'), 'utf8'),
	};
}

function isMounted(folder: string): boolean {
	try {
		return statfsSync(folder).type === procMagic;
	} catch {
		// Reading it tells what is wrong.
		return false;
	}
}

/** `self` leads to this process by the pid that it has there, and nowhere where it has none. */
function isOfOurs(folder: string): boolean {
	try {
		return readlinkSync(path.join(folder, 'self')) === String(process.pid);
	} catch {
		return false;
	}
}

const entryBytes = 8;
const chunkEntries = 65_536;
const chunk = new Uint32Array(chunkEntries * 2);

function readEntries(file: string, start: number, end: number, most: number, take: TakeEntry): void {
	const descriptor = openSync(file, 'r');
	let taken = 0;
	try {
		for (let page = start; page < end && taken < most; page += chunkEntries) {
			const wanted = Math.min(chunkEntries, end - page) * entryBytes;
			const count = readSync(descriptor, chunk, 0, wanted, page * entryBytes) / entryBytes;
			for (let i = 0; i < count; i += 1) {
				if (chunk[2 * i + 1] >>> 30 !== 0) {
					take(page + i, chunk[2 * i], chunk[2 * i + 1]);
					taken += 1;
				}
			}
		}
	} finally {
		closeSync(descriptor);
	}
}

function savedEntries(text: string, start: number, end: number, take: TakeEntry): void {
	for (const line of text.split('\n')) {
		const [page, entry, pages = '1'] = line.split(' ');
		const first = Number.parseInt(page, 16);
		const count = Number.parseInt(pages, 16);
		if (first < end && first + count > start) {
			const low = Number.parseInt(entry.slice(-8), 16);
			const high = Number.parseInt(entry.slice(0, -8), 16);
			takeRun({first, low, high, count}, start, end, take);
		}
	}
}

type Run = {readonly first: number; readonly low: number; readonly high: number; readonly count: number};

/** Frames below 2^32 pages (16 TiB) fit into the lower half. */
function takeRun({first, low, high, count}: Run, start: number, end: number, take: TakeEntry): void {
	for (let i = Math.max(0, start - first); i < count && first + i < end; i += 1) {
		take(first + i, low === 0 ? 0 : low + i, high);
	}
}
