/** Evicting: everything that can be in swap goes there at once, however many map it, as a memory cgroup is emptied. */
import {folioOf} from '../frames/folio.ts';
import {frameFlags, isUsed} from '../frames/frame.ts';
import {leaveCache, pagingRequests, slotOf, tellNotSimulated} from '../frames/swap.ts';
import {pinnedFrames} from '../mappings/lock.ts';
import {nextRow} from '../state/columns.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Folio} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {dissolveFolios} from '../tables/dissolve.ts';
import {visitAllEntries} from '../tables/visit.ts';
import {dirtyFlag, type Mapper, mappersOf, pageOf} from './mappers.ts';
import {chooseFate, fates, isMemory, settlePage, unmapEntry} from './page-out.ts';
import {takePage} from './take-page.ts';

/**
 * Takes everything out of memory that can go: pages that are not locked, however many map them, and all that the swap
 * cache has. Where the design does not swap, this is told and nothing happens. Returns 0. Linux: mem_cgroup_force_empty().
 */
export function evictAll(kernel: Kernel): number {
	if (kernel.policies.swaps !== true) {
		tellNotSimulated(kernel, 0, 0, pagingRequests.evict);
		return 0;
	}

	if (kernel.policies.recordedPage !== undefined) {
		evictRecorded(kernel);
		return 0;
	}

	kernel.policies.sharing?.beforeReclaim?.(kernel);
	dissolveUnlocked(kernel);
	const fate = chooseFates(kernel);
	const entries = kernel.frame.mapcount.slice(0, fate.length);
	const slots = Int32Array.from(fate, (_, frame) => slotOf(kernel, frame));
	visitAllEntries(kernel, (vma, table, index, vpn) => {
		const frame = pageOf(kernel.strip.entry[index]);
		if (frame !== 0 && fate[frame] !== fates.stays) {
			unmapEntry(kernel, {mm: kernel.vma.mm[vma], vpn, table, index}, fate[frame]);
		}
	});
	settleAll(kernel, fate, entries, slots);
	return 0;
}

/** Where pages are recorded elsewhere than in entries. */
function evictRecorded(kernel: Kernel): void {
	const pinned = pinnedFrames(kernel);
	const mappers = mappersOf(kernel);
	for (let frame = nextRow(kernel.frame, 0); frame !== 0; frame = nextRow(kernel.frame, frame)) {
		if (pinned[frame] === 0 && isUsed(kernel, frame) && isMemory(kernel, frame)) {
			takePage(kernel, frame, mappers.get(frame) ?? []);
		}
	}
}

/** Pages leave one by one: what is in one piece is taken apart first, unless a part of it is locked. */
function dissolveUnlocked(kernel: Kernel): void {
	const pinned = pinnedFrames(kernel);
	const kept = new Set<Folio>();
	for (let frame = nextRow(kernel.frame, 0); frame !== 0; frame = nextRow(kernel.frame, frame)) {
		if (pinned[frame] !== 0) {
			kept.add(folioOf(kernel, frame));
		}
	}

	dissolveFolios(kernel, (folio) => !kept.has(folio));
}

/** The fate of every frame: what a locked mapping maps stays, and so does what has no place in swap. */
function chooseFates(kernel: Kernel): Uint8Array {
	const pinned = pinnedFrames(kernel);
	const dirty = gatherDirt(kernel);
	dropGivenUp(kernel, pinned, dirty);
	const {flags, mapcount} = kernel.frame;
	const reached = countReached(kernel);
	const chosen = new Uint8Array(kernel.frame.count);
	for (let frame = nextRow(kernel.frame, 0); frame !== 0; frame = nextRow(kernel.frame, frame)) {
		const isReached = reached[frame] === mapcount[frame];
		if (pinned[frame] === 0 && isReached && isUsed(kernel, frame) && isMemory(kernel, frame)) {
			flags[frame] |= dirty[frame];
			chosen[frame] = chooseFate(kernel, frame);
		}
	}

	return chosen;
}

/** By frame: entries in mappings. What a shared table has outside of them belongs to no mapping. */
function countReached(kernel: Kernel): Int32Array {
	const reached = new Int32Array(kernel.frame.count);
	visitAllEntries(kernel, (_vma, _table, index) => {
		reached[pageOf(kernel.strip.entry[index])] += 1;
	});
	return reached;
}

/** By frame: the flag `dirty` where it was written through an entry. */
function gatherDirt(kernel: Kernel): Uint8Array {
	const dirty = new Uint8Array(kernel.frame.count);
	visitAllEntries(kernel, (_vma, _table, index) => {
		const word = kernel.strip.entry[index];
		dirty[pageOf(word)] |= dirtyFlag(word);
	});
	return dirty;
}

type OrderedMapper = Mapper & {readonly order: readonly number[]};

/**
 * A page that one owner has given up and another has written: entries are taken away one after another, and those that
 * were not written through are lost before the first one is met that was. Linux: try_to_unmap_one(), which goes by the
 * anon_vma: by where mappings begin, then from parents to children.
 */
function dropGivenUp(kernel: Kernel, pinned: Uint8Array, dirty: Uint8Array): void {
	const {flags, mapcount} = kernel.frame;
	const mappers = new Map<number, OrderedMapper[]>();
	for (let frame = nextRow(kernel.frame, 0); frame !== 0; frame = nextRow(kernel.frame, frame)) {
		const isGivenUp = (flags[frame] & (frameFlags.lazyFree | frameFlags.dirty)) === frameFlags.lazyFree;
		if (isGivenUp && mapcount[frame] > 1 && dirty[frame] !== 0 && pinned[frame] === 0) {
			mappers.set(frame, []);
		}
	}

	if (mappers.size === 0) {
		return;
	}

	const age = agesOfMemory(kernel);
	visitAllEntries(kernel, (vma, table, index, vpn) => {
		const mm = kernel.vma.mm[vma];
		const order = [kernel.vma.offset[vma], age[mm]];
		mappers.get(pageOf(kernel.strip.entry[index]))?.push({mm, vpn, table, index, order});
	});
	for (const each of mappers.values()) {
		each.sort((left, right) => left.order[0] - right.order[0] || left.order[1] - right.order[1]);
		for (const mapper of each) {
			if (dirtyFlag(kernel.strip.entry[mapper.index]) !== 0) {
				break;
			}

			unmapEntry(kernel, mapper, fates.drops);
		}
	}
}

/** By address space: when the first of its tasks came. */
function agesOfMemory({task, mm}: Kernel): Float64Array {
	const ages = new Float64Array(mm.count).fill(Number.POSITIVE_INFINITY);
	for (let row = nextRow(task, 0); row !== 0; row = nextRow(task, row)) {
		ages[task.mm[row]] = Math.min(ages[task.mm[row]], task.born[row]);
	}

	return ages;
}

/** Ends what unmapping began, frame by frame, and empties the swap cache. */
function settleAll(kernel: Kernel, fate: Uint8Array, entries: Int32Array, slots: Int32Array): void {
	for (let frame = nextRow(kernel.frame, 0); frame !== 0; frame = nextRow(kernel.frame, frame)) {
		if (fate[frame] === fates.stays) {
			continue;
		}

		const kind = fate[frame] === fates.leaves ? effectKinds.swapOut : effectKinds.dropClean;
		noteEffect(kernel.effects, kind, 0, 0, frame, slots[frame], entries[frame]);
		if (isUsed(kernel, frame)) {
			settlePage(kernel, frame, fate[frame]);
		}

		if (fate[frame] === fates.leaves) {
			leaveCache(kernel, frame);
		}
	}
}
