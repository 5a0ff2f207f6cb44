/** Sets of pages that lie together, as those of a process do: a number of bits for each 32 of them. */

/** Bits by the number of their block. No block is empty. */
export type PageSet = Map<number, number>;

const blockPages = 32;

export function addPage(pages: PageSet, page: number): void {
	const block = Math.floor(page / blockPages);
	addBits(pages, block, 1 << (page - block * blockPages));
}

/** Adds to the pages of a block those whose bits are set. */
export function addBits(pages: PageSet, block: number, bits: number): void {
	const there = pages.get(block) ?? 0;
	if ((there | bits) !== there) {
		pages.set(block, there | bits);
	}
}

/** Bit i of the answer stands for the page `first` + i; for 31 pages at most. */
export function bitsFrom(pages: PageSet, first: number, count: number): number {
	if (pages.size === 0) {
		return 0;
	}

	const block = Math.floor(first / blockPages);
	const shift = first - block * blockPages;
	const low = (pages.get(block) ?? 0) >>> shift;
	const high = shift + count <= blockPages ? 0 : (pages.get(block + 1) ?? 0) << (blockPages - shift);
	return (low | high) & (2 ** count - 1);
}

export function removePage(pages: PageSet, page: number): void {
	const block = Math.floor(page / blockPages);
	const bits = pages.get(block) ?? 0;
	const rest = bits & ~(1 << (page - block * blockPages));
	if (rest !== bits && rest !== 0) {
		pages.set(block, rest);
	} else if (rest !== bits) {
		pages.delete(block);
	}
}

/** Removes the pages from `start` up to, and without, `end`. */
export function removePages(pages: PageSet, start: number, end: number): void {
	const first = Math.floor(start / blockPages);
	const last = Math.floor((end - 1) / blockPages);
	if (last - first < pages.size) {
		for (let block = first; block <= last; block += 1) {
			removeFrom(pages, block, start, end);
		}

		return;
	}

	for (const block of pages.keys()) {
		if (block >= first && block <= last) {
			removeFrom(pages, block, start, end);
		}
	}
}

function removeFrom(pages: PageSet, block: number, start: number, end: number): void {
	const bits = pages.get(block);
	if (bits === undefined) {
		return;
	}

	const base = block * blockPages;
	const from = Math.max(0, start - base);
	const to = Math.min(blockPages, end - base);
	const mask = to - from === blockPages ? -1 : ((2 ** (to - from) - 1) << from) | 0;
	if ((bits & ~mask) === 0) {
		pages.delete(block);
	} else {
		pages.set(block, bits & ~mask);
	}
}
