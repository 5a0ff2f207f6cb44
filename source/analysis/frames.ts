/** Frames of physical memory: how often each is held and by whom, and what it contains. */
import {frameKinds} from '../kernel/frame.ts';
import type {Kernel} from '../kernel/kernel.ts';
import {pageBytes} from '../kernel/kernel.ts';
import {pteBits} from '../kernel/pte.ts';
import {type MemoryView, pathsTo} from './memory.ts';
import {livingProcesses} from './processes.ts';
import {visitTables} from './walk.ts';

/** In the words of the screen. */
export type FrameKind =
	| 'private memory'
	| 'file page'
	| 'shared memory'
	| 'page table'
	| 'zero page'
	| 'device';

const kindNames: Readonly<Record<number, FrameKind>> = {
	[frameKinds.anon]: 'private memory',
	[frameKinds.file]: 'file page',
	[frameKinds.shmem]: 'shared memory',
	[frameKinds.table]: 'page table',
	[frameKinds.zero]: 'zero page',
	[frameKinds.device]: 'device',
};

/** Where a frame is reached: the address in bytes, for a page table that of the first page it covers. */
export type FrameOwner = {readonly pid: number; readonly address: number};

export type FrameRow = {
	readonly frame: number;
	readonly kind: FrameKind;
	/** References: entries, the page cache, and for page tables what points at them. */
	readonly references: number;
	/** Entries that map it. */
	readonly mapcount: number;
	/** In truth, with shared tables and address spaces looked through. */
	readonly paths: number;
	readonly owners: readonly FrameOwner[];
	/** What it contains: 0 is zeros, 7 a page of a file, else the number of the op that wrote it. */
	readonly word: number;
	/** The file or shared memory it belongs to, and its byte offset there. */
	readonly file?: string;
	readonly offset?: number;
};

export type FrameOrder = 'references' | 'number';

/** Numbers of the frames in use: the most referenced first, or in the order of their numbers. */
export function listFrames({kernel}: MemoryView, order: FrameOrder, pid?: number): Int32Array {
	const frames = pid === undefined ? framesInUse(kernel) : framesOfProcess(kernel, pid);
	if (order === 'references') {
		const {refcount} = kernel.frame;
		frames.sort((left, right) => refcount[right] - refcount[left] || left - right);
	}

	return frames;
}

function framesInUse(kernel: Kernel): Int32Array {
	const found = new Int32Array(kernel.frame.live);
	let count = 0;
	for (let frame = 1; frame < kernel.frame.count; frame += 1) {
		if (kernel.frame.refcount[frame] > 0) {
			found[count] = frame;
			count += 1;
		}
	}

	return found.subarray(0, count);
}

function framesOfProcess(kernel: Kernel, pid: number): Int32Array {
	const found = new Set<number>();
	for (const task of livingProcesses(kernel)) {
		if (kernel.task.pid[task] === pid) {
			visitTables(kernel, kernel.task.mm[task], (table, level) => {
				found.add(kernel.table.frame[table]);
				if (level === 1) {
					visitPages(kernel, table, (frame) => found.add(frame));
				}
			});
		}
	}

	return Int32Array.from(found).sort();
}

/** Owners that a row lists at most; `paths` says how many there are. */
const ownersMax = 64;

/**
 * The rows of the given frames, in that order. Finding owners is one pass over all page tables however many frames are
 * asked for, so ask for a screenful at once.
 */
export function frameRows(view: MemoryView, frames: ArrayLike<number>): FrameRow[] {
	const owners = findOwners(view.kernel, frames);
	return Array.from(frames, (frame) => frameRow(view, frame, owners.get(frame) ?? []));
}

function findOwners(kernel: Kernel, frames: ArrayLike<number>): Map<number, FrameOwner[]> {
	const owners = new Map<number, FrameOwner[]>();
	for (let i = 0; i < frames.length; i += 1) {
		owners.set(frames[i], []);
	}

	visitOwners(kernel, frames, (frame, task, vpn) => {
		const list = owners.get(frame);
		if (list !== undefined && list.length < ownersMax) {
			list.push({pid: kernel.task.pid[task], address: vpn * pageBytes});
		}
	});
	return owners;
}

/** Calls `visit` for every place where a process has one of the frames, those of its page tables among them. */
export function visitOwners(
	kernel: Kernel,
	frames: ArrayLike<number>,
	visit: (frame: number, task: number, vpn: number) => void,
): void {
	const isWanted = markWanted(kernel, frames);
	const hits = tablesThatMap(kernel, isWanted);
	for (const task of livingProcesses(kernel)) {
		visitTables(kernel, kernel.task.mm[task], (table, _level, vpn) => {
			if (isWanted[kernel.table.frame[table]] === 1) {
				visit(kernel.table.frame[table], task, vpn);
			}

			for (const {frame, place} of hits.get(table) ?? []) {
				visit(frame, task, vpn + place);
			}
		});
	}
}

function markWanted(kernel: Kernel, frames: ArrayLike<number>): Uint8Array {
	const isWanted = new Uint8Array(kernel.frame.count);
	for (let i = 0; i < frames.length; i += 1) {
		isWanted[frames[i]] = 1;
	}

	return isWanted;
}

/** Where in a leaf table a frame is mapped. */
type Hit = {readonly frame: number; readonly place: number};

/** The leaf tables that map one of the frames: looked at one after another as they lie in memory, each once. */
function tablesThatMap(kernel: Kernel, isWanted: Uint8Array): Map<number, Hit[]> {
	const hits = new Map<number, Hit[]>();
	const {entry, level, refs, used} = kernel.table;
	const {entries} = kernel.geometry;
	for (let table = 1; table < kernel.table.count; table += 1) {
		if (refs[table] === 0 || level[table] !== 1) {
			continue;
		}

		const first = table * entries;
		for (let i = 0, left = used[table]; left > 0; i += 1) {
			const word = entry[first + i];
			left -= word === 0 ? 0 : 1;
			if (isWanted[word >>> 8] === 1) {
				const list = hits.get(table) ?? [];
				list.push({frame: word >>> 8, place: i});
				hits.set(table, list);
			}
		}
	}

	return hits;
}

function visitPages(kernel: Kernel, table: number, visit: (frame: number) => void): void {
	const {entries} = kernel.geometry;
	for (let index = table * entries; index < (table + 1) * entries; index += 1) {
		const word = kernel.table.entry[index];
		if ((word & pteBits.present) !== 0) {
			visit(word >>> 8);
		}
	}
}

function frameRow(view: MemoryView, frame: number, owners: readonly FrameOwner[]): FrameRow {
	const {kernel, strings} = view;
	const {refcount, mapcount, kind, word, object, index} = kernel.frame;
	const backing = object[frame];
	return {
		frame,
		kind: kindNames[kind[frame]],
		references: refcount[frame],
		mapcount: mapcount[frame],
		paths: kind[frame] === frameKinds.table ? owners.length : pathsTo(view, frame),
		owners,
		word: word[frame],
		file: backing === 0 ? undefined : strings[kernel.object.name[backing]] || undefined,
		offset: backing === 0 ? undefined : index[frame] * pageBytes,
	};
}
