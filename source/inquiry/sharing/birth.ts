/**
 * What a child is born with: the pages that it reaches when fork is over, and which of them are its parent's own frames.
 * Taken once, just after the fork; sharing.ts asks later what has become of them.
 */

import {visitLeafEntries, visitUnmapped} from '../../analysis/memory/walk.ts';
import {residentPages} from '../../kernel/frames/rss.ts';
import {isAlive} from '../../kernel/processes/task.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Entry, Mm, Task, Vma, Vpn} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {pteBits, pteFrame} from '../../kernel/state/pte.ts';
import {wordAt} from '../../kernel/state/strips.ts';
import {isShared, vmaName} from '../../kernel/state/vmas.ts';
import {findTable} from '../../kernel/tables/table.ts';
import type {Machine} from '../../machine/state.ts';

/** A process for ever: rows and pids are used again, but not both in the event in which this one was born. */
export type Identity = {readonly task: Task; readonly pid: number; readonly born: number};

/** A mapping of the child at its birth, and which of the pages lie in it. */
export type BirthMapping = {
	/** Byte address. */
	readonly start: number;
	/** The name it was given or its file; what kind of memory it is where it has neither. */
	readonly name: string;
	readonly first: number;
	/** Exclusive. */
	readonly end: number;
};

/** Pages in address order, each with the frame that parent and child had in common. */
export type InheritedPages = {
	readonly vpn: Float64Array;
	readonly frame: Int32Array;
	readonly mappings: readonly BirthMapping[];
};

export type Birth = {
	readonly parent: Identity;
	readonly child: Identity;
	readonly pages: InheritedPages;
	/** Pages that the child got copies of at once; none of those that it was lent (vfork of 3BSD). */
	readonly copiedAtFork: number;
};

export function identify({task}: Kernel, row: Task): Identity {
	return {task: row, pid: task.pid[row], born: task.born[row]};
}

/** Whether that process is still there and alive. */
export function isThere(kernel: Kernel, {task, pid, born}: Identity): boolean {
	return kernel.task.pid[task] === pid && kernel.task.born[task] === born && isAlive(kernel, task);
}

/** The address space of a process, 0 once it is gone. */
export function mmOf(kernel: Kernel, identity: Identity): Mm {
	return isThere(kernel, identity) ? kernel.task.mm[identity.task] : 0;
}

/**
 * The birth of `child`, which `parent` has just forked. `elder` is the birth of a sibling: where both inherited the
 * same pages they are kept once.
 */
export function recordBirth(machine: Machine, parent: Task, child: Task, elder?: Birth): Birth {
	const {kernel} = machine;
	const reached = reachedPages(machine, kernel.task.mm[child]);
	const parentMm = kernel.task.mm[parent];
	const parents = framesAt(kernel, parentMm, reached.vpn);
	const pages = commonPages(reached, parents);
	return {
		parent: identify(kernel, parent),
		child: identify(kernel, child),
		pages: elder !== undefined && areSame(elder.pages, pages) ? elder.pages : pages,
		copiedAtFork: parentMm === 0 ? 0 : reached.vpn.length - pages.vpn.length,
	};
}

/** Pages as they are found; both columns have room for more than `count`. */
type PageList = {vpn: Float64Array; frame: Int32Array; count: number};

function addPage(list: PageList, vpn: Vpn, frame: number): void {
	if (list.count === list.vpn.length) {
		const {vpn: pages, frame: frames} = list;
		list.vpn = new Float64Array(2 * list.count);
		list.vpn.set(pages);
		list.frame = new Int32Array(2 * list.count);
		list.frame.set(frames);
	}

	list.vpn[list.count] = vpn;
	list.frame[list.count] = frame;
	list.count += 1;
}

/** All pages that an address space reaches through its tables, or has recorded beside them. */
function reachedPages(machine: Machine, mm: Mm): InheritedPages {
	const {kernel} = machine;
	const {start, end, next} = kernel.vma;
	const room = residentPages(kernel, mm) + 1;
	const list: PageList = {vpn: new Float64Array(room), frame: new Int32Array(room), count: 0};
	const mappings: BirthMapping[] = [];
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
		const first = list.count;
		visitLeafEntries(kernel, mm, start[vma], end[vma], (_table, index, count, vpn) => {
			for (let i = 0; i < count; i += 1) {
				const frame = frameOf(kernel.strip.entry[index + i]);
				if (frame !== 0) {
					addPage(list, vpn + i, frame);
				}
			}
		});
		const inTables = list.count;
		visitUnmapped(kernel, mm, start[vma], end[vma], (frame, vpn) => addPage(list, vpn, frame));
		if (list.count > inTables) {
			sortByPage(list, first);
		}

		if (list.count > first) {
			const name = mappingName(machine, vma);
			mappings.push({start: start[vma] * pageBytes, name, first, end: list.count});
		}
	}

	return {vpn: list.vpn.subarray(0, list.count), frame: list.frame.subarray(0, list.count), mappings};
}

