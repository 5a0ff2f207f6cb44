/**
 * Vmas: the mappings of an address space, kept in address order as a doubly linked list with the last one looked up
 * remembered. Inserting, cutting and removing them; anon-vma.ts and vma-merge.ts say which become one again, and
 * state/vmas.ts finds them.
 */

import {getObject, putObject} from '../frames/object.ts';
import {assert} from '../state/assert.ts';
import {allocateRow, freeRow} from '../state/columns.ts';
import type {Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {shapeOfVma, type VmaShape, vmaBelow, vmaPages} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {splitHugeAt} from '../tables/huge.ts';
import {countAnonVmas, setAnonVma} from './anon-vma.ts';

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

	kernel.mm.lookedUp[owner] = previous[vma] || next[vma];
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
	countAnonVmas(kernel, workUnits.avc_alloc, upper.chain);
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
