/**
 * Vmas: the mappings of an address space, kept in address order as a doubly linked list with the last one looked up
 * remembered. Finding, inserting, splitting and merging; the anon_vma rules decide which neighbours may merge.
 */
import {assert} from './assert.ts';
import {allocateRow, freeRow} from './columns.ts';
import type {Kernel} from './kernel.ts';
import {countWork} from './kernel.ts';
import {getObject, putObject} from './object.ts';

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
} as const;

export const accessFlags = vmaFlags.read | vmaFlags.write | vmaFlags.exec;

export function vmaPages(kernel: Kernel, vma: number): number {
	return kernel.vma.end[vma] - kernel.vma.start[vma];
}

/** Anonymous private memory: nothing backs it but the entries themselves. */
export function isAnonymous(kernel: Kernel, vma: number): boolean {
	return kernel.vma.object[vma] === 0;
}

export function isShared(kernel: Kernel, vma: number): boolean {
	return (kernel.vma.flags[vma] & vmaFlags.shared) !== 0;
}

/** True for a mapping inherited through a fork: its chain holds more than its own anon_vma. Linux: vma_is_fork_child(). */
function isForkChild(kernel: Kernel, vma: number): boolean {
	return kernel.vma.anonVma[vma] !== 0 && kernel.vma.chain[vma] > 1;
}

