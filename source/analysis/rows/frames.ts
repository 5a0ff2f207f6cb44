/** Frames of physical memory: how often each is held and by whom, and what it contains. */
import {fileWord, frameKinds, isUsed, referencesOf} from '../../kernel/frames/frame.ts';
import {nextRow, rowId} from '../../kernel/state/columns.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Mm, Task, Vpn} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {pteBits, pteFrame} from '../../kernel/state/pte.ts';
import {totals} from '../../kernel/state/schema.ts';
import {wordAt} from '../../kernel/state/strips.ts';
import {isStandIn} from '../../kernel/tables/table.ts';
import {type MemoryView, pathsTo} from '../memory/memory.ts';
import {visitTables} from '../memory/walk.ts';
import {findWays} from '../memory/ways.ts';
import {livingProcesses} from './processes.ts';
import {type WriteRight, writeRight} from './write-right.ts';

/** In the words of the screen. */
export type FrameKind =
	| 'private memory'
	| 'file page'
	| 'shared memory'
	| 'page table'
	| 'pool page'
	| 'zero page'
	| 'device';

/** By frameKinds. */
export const kindNames: Readonly<Record<number, FrameKind>> = {
	[frameKinds.anon]: 'private memory',
	[frameKinds.file]: 'file page',
	[frameKinds.shmem]: 'shared memory',
	[frameKinds.table]: 'page table',
	[frameKinds.zero]: 'zero page',
	[frameKinds.device]: 'device',
	[frameKinds.hugetlb]: 'pool page',
};

/** What a frame in use is for. */
export function kindOfFrame({frame}: Kernel, row: number): FrameKind {
	return kindNames[frame.kind[row]];
}

/** Where a frame is reached: the address in bytes, for a page table that of the first page it covers. */
export type FrameOwner = {
	readonly pid: number;
	readonly address: number;
	/** Whether the page may be written there; undefined for a page table. */
	readonly writable?: WriteRight;
};

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
	/**
	 * Events since it was filled or last written to, 0 where that was the last one; undefined for what was there before the run:
	 * pages of files as they lie on the disk, the page of zeros.
	 */
	readonly age?: number;
	/** The file or shared memory it belongs to, and its byte offset there. */
	readonly file?: string;
	readonly offset?: number;
};

export type FrameOrder = 'references' | 'number';

/** Numbers of the frames in use: the most referenced first, or in the order of their numbers. */
export function listFrames({kernel}: MemoryView, order: FrameOrder, pid?: number): Int32Array {
	const frames = pid === undefined ? framesInUse(kernel) : framesOfProcess(kernel, pid);
	if (order === 'references') {
		frames.sort((left, right) => referencesOf(kernel, right) - referencesOf(kernel, left) || left - right);
	}

	return frames;
}

function framesInUse(kernel: Kernel): Int32Array {
	const found = new Int32Array(kernel.frame.live);
	let count = 0;
	for (let frame = nextRow(kernel.frame, 0); frame !== 0; frame = nextRow(kernel.frame, frame)) {
		if (isUsed(kernel, frame)) {
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
				if (!isStandIn(kernel, table)) {
					found.add(kernel.table.frame[table]);
				}

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
 * The rows of the given frames, in that order. Finding owners may be a pass over all page tables however many frames are
 * asked for, so ask for a screenful at once; where they are `likely`'s, a task, it often is enough to look there.
 */
export function frameRows(view: MemoryView, frames: ArrayLike<number>, likely = 0): FrameRow[] {
	const owners = findOwners(view.kernel, frames, likely);
	return Array.from(frames, (frame) => frameRow(view, frame, owners.get(frame) ?? []));
}

function findOwners(kernel: Kernel, frames: ArrayLike<number>, likely: number): Map<number, FrameOwner[]> {
	const owners = new Map<number, FrameOwner[]>();
	for (let i = 0; i < frames.length; i += 1) {
		owners.set(frames[i], []);
	}

	const {hits, leads} = findWays(kernel, frames, likely);
	const own = (frame: number, pid: number, vpn: Vpn, mm?: Mm) => {
		const list = owners.get(frame);
		if (list !== undefined && list.length < ownersMax) {
			const right = mm === undefined ? {} : {writable: writeRight(kernel, mm, vpn)};
			list.push({pid, address: vpn * pageBytes, ...right});
		}
	};
	const reaches = (task: Task) => leads[kernel.mm.root[kernel.task.mm[task]]] === 1;
	for (const task of livingProcesses(kernel, reaches)) {
		const pid = kernel.task.pid[task];
		const visit = (table: number, _level: number, vpn: Vpn) => {
			own(kernel.table.frame[table], pid, vpn);
			for (const {frame, place} of hits.get(table) ?? []) {
				own(frame, pid, vpn + place, kernel.task.mm[task]);
			}
		};
		visitTables(kernel, kernel.task.mm[task], visit, leads);
	}

	return owners;
}

function visitPages(kernel: Kernel, table: number, visit: (frame: number) => void): void {
	for (let place = 0; place < kernel.geometry.entries; place += 1) {
		const word = wordAt(kernel, rowId(kernel.table, table), place);
		if ((word & pteBits.present) !== 0) {
			visit(pteFrame(word));
		}
	}
}

function frameRow(view: MemoryView, frame: number, owners: readonly FrameOwner[]): FrameRow {
	const {kernel, strings} = view;
	const {detail, mapcount, kind, word} = kernel.frame;
	const {object, index} = kernel.detail;
	const backing = object[detail[frame]];
	return {
		frame,
		kind: kindOfFrame(kernel, frame),
		references: referencesOf(kernel, frame),
		mapcount: mapcount[frame],
		paths: kind[frame] === frameKinds.table ? owners.length : pathsTo(view, frame),
		owners,
		word: word[frame],
		age: ageOf(view, frame),
		file: backing === 0 ? undefined : strings[kernel.object.name[backing]] || undefined,
		offset: backing === 0 ? undefined : index[detail[frame]] * pageBytes,
	};
}

/** Above what stands in the columns of frames up to now, by their heads: they need so many digits. */
export function largestNumbers({kernel: {frame, total}}: MemoryView): Readonly<Record<string, number>> {
	const holders = total.value[totals.tasksPeak] * 10;
	return {FRAME: frame.count * 10, RC: holders, MAP: holders};
}

function ageOf({kernel: {frame, total}}: MemoryView, row: number): number | undefined {
	const kind = frame.kind[row];
	const wasThere = kind === frameKinds.zero || (kind === frameKinds.file && frame.word[row] === fileWord);
	return wasThere ? undefined : total.value[totals.event] - frame.since[row];
}
