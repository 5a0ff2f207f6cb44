/** Where an overlay lies: over all panes; only the setup leaves the pane in sight whose columns it lists. */
import {wrap} from '../text/wrap.ts';
import type {Layout, Rectangle} from './layout.ts';
import type {Menu} from './menus/menu.ts';
import {focused, type Model, type Overlay} from './model.ts';
import {scrollTo, type Viewport} from './viewport.ts';

/** Lower screens have no room for both. */
const previewRowsLeast = 16;

/** Lines of what is told of an entry at most, and lines of the list that it leaves at least. */
const aboutLinesMost = 4;
const listLinesLeast = 6;

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

/** Lines within its frame below the list, for what is told of the selected entry: as many as the longest needs. */
export function aboutHeight({entries}: Pick<Menu, 'entries'>, {columns, rows}: Rectangle): number {
	const lines = entries.map(({about = ''}) => (about === '' ? 0 : aboutLines(about, columns).length));
	const wanted = Math.min(aboutLinesMost, Math.max(0, ...lines));
	return wanted === 0 || rows - 2 - wanted - 1 < listLinesLeast ? 0 : wanted + 1;
}

export function aboutLines(about: string, columns: number): readonly string[] {
	return wrap(about, columns - 4);
}

/** Which of the entries are seen, and in how many lines. */
export function overlayViewport(
	{row}: Overlay,
	menu: Pick<Menu, 'entries'>,
	rectangle: Rectangle,
): Viewport & {readonly height: number} {
	const height = Math.max(0, rectangle.rows - 2 - aboutHeight(menu, rectangle));
	return {...scrollTo({row, first: row - height + 1}, menu.entries.length, height), height};
}
