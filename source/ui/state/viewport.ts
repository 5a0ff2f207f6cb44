/** Viewports: which rows of a list are on the screen. The selected row is always among them. */

/** `row` is selected, `first` is the topmost row that is seen. */
export type Viewport = {readonly row: number; readonly first: number};

/** The nearest viewport that shows the selected row of a list of `count` rows in `height` lines. */
export function scrollTo({row, first}: Viewport, count: number, height: number): Viewport {
	const selected = Math.max(0, Math.min(row, count - 1));
	const last = Math.max(0, count - Math.max(1, height));
	const lowest = Math.max(0, selected - Math.max(1, height) + 1);
	return {row: selected, first: Math.max(lowest, Math.min(first, selected, last))};
}

/** The selected row has moved to `row` by no act of the user's: it keeps its line on the screen if it can. */
export function carryTo(
	{row: before, first}: Viewport,
	row: number,
	count: number,
	height: number,
): Viewport {
	return scrollTo({row, first: first + row - before}, count, height);
}

/** The selected row stands in the middle, with as much before it as after it, as far as the list goes. */
export function middleOn(row: number, count: number, height: number): Viewport {
	return scrollTo({row, first: row - Math.floor((height - 1) / 2)}, count, height);
}