/** From `first` on. */
function sortByPage({vpn, frame, count}: PageList, first: number): void {
	const pages = Array.from(vpn.subarray(first, count), (page, i) => [page, frame[first + i]] as const);
	pages.sort(([left], [right]) => left - right);
	for (const [i, [page, its]] of pages.entries()) {
		vpn[first + i] = page;
		frame[first + i] = its;
	}
}

// Constants of their own, so that loops compare with numbers instead of loading fields.
const {present} = pteBits;
const mine = pteBits.present | pteBits.special;

/** The frame of a leaf entry; the zero page and device memory belong to none. */
export function frameOf(word: Entry): number {
	return (word & mine) === present ? pteFrame(word) : 0;
}

function mappingName({kernel, program: {strings}}: Machine, vma: Vma): string {
	const {object} = kernel.vma;
	const file = object[vma] === 0 ? 0 : kernel.object.name[object[vma]];
	return (
		strings[vmaName(kernel, vma)] || strings[file] || (isShared(kernel, vma) ? 'shared memory' : 'anonymous')
	);
}

/** Those whose frame is the parent's at the same address, moved to the beginning of the columns. */
function commonPages({vpn, frame, mappings}: InheritedPages, parents: Int32Array): InheritedPages {
	let kept = 0;
	const cut = mappings.map(({start, name, first, end}) => {
		const begin = kept;
		for (let i = first; i < end; i += 1) {
			if (frame[i] === parents[i]) {
				vpn[kept] = vpn[i];
				frame[kept] = frame[i];
				kept += 1;
			}
		}

		return {start, name, first: begin, end: kept};
	});
	return {
		vpn: vpn.slice(0, kept),
		frame: frame.slice(0, kept),
		mappings: cut.filter(({first, end}) => end > first),
	};
}

function areSame(left: InheritedPages, right: InheritedPages): boolean {
	return (
		left.vpn.length === right.vpn.length &&
		left.vpn.every((vpn, i) => vpn === right.vpn[i]) &&
		left.frame.every((frame, i) => frame === right.frame[i]) &&
		left.mappings.length === right.mappings.length &&
		left.mappings.every(
			({start, name}, i) => start === right.mappings[i].start && name === right.mappings[i].name,
		)
	);
}

/** The frame that an address space reaches at each of some pages (ascending), 0 where it reaches none. */
export function framesAt(kernel: Kernel, mm: Mm, vpns: Float64Array): Int32Array {
	const frames = new Int32Array(vpns.length);
	const {entries} = kernel.geometry;
	const {start, end, next} = kernel.vma;
	let i = 0;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0 && i < vpns.length; vma = next[vma]) {
		while (vpns[i] < start[vma]) {
			i += 1;
		}

		while (i < vpns.length && vpns[i] < end[vma]) {
			const base = vpns[i] - (vpns[i] % entries);
			const tableEnd = Math.min(end[vma], base + entries);
			const table = findTable(kernel, mm, base);
			// One table at a time: this is done for every page of every child.
			for (; i < vpns.length && vpns[i] < tableEnd; i += 1) {
				const word = wordAt(kernel, table, vpns[i] - base);
				frames[i] = (word & mine) === present ? pteFrame(word) : 0;
			}
		}
	}

	if (mm !== 0 && vpns.length > 0) {
		visitUnmapped(kernel, mm, vpns[0], vpns[vpns.length - 1] + 1, (frame, vpn) => {
			const at = indexOfPage(vpns, vpn);
			if (at !== -1) {
				frames[at] = frame;
			}
		});
	}

	return frames;
}

/** Where a page stands among ascending ones, or -1. */
export function indexOfPage(vpns: Float64Array, vpn: Vpn): number {
	const at = lowerBound(vpns, vpn);
	return vpns[at] === vpn ? at : -1;
}

/** Where the first of ascending pages stands that is not below `vpn`; behind the last where all are. */
export function lowerBound(vpns: Float64Array, vpn: Vpn): number {
	let low = 0;
	let high = vpns.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (vpns[middle] < vpn) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low;
}
