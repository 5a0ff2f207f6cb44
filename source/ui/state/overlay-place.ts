/** Where an overlay lies: over all panes; only the setup leaves the pane in sight whose columns it lists. */
import type {Layout, Rectangle} from './layout.ts';
import {focused, type Model, type Overlay} from './model.ts';
import {scrollTo, type Viewport} from './viewport.ts';

/** Lower screens have no room for both. */
const previewRowsLeast = 16;

export function overlayRectangle({slots, size}: Layout, model: Model): Rectangle {
	const top = Math.min(...slots.map(({rectangle}) => rectangle.row));
	const bottom = Math.max(...slots.map(({rectangle}) => rectangle.row + rectangle.rows));
	const rows = bottom - top;
	const all = {column: 0, row: top, columns: size.columns, rows};
	if (model.overlay?.kind !== 'setup' || rows < previewRowsLeast) {
		return all;
	}

	const half = Math.floor(rows / 2);
	const pane = slots.find(({shown}) => shown === focused(model))?.rectangle.row ?? top;
	return pane < top + half ? {...all, row: bottom - half, rows: half} : {...all, rows: half};
}

/** Which of its rows are seen. */
export function overlayViewport({row}: Overlay, count: number, {rows}: Rectangle): Viewport {
	const height = Math.max(0, rows - 2);
	return scrollTo({row, first: row - height + 1}, count, height);
}
