/** The loop in which fork and exit spend their time: it counts a run of entries for the frames that they name. */
import type {EntryIndex} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {pteBits, pteFrame} from '../state/pte.ts';

const {accessed} = pteBits;

export type CountedRun = {
	/** All bits that any of the entries has. */
	readonly bits: number;
	/** Entries that are not empty. */
	readonly filled: number;
	/** Whether any frame has no entry left. */
	readonly hasUnmapped: boolean;
};

// An index that is cut to 32 bits again is never checked for being too large: the loops are a third faster.

/**
 * Adds `change` to the map count of each frame that an entry of [first, end) names. It does not ask what an entry is: an empty
 * one is of frame 0, which is none and stands at 0 again at the end. Who finds in `bits` that there are entries of no page
 * takes the change back.
 */
export function countRun(kernel: Kernel, first: EntryIndex, end: EntryIndex, change: 1 | -1): CountedRun {
	const {entry} = kernel.strip;
	const {mapcount} = kernel.frame;
	// So many that frame 0 never seems to be unmapped.
	const start = end - first + 1;
	mapcount[0] = start;
	let bits = 0;
	let least = 0;
	for (let index = first | 0; index < end; index = (index + 1) | 0) {
		const word = entry[index];
		const count = (mapcount[pteFrame(word)] + change) | 0;
		mapcount[pteFrame(word)] = count;
		bits |= word;
		// Negative once any count has been 0.
		least |= count - 1;
	}

	const empty = (mapcount[0] - start) * change;
	mapcount[0] = 0;
	return {bits, filled: end - first - empty, hasUnmapped: least < 0};
}

/**
 * Copies the entries of [first, end), not accessed, to the ones that stand `shift` entries further on, and counts the copies as
 * countRun does.
 */
export function copyRun(
	kernel: Kernel,
	first: EntryIndex,
	end: EntryIndex,
	shift: number,
): Omit<CountedRun, 'hasUnmapped'> {
	const {entry} = kernel.strip;
	const {mapcount} = kernel.frame;
	let bits = 0;
	for (let index = first | 0; index < end; index = (index + 1) | 0) {
		const word = entry[index];
		mapcount[pteFrame(word)] += 1;
		entry[(index + shift) | 0] = word & ~accessed;
		bits |= word;
	}

	const empty = mapcount[0];
	mapcount[0] = 0;
	return {bits, filled: end - first - empty};
}
