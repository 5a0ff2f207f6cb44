/**
 * The naive model that kernels are held against: every process has a Map from page to what it holds, fork copies that Map
 * page by page, and nothing is shared but what is mapped shared. No frames, no tables, no counts.
 */

/** Rights as letters: `r`, `w`; both empty for none. */
export type Rights = {readonly read: boolean; readonly write: boolean};

/** Something that several mappings may have pages of: a file, or a piece of shared memory. */
type Backing = {readonly initial: number; readonly words: Map<number, number>};

type Page = {
	rights: Rights;
	readonly isShared: boolean;
	readonly backing: Backing | undefined;
	readonly index: number;
	/** What a private page holds once it has been written; undefined while it still shows what backs it. */
	own: number | undefined;
	onFork: 'copy' | 'leave out' | 'wipe';
};

export type ModelProcess = {
	readonly pid: number;
	/** Of a thread: the process that it belongs to. */
	readonly leader: ModelProcess | undefined;
	/** The same Map as the parent's between vfork and exec or exit. */
	pages: Map<number, Page>;
	readonly vforkParent: ModelProcess | undefined;
	/** It sleeps until this child execs or exits. */
	vforkChild: ModelProcess | undefined;
};

export type Model = {
	readonly processes: ModelProcess[];
	readonly files: Map<string, Backing>;
};

const alone = {leader: undefined, vforkParent: undefined, vforkChild: undefined};

export function createModel(): Model {
	return {
		processes: [{...alone, pid: 1, pages: new Map()}],
		files: new Map(),
	};
}

function backingOf(model: Model, isShared: boolean, file: string | undefined): Backing | undefined {
	if (file === undefined) {
		return isShared ? {initial: 0, words: new Map()} : undefined;
	}

	const backing = model.files.get(file) ?? {initial: 7, words: new Map()};
	model.files.set(file, backing);
	return backing;
}

export type Mapping = {
	readonly rights: Rights;
	readonly isShared: boolean;
	readonly file: string | undefined;
};

/** mmap with MAP_FIXED: what was there is gone. */
export function mapPages(
	model: Model,
	{pages}: ModelProcess,
	start: number,
	count: number,
	{rights, isShared, file}: Mapping,
): void {
	const backing = backingOf(model, isShared, file);
	for (let i = 0; i < count; i += 1) {
		pages.set(start + i, {rights, isShared, backing, index: i, own: undefined, onFork: 'copy'});
	}
}

export function unmapPages({pages}: ModelProcess, start: number, count: number): void {
	for (let page = start; page < start + count; page += 1) {
		pages.delete(page);
	}
}

/** True when every page of the range is mapped. */
export function isMapped({pages}: ModelProcess, start: number, count: number): boolean {
	return Array.from({length: count}, (_, i) => pages.has(start + i)).every(Boolean);
}

export function changePages(
	{pages}: ModelProcess,
	start: number,
	count: number,
	change: (page: Page) => void,
): void {
	for (let at = start; at < start + count; at += 1) {
		const page = pages.get(at);
		if (page !== undefined) {
			change(page);
		}
	}
}

/** madvise(DONTNEED): private pages go back to what backs them. */
export function discardPages(process: ModelProcess, start: number, count: number): void {
	changePages(process, start, count, (page) => {
		page.own = undefined;
	});
}

/** mremap with MREMAP_FIXED and the same length. */
export function movePages({pages}: ModelProcess, start: number, count: number, to: number): void {
	const moved = Array.from({length: count}, (_, i) => pages.get(start + i));
	for (const [i, page] of moved.entries()) {
		pages.delete(start + i);
		pages.delete(to + i);
		if (page !== undefined) {
			pages.set(to + i, page);
		}
	}
}

function wordOf({own, backing, index}: Page): number {
	return own ?? backing?.words.get(index) ?? backing?.initial ?? 0;
}

/** madvise(POPULATE_WRITE): private pages are the process's own from now on, and no longer follow what backs them. */
export function ownPages(process: ModelProcess, start: number, count: number): void {
	changePages(process, start, count, (page) => {
		page.own = page.isShared ? undefined : wordOf(page);
	});
}

/** The digest of a read, or `dead` where a page may not be read. */
export function readPages({pages}: ModelProcess, start: number, count: number): bigint | 'dead' {
	let digest = 0n;
	for (let at = start; at < start + count; at += 1) {
		const page = pages.get(at);
		if (page === undefined || !page.rights.read) {
			return 'dead';
		}

		digest = BigInt.asUintN(64, digest * 1_000_003n + BigInt(wordOf(page)));
	}

	return digest;
}

/** Writes page by page up to the first that may not be written. */
export function writePages({pages}: ModelProcess, start: number, count: number, word: number): 'ok' | 'dead' {
	for (let at = start; at < start + count; at += 1) {
		const page = pages.get(at);
		if (page === undefined || !page.rights.write) {
			return 'dead';
		}

		if (page.isShared) {
			page.backing?.words.set(page.index, word);
		} else {
			page.own = word;
		}
	}

	return 'ok';
}

function copyPages(parent: ModelProcess): Map<number, Page> {
	const pages = new Map<number, Page>();
	for (const [at, page] of parent.pages) {
		if (page.onFork !== 'leave out') {
			pages.set(at, {...page, own: page.onFork === 'wipe' ? undefined : page.own});
		}
	}

	return pages;
}

export function forkProcess(model: Model, parent: ModelProcess, pid: number): void {
	const pages = copyPages(parent);
	model.processes.push({...alone, pid, pages});
}

/** A thread has the memory of its process; a thread that makes one makes it for its process. */
export function startThread(model: Model, process: ModelProcess, pid: number): void {
	model.processes.push({...alone, pid, leader: process.leader ?? process, pages: process.pages});
}

/** The child runs on its parent's memory; with `keepsMemory` on a copy, as kernels had it whose vfork only waits. */
export function vforkProcess(model: Model, parent: ModelProcess, pid: number, keepsMemory: boolean): void {
	const pages = keepsMemory ? copyPages(parent) : parent.pages;
	const child = {...alone, pid, pages, vforkParent: parent};
	parent.vforkChild = child;
	model.processes.push(child);
}

/** Those that are awake. */
export function runnable(model: Model): ModelProcess[] {
	return model.processes.filter(({vforkChild}) => vforkChild === undefined);
}

function release(process: ModelProcess): void {
	if (process.vforkParent?.vforkChild === process) {
		process.vforkParent.vforkChild = undefined;
	}
}

/** A process that execs is left by its threads, and sleeps no longer where one of those asked for it. */
export function execProcess(model: Model, process: ModelProcess): void {
	endThreads(model, process);
	process.pages = new Map();
	process.vforkChild = undefined;
	release(process);
}

/** A thread leaves by itself, a process with all of its threads. */
export function exitProcess(model: Model, process: ModelProcess): void {
	endThreads(model, process);
	release(process);
	model.processes.splice(model.processes.indexOf(process), 1);
}

function endThreads(model: Model, process: ModelProcess): void {
	for (const thread of model.processes.filter(({leader}) => leader === process)) {
		exitProcess(model, thread);
	}
}
