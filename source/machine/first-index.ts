/** Finding a place among what is sorted. */

/**
 * The first of `count` indexes for which `isSo` is true, `count` where it is for none. What is so for one is so for all behind it.
 * It asks some log2(count) times: loops that look up millions of places have the same written out on their columns.
 */
export function firstIndex(count: number, isSo: (index: number) => boolean): number {
	let low = 0;
	let high = count;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (isSo(middle)) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}

	return low;
}
