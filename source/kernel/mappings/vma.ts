/**
 * Vmas: the mappings of an address space, kept in address order as a doubly linked list with the last one looked up
 * remembered. Finding, inserting, cutting and removing them; anon-vma.ts and vma-merge.ts say which become one again.
 */

import {getObject, putObject} from '../frames/object.ts';
import {assert} from '../state/assert.ts';
import {allocateRow, freeRow} from '../state/columns.ts';
import type {AnonVma, KObject, Mm, PageIndex, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {splitHugeAt} from '../tables/huge.ts';
import {countAnonVmas, setAnonVma} from './anon-vma.ts';

export const vmaFlags = {
	read: 1,
	write: 2,
	exec: 4,
	shared: 8,
	growsDown: 16,
	/** Charged to the commit limit (VM_ACCOUNT). Part of what must agree for a merge, as in Linux. */
	account: 32,
	/** madvise: not copied by fork; copied empty by fork. */
	dontFork: 64,
	wipeOnFork: 128,
	/** Memory outside the machine's pool (VM_PFNMAP): entries are special, fork always copies them. */
	device: 256,
	/** madvise: huge pages are wanted here even where faults do not take them; are not wanted here. */
	hugePages: 512,
	noHugePages: 1024,
	/** mlock: its pages stay in memory; with `lockOnFault` they are not brought there before they are used. */
	locked: 2048,
	lockOnFault: 4096,
} as const;

export const accessFlags = vmaFlags.read | vmaFlags.write | vmaFlags.exec;

export function vmaPages(kernel: Kernel, vma: Vma): number {
	return kernel.vma.end[vma] - kernel.vma.start[vma];
}

/** Anonymous private memory: nothing backs it but the entries themselves. */
export function isAnonymous(kernel: Kernel, vma: Vma): boolean {
	return kernel.vma.object[vma] === 0;
}

export function isShared(kernel: Kernel, vma: Vma): boolean {
	return (kernel.vma.flags[vma] & vmaFlags.shared) !== 0;
}

/** The first vma that ends above `vpn`, which need not contain it; 0 when there is none. Linux: find_vma(). */
export function findVma(kernel: Kernel, mm: Mm, vpn: Vpn): Vma {
	const {start, end, next, previous} = kernel.vma;
	let vma = kernel.mm.lookedUp[mm];
	if (vma === 0) {
		vma = kernel.mm.firstVma[mm];
	}

	while (vma !== 0 && start[vma] > vpn && previous[vma] !== 0 && end[previous[vma]] > vpn) {
		vma = previous[vma];
	}

	while (vma !== 0 && end[vma] <= vpn) {
		vma = next[vma];
	}

	if (vma !== 0) {
		kernel.mm.lookedUp[mm] = vma;
	}

	return vma;
}

/** The vma that contains `vpn`, or 0. */
export function vmaAt(kernel: Kernel, mm: Mm, vpn: Vpn): Vma {
	const vma = findVma(kernel, mm, vpn);
	return vma !== 0 && kernel.vma.start[vma] <= vpn ? vma : 0;
}

/** The last vma of an address space that ends at or below `vpn`, or 0. */
export function vmaBelow(kernel: Kernel, mm: Mm, vpn: Vpn): Vma {
	const above = findVma(kernel, mm, vpn);
	if (above !== 0) {
		return kernel.vma.start[above] < vpn && kernel.vma.end[above] <= vpn ? above : kernel.vma.previous[above];
	}

	let last = kernel.mm.lookedUp[mm] || kernel.mm.firstVma[mm];
	while (last !== 0 && kernel.vma.next[last] !== 0) {
		last = kernel.vma.next[last];
	}

	return last;
}

/** The offset of anonymous memory that is first mapped at `vpn`: such pieces merge as those of a file do. */
export function anonymousOffset(vpn: Vpn): PageIndex {
	return vpn as number;
}

/** What a vma to be made or merged looks like. */
export type VmaShape = {
	readonly start: Vpn;
	readonly end: Vpn;
	readonly flags: number;
	readonly object: KObject;
	readonly mapping: number;
	readonly offset: PageIndex;
	readonly name: number;
	readonly anonVma: AnonVma;
	readonly chain: number;
};

export function shapeOfVma(kernel: Kernel, vma: Vma): VmaShape {
	const {start, end, flags, object, mapping, offset, name, anonVma, chain} = kernel.vma;
	return {
		start: start[vma],
		end: end[vma],
		flags: flags[vma],
		object: object[vma],
		mapping: mapping[vma],
		offset: offset[vma],
		name: name[vma],
		anonVma: anonVma[vma],
		chain: chain[vma],
	};
}

/** Adds a vma in a gap of the address space; takes references on its object and anon_vma. */
export function insertVma(kernel: Kernel, mm: Mm, shape: VmaShape): Vma {
	const below = vmaBelow(kernel, mm, shape.start);
	const vma = allocateRow(kernel.vma);
	const columns = kernel.vma;
	columns.mm[vma] = mm;
	columns.start[vma] = shape.start;
	columns.end[vma] = shape.end;
	columns.flags[vma] = shape.flags;
	columns.object[vma] = shape.object;
	columns.mapping[vma] = shape.mapping;
	columns.offset[vma] = shape.offset;
	columns.name[vma] = shape.name;
	if (shape.object !== 0) {
		getObject(kernel, shape.object);
	}

	setAnonVma(kernel, vma, shape.anonVma, shape.chain);
	linkAfter(kernel, mm, vma, below);
	kernel.mm.vmas[mm] += 1;
	kernel.mm.totalPages[mm] += shape.end - shape.start;
	return vma;
}

function linkAfter(kernel: Kernel, mm: Mm, vma: Vma, below: Vma): void {
	const {next, previous, start, end} = kernel.vma;
	const above = below === 0 ? kernel.mm.firstVma[mm] : next[below];
	assert(below === 0 || end[below] <= start[vma], 'vmas overlap', {below: end[below], start: start[vma]});
	assert(above === 0 || end[vma] <= start[above], 'vmas overlap', {end: end[vma], above: start[above]});
	previous[vma] = below;
	next[vma] = above;
	if (below === 0) {
		kernel.mm.firstVma[mm] = vma;
	} else {
		next[below] = vma;
	}

	if (above !== 0) {
		previous[above] = vma;
	}

	kernel.mm.lookedUp[mm] = vma;
}

/** Takes a vma out of its address space; its pages must be gone or belong to a neighbour by now. */
export function removeVma(kernel: Kernel, vma: Vma): void {
	const {mm, next, previous, object} = kernel.vma;
	const owner = mm[vma];
	if (previous[vma] === 0) {
		kernel.mm.firstVma[owner] = next[vma];
	} else {
		next[previous[vma]] = next[vma];
	}

	if (next[vma] !== 0) {
		previous[next[vma]] = previous[vma];
	}

	kernel.mm.lookedUp[owner] = 0;
	kernel.mm.vmas[owner] -= 1;
	kernel.mm.totalPages[owner] -= vmaPages(kernel, vma);
	setAnonVma(kernel, vma, 0, 0);
	if (object[vma] !== 0) {
		putObject(kernel, object[vma]);
	}

	freeRow(kernel.vma, vma);
}

/** Cuts a vma in two at `vpn`; the row keeps the lower part. Returns the upper part. Linux: split_vma(). */
export function splitVma(kernel: Kernel, vma: Vma, vpn: Vpn): Vma {
	const {start, end, offset, mm} = kernel.vma;
	assert(start[vma] < vpn && vpn < end[vma], 'split outside the vma', {
		start: start[vma],
		vpn,
		end: end[vma],
	});
	const upper = {...shapeOfVma(kernel, vma), start: vpn, offset: offset[vma] + vpn - start[vma]};
	resizeVma(kernel, vma, start[vma], vpn);
	countAnonVmas(kernel, 'avc_alloc', upper.chain);
	return insertVma(kernel, mm[vma], upper);
}

/**
 * Moves the bounds of a vma; the offset follows the start. Neighbours must have made room. A huge entry that a new bound
 * falls into is split. Linux: vma_adjust_trans_huge().
 */
export function resizeVma(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): void {
	const columns = kernel.vma;
	const owner = columns.mm[vma];
	splitHugeAt(kernel, owner, start);
	splitHugeAt(kernel, owner, end);
	kernel.mm.totalPages[owner] += end - start - vmaPages(kernel, vma);
	columns.offset[vma] += start - columns.start[vma];
	columns.start[vma] = start;
	columns.end[vma] = end;
}
