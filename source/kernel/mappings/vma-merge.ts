/** Merging: which neighbouring vmas become one, when one is placed beside them or a part of one gets other flags. */

import type {Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {shapeOfVma, type VmaShape, vmaBelow, vmaFlags, vmaPages} from '../state/vmas.ts';
import {anonVmasMerge, inheritAnonVma} from './anon-vma.ts';
import {insertVma, removeVma, resizeVma, splitVma} from './vma.ts';

/**
 * Rights, kind, open file and place in it, or names, agree, so that only the anon_vmas can keep the two apart. That there may
 * be guards keeps no mappings apart. Linux: is_mergeable_vma(), VM_STICKY.
 */
function sameKind(kernel: Kernel, vma: Vma, shape: VmaShape): boolean {
	const {flags, object, mapping, name} = kernel.vma;
	return (
		((flags[vma] ^ shape.flags) & ~vmaFlags.maybeGuard) === 0 &&
		(shape.flags & (vmaFlags.device | vmaFlags.hugetlb)) === 0 &&
		(shape.object === 0 || kernel.policies.rules.merging === 'anon-vma') &&
		object[vma] === shape.object &&
		mapping[vma] === shape.mapping &&
		(shape.object !== 0 || name[vma] === shape.name)
	);
}

/** What a mapping takes over may have guards. */
function inheritGuards({vma}: Kernel, target: Vma, flags: number): void {
	vma.flags[target] |= flags & vmaFlags.maybeGuard;
}

function mergesAfter(kernel: Kernel, below: Vma, shape: VmaShape): boolean {
	return (
		below !== 0 &&
		kernel.vma.end[below] === shape.start &&
		sameKind(kernel, below, shape) &&
		kernel.vma.offset[below] + vmaPages(kernel, below) === shape.offset &&
		anonVmasMerge(kernel, below, shape)
	);
}

function mergesBefore(kernel: Kernel, above: Vma, shape: VmaShape): boolean {
	return (
		above !== 0 &&
		kernel.vma.start[above] === shape.end &&
		sameKind(kernel, above, shape) &&
		kernel.vma.offset[above] === shape.offset + shape.end - shape.start &&
		anonVmasMerge(kernel, above, shape)
	);
}

/** Which neighbours take the shape: both only if they also agree with each other. */
function mergeSides(kernel: Kernel, below: Vma, above: Vma, shape: VmaShape): {low: boolean; high: boolean} {
	const {anonVma} = kernel.vma;
	const low = mergesAfter(kernel, below, shape);
	const high =
		mergesBefore(kernel, above, shape) &&
		(!low || anonVma[below] === 0 || anonVma[above] === 0 || anonVma[below] === anonVma[above]);
	return {low, high};
}

/**
 * Adds a mapping where nothing is mapped, growing a neighbour instead where the two may merge. Returns the vma that
 * holds it. Linux: vma_merge_new_range(), and vma_merge_copied_range() for a shape that brings an anon_vma.
 */
export function placeVma(kernel: Kernel, mm: Mm, shape: VmaShape): Vma {
	const below = vmaBelow(kernel, mm, shape.start);
	const above = below === 0 ? kernel.mm.firstVma[mm] : kernel.vma.next[below];
	const {low, high} = mergeSides(kernel, below, above, shape);
	if (!low && !high) {
		return insertVma(kernel, mm, shape);
	}

	const target = low ? below : above;
	inheritAnonVma(kernel, target, shape.anonVma, shape.chain);
	inheritGuards(kernel, target, shape.flags);
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
function absorbNext(kernel: Kernel, vma: Vma): void {
	const above = kernel.vma.next[vma];
	const end = kernel.vma.end[above];
	inheritAnonVma(kernel, vma, kernel.vma.anonVma[above], kernel.vma.chain[above]);
	inheritGuards(kernel, vma, kernel.vma.flags[above]);
	removeVma(kernel, above);
	resizeVma(kernel, vma, kernel.vma.start[vma], end);
	kernel.mm.lookedUp[kernel.vma.mm[vma]] = vma;
}

/**
 * Gives the part [start, end) of one vma new flags: merged into its neighbours where they then agree, else split off.
 * Returns the vma that now holds the part. Linux: vma_modify() with vma_merge_existing_range().
 */
export function reflagVma(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn, flags: number): Vma {
	const columns = kernel.vma;
	const whole = shapeOfVma(kernel, vma);
	const shape = {...whole, start, end, flags, offset: whole.offset + start - whole.start};
	const below = start === whole.start ? columns.previous[vma] : 0;
	const above = end === whole.end ? columns.next[vma] : 0;
	const {low, high} = mergeSides(kernel, below, above, shape);
	if (low) {
		inheritAnonVma(kernel, below, shape.anonVma, shape.chain);
		inheritGuards(kernel, below, flags);
		return growOver(kernel, below, vma, end, high);
	}

	if (high) {
		inheritAnonVma(kernel, above, shape.anonVma, shape.chain);
		inheritGuards(kernel, above, flags);
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
function growOver(kernel: Kernel, below: Vma, vma: Vma, end: Vpn, both: boolean): Vma {
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

function splitOff(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn, flags: number): Vma {
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