/** The first vma that ends above `vpn`, which need not contain it; 0 when there is none. Linux: find_vma(). */
export function findVma(kernel: Kernel, mm: number, vpn: number): number {
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
export function vmaAt(kernel: Kernel, mm: number, vpn: number): number {
	const vma = findVma(kernel, mm, vpn);
	return vma !== 0 && kernel.vma.start[vma] <= vpn ? vma : 0;
}

/** The last vma of an address space that ends at or below `vpn`, or 0. */
export function vmaBelow(kernel: Kernel, mm: number, vpn: number): number {
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

/** What a vma to be made or merged looks like. */
export type VmaShape = {
	readonly start: number;
	readonly end: number;
	readonly flags: number;
	readonly object: number;
	readonly mapping: number;
	readonly offset: number;
	readonly name: number;
	readonly anonVma: number;
	readonly chain: number;
};

export function shapeOfVma(kernel: Kernel, vma: number): VmaShape {
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
export function insertVma(kernel: Kernel, mm: number, shape: VmaShape): number {
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

function linkAfter(kernel: Kernel, mm: number, vma: number, below: number): void {
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
export function removeVma(kernel: Kernel, vma: number): void {
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

function setAnonVma(kernel: Kernel, vma: number, anonVma: number, chain: number): void {
	const {refs} = kernel.anonVma;
	const old = kernel.vma.anonVma[vma];
	if (anonVma !== 0) {
		refs[anonVma] += 1;
	}

	kernel.vma.anonVma[vma] = anonVma;
	kernel.vma.chain[vma] = chain;
	if (old !== 0) {
		refs[old] -= 1;
		if (refs[old] === 0) {
			freeRow(kernel.anonVma, old);
		}
	}
}

/** Counts only where pages are found through anon_vmas; elsewhere they just tell which mappings merge. */
function countAnonVmas(kernel: Kernel, unit: 'anon_vma_alloc' | 'avc_alloc', amount = 1): void {
	if (kernel.policies.rules.reverseMaps === 'objects') {
		countWork(kernel, unit, amount);
	}
}

/** Gives a vma an anon_vma of its own at the end of a chain `chain` long. */
export function newAnonVma(kernel: Kernel, vma: number, chain: number): void {
	setAnonVma(kernel, vma, allocateRow(kernel.anonVma), chain);
	countAnonVmas(kernel, 'anon_vma_alloc');
	countAnonVmas(kernel, 'avc_alloc', chain);
}

/**
 * Makes sure that a vma which gets its first anonymous page has an anon_vma: that of a neighbour it could be merged
 * with if their rights agreed (next first, then previous), or a new one. Kernels before 2.6 had none.
 * Linux: __anon_vma_prepare().
 */
export function prepareAnonVma(kernel: Kernel, vma: number): void {
	if (kernel.vma.anonVma[vma] !== 0 || kernel.policies.rules.merging !== 'anon-vma') {
		return;
	}

	const {next, previous, anonVma} = kernel.vma;
	for (const [low, high, donor] of [
		[vma, next[vma], next[vma]],
		[previous[vma], vma, previous[vma]],
	]) {
		if (
			donor !== 0 &&
			anonVma[donor] !== 0 &&
			!isForkChild(kernel, donor) &&
			couldShareAnonVma(kernel, low, high)
		) {
			setAnonVma(kernel, vma, anonVma[donor], 1);
			countAnonVmas(kernel, 'avc_alloc');
			return;
		}
	}

	newAnonVma(kernel, vma, 1);
}

/**
 * Gives an anon_vma to every private mapping of a range that a write has passed through. Kernels that record pages
 * elsewhere take fewer faults than Linux does; with this their mappings merge as Linux's do, and programs that depend
 * on it (mremap of what has merged) run alike.
 */
export function prepareWritten(kernel: Kernel, mm: number, start: number, end: number): void {
	for (
		let vma = findVma(kernel, mm, start);
		vma !== 0 && kernel.vma.start[vma] < end;
		vma = kernel.vma.next[vma]
	) {
		if (!isShared(kernel, vma)) {
			prepareAnonVma(kernel, vma);
		}
	}
}

/** Linux: anon_vma_compatible(): adjacent, same file and kind, offsets that continue; rights may differ. */
function couldShareAnonVma(kernel: Kernel, low: number, high: number): boolean {
	const {start, end, object, mapping, flags, offset} = kernel.vma;
	return (
		end[low] === start[high] &&
		object[low] === object[high] &&
		mapping[low] === mapping[high] &&
		((flags[low] ^ flags[high]) & ~accessFlags) === 0 &&
		offset[high] === offset[low] + vmaPages(kernel, low)
	);
}

/** Cuts a vma in two at `vpn`; the row keeps the lower part. Returns the upper part. Linux: split_vma(). */
export function splitVma(kernel: Kernel, vma: number, vpn: number): number {
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

/** Moves the bounds of a vma; the offset follows the start. Neighbours must have made room. */
export function resizeVma(kernel: Kernel, vma: number, start: number, end: number): void {
	const columns = kernel.vma;
	const owner = columns.mm[vma];
	kernel.mm.totalPages[owner] += end - start - vmaPages(kernel, vma);
	columns.offset[vma] += start - columns.start[vma];
	columns.start[vma] = start;
	columns.end[vma] = end;
}

/** Rights, kind, open file and place in it agree, so that only the anon_vmas can keep the two apart. */
function sameKind(kernel: Kernel, vma: number, shape: VmaShape): boolean {
	const {flags, object, mapping, name} = kernel.vma;
	return (
		flags[vma] === shape.flags &&
		(shape.flags & vmaFlags.device) === 0 &&
		(shape.object === 0 || kernel.policies.rules.merging === 'anon-vma') &&
		object[vma] === shape.object &&
		mapping[vma] === shape.mapping &&
		(name[vma] === shape.name || shape.object !== 0)
	);
}

/**
 * Linux: is_mergeable_anon_vma(). `source` is the vma whose anon_vma the shape carries, 0 for a fresh mapping.
 * One that was inherited through fork may neither give nor take a neighbour without anon_vma.
 */
function anonVmasMerge(kernel: Kernel, target: number, shape: VmaShape): boolean {
	const own = kernel.vma.anonVma[target];
	if (own === 0 && shape.anonVma !== 0) {
		return shape.chain <= 1;
	}

	if (own !== 0 && shape.anonVma === 0) {
		return !isForkChild(kernel, target);
	}

	return own === shape.anonVma;
}

function mergesAfter(kernel: Kernel, below: number, shape: VmaShape): boolean {
	return (
		below !== 0 &&
		kernel.vma.end[below] === shape.start &&
		sameKind(kernel, below, shape) &&
		kernel.vma.offset[below] + vmaPages(kernel, below) === shape.offset &&
		anonVmasMerge(kernel, below, shape)
	);
}

function mergesBefore(kernel: Kernel, above: number, shape: VmaShape): boolean {
	return (
		above !== 0 &&
		kernel.vma.start[above] === shape.end &&
		sameKind(kernel, above, shape) &&
		kernel.vma.offset[above] === shape.offset + shape.end - shape.start &&
		anonVmasMerge(kernel, above, shape)
	);
}

/** Which neighbours take the shape: both only if they also agree with each other. */
function mergeSides(
	kernel: Kernel,
	below: number,
	above: number,
	shape: VmaShape,
): {low: boolean; high: boolean} {
	const {anonVma} = kernel.vma;
	const low = mergesAfter(kernel, below, shape);
	const high =
		mergesBefore(kernel, above, shape) &&
		(!low || anonVma[below] === 0 || anonVma[above] === 0 || anonVma[below] === anonVma[above]);
	return {low, high};
}

/** A vma that takes over a part which had an anon_vma takes that over too, if it has none. Linux: dup_anon_vma(). */
function inheritAnonVma(kernel: Kernel, target: number, anonVma: number, chain: number): void {
	if (kernel.vma.anonVma[target] === 0 && anonVma !== 0) {
		setAnonVma(kernel, target, anonVma, chain);
		countAnonVmas(kernel, 'avc_alloc', chain);
	}
}

/**
 * Adds a mapping where nothing is mapped, growing a neighbour instead where the two may merge. Returns the vma that
 * holds it. Linux: vma_merge_new_range(), and vma_merge_copied_range() for a shape that brings an anon_vma.
 */
export function placeVma(kernel: Kernel, mm: number, shape: VmaShape): number {
	const below = vmaBelow(kernel, mm, shape.start);
	const above = below === 0 ? kernel.mm.firstVma[mm] : kernel.vma.next[below];
	const {low, high} = mergeSides(kernel, below, above, shape);
	if (!low && !high) {
		return insertVma(kernel, mm, shape);
	}

	const target = low ? below : above;
	inheritAnonVma(kernel, target, shape.anonVma, shape.chain);
	if (low && high) {
		absorbNext(kernel, below);
	} else if (low) {
		resizeVma(kernel, below, kernel.vma.start[below], shape.end);
	} else {
		resizeVma(kernel, above, shape.start, kernel.vma.end[above]);
	}

	return target;
}

/** Extends a vma over its next one, and over the gap between them. */
function absorbNext(kernel: Kernel, vma: number): void {
	const above = kernel.vma.next[vma];
	const end = kernel.vma.end[above];
	inheritAnonVma(kernel, vma, kernel.vma.anonVma[above], kernel.vma.chain[above]);
	removeVma(kernel, above);
	resizeVma(kernel, vma, kernel.vma.start[vma], end);
	kernel.mm.lookedUp[kernel.vma.mm[vma]] = vma;
}

/**
 * Gives the part [start, end) of one vma new flags: merged into its neighbours where they then agree, else split off.
 * Returns the vma that now holds the part. Linux: vma_modify() with vma_merge_existing_range().
 */
export function reflagVma(kernel: Kernel, vma: number, start: number, end: number, flags: number): number {
	const columns = kernel.vma;
	const whole = shapeOfVma(kernel, vma);
	const shape = {...whole, start, end, flags, offset: whole.offset + start - whole.start};
	const below = start === whole.start ? columns.previous[vma] : 0;
	const above = end === whole.end ? columns.next[vma] : 0;
	const {low, high} = mergeSides(kernel, below, above, shape);
	if (low) {
		inheritAnonVma(kernel, below, shape.anonVma, shape.chain);
		return growOver(kernel, below, vma, end, high);
	}

	if (high) {
		inheritAnonVma(kernel, above, shape.anonVma, shape.chain);
		if (start === whole.start) {
			removeVma(kernel, vma);
		} else {
			resizeVma(kernel, vma, whole.start, start);
		}

		resizeVma(kernel, above, start, columns.end[above]);
		return above;
	}

	return splitOff(kernel, vma, start, end, flags);
}

/** Lets `below` take over `vma` up to `end`, and the vma after that too when `both`. */
function growOver(kernel: Kernel, below: number, vma: number, end: number, both: boolean): number {
	const columns = kernel.vma;
	if (end === columns.end[vma]) {
		removeVma(kernel, vma);
	} else {
		resizeVma(kernel, vma, end, columns.end[vma]);
	}

	resizeVma(kernel, below, columns.start[below], end);
	if (both) {
		absorbNext(kernel, below);
	}

	return below;
}

function splitOff(kernel: Kernel, vma: number, start: number, end: number, flags: number): number {
	let part = vma;
	if (kernel.vma.start[part] < start) {
		part = splitVma(kernel, part, start);
	}

	if (end < kernel.vma.end[part]) {
		splitVma(kernel, part, end);
	}

	kernel.vma.flags[part] = flags;
	return part;
}
