/**
 * Anon_vmas: the identity of a mapping's anonymous pages. Mappings with the same one may merge; one that was inherited
 * through fork keeps to itself. The rules decide which neighbours become one mapping, and are Linux's.
 */

import {allocateRow, freeRow} from '../state/columns.ts';
import type {AnonVma, Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {accessFlags, findVma, isShared, type VmaShape, vmaFlags, vmaPages} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';

/** True for a mapping inherited through a fork: its chain holds more than its own anon_vma. Linux: vma_is_fork_child(). */
function isForkChild(kernel: Kernel, vma: Vma): boolean {
	return kernel.vma.anonVma[vma] !== 0 && kernel.vma.chain[vma] > 1;
}

export function setAnonVma(kernel: Kernel, vma: Vma, anonVma: AnonVma, chain: number): void {
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
export function countAnonVmas(
	kernel: Kernel,
	unit: typeof workUnits.anon_vma_alloc | typeof workUnits.avc_alloc,
	amount = 1,
): void {
	if (kernel.policies.rules.reverseMaps === 'objects') {
		countWork(kernel, unit, amount);
	}
}

/** Gives a vma an anon_vma of its own at the end of a chain `chain` long. */
export function newAnonVma(kernel: Kernel, vma: Vma, chain: number): void {
	setAnonVma(kernel, vma, allocateRow(kernel.anonVma), chain);
	countAnonVmas(kernel, workUnits.anon_vma_alloc);
	countAnonVmas(kernel, workUnits.avc_alloc, chain);
}

/**
 * Makes sure that a vma which gets its first anonymous page has an anon_vma: that of a neighbour it could be merged
 * with if their rights agreed (next first, then previous), or a new one. Kernels before 2.6 had none.
 * Linux: __anon_vma_prepare().
 */
export function prepareAnonVma(kernel: Kernel, vma: Vma): void {
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
			countAnonVmas(kernel, workUnits.avc_alloc);
			return;
		}
	}

	newAnonVma(kernel, vma, 1);
}

/**
 * Gives an anon_vma to every private mapping of a range that a write has passed through, which is none where it was refused at once. Kernels that record pages
 * elsewhere take fewer faults than Linux does; with this their mappings merge as Linux's do, and programs that depend
 * on it (mremap of what has merged) run alike.
 */
export function prepareWritten(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): void {
	for (
		let vma = start < end ? findVma(kernel, mm, start) : 0;
		vma !== 0 && kernel.vma.start[vma] < end;
		vma = kernel.vma.next[vma]
	) {
		if (!isShared(kernel, vma)) {
			prepareAnonVma(kernel, vma);
		}
	}
}

/** Linux: anon_vma_compatible(): adjacent, same file and kind, offsets that continue; rights may differ. */
function couldShareAnonVma(kernel: Kernel, low: Vma, high: Vma): boolean {
	const {start, end, object, mapping, flags, offset} = kernel.vma;
	return (
		end[low] === start[high] &&
		object[low] === object[high] &&
		mapping[low] === mapping[high] &&
		((flags[low] ^ flags[high]) & ~(accessFlags | vmaFlags.maybeGuard)) === 0 &&
		offset[high] === offset[low] + vmaPages(kernel, low)
	);
}

/**
 * Linux: is_mergeable_anon_vma(). `source` is the vma whose anon_vma the shape carries, 0 for a fresh mapping.
 * One that was inherited through fork may neither give nor take a neighbour without anon_vma.
 */
export function anonVmasMerge(kernel: Kernel, target: Vma, shape: VmaShape): boolean {
	const own = kernel.vma.anonVma[target];
	if (own === 0 && shape.anonVma !== 0) {
		return shape.chain <= 1;
	}

	if (own !== 0 && shape.anonVma === 0) {
		return !isForkChild(kernel, target);
	}

	return own === shape.anonVma;
}

/** A vma that takes over a part which had an anon_vma takes that over too, if it has none. Linux: dup_anon_vma(). */
export function inheritAnonVma(kernel: Kernel, target: Vma, anonVma: AnonVma, chain: number): void {
	if (kernel.vma.anonVma[target] === 0 && anonVma !== 0) {
		setAnonVma(kernel, target, anonVma, chain);
		countAnonVmas(kernel, workUnits.avc_alloc, chain);
	}
}
