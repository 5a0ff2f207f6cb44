/** The tabs in the title of a slot: what they say and where, so that a press on one shows its pane. */
import {cellWidth} from '../../analysis/words/cells.ts';
import {type PaneFacts, paneOf} from './facts.ts';
import type {Slot} from './layout.ts';

export type Tab = {
	readonly id: string;
	readonly label: string;
	/** From the first tab. */
	readonly column: number;
};

/** Cells of the frame before the first tab. */
export const frameCells = 3;

/** What a pane says beside its tabs goes before the names of the others: a process at least. */
const aboutCells = 10;

/** As they fit: all of them with numbers and names, or only the one that is seen and the other numbers. */
export function tabsOf(slot: Slot, panes: readonly PaneFacts[]): readonly Tab[] {
	const {columns} = slot.rectangle;
	const room =
		(slot.isFramed ? columns - 2 * frameCells : columns) - (slot.panes.length > 1 ? aboutCells : 0);
	const all = placed(slot.panes.map((id) => ({id, label: titleOf(id, slot, panes)})));
	const last = all.at(-1);
	return last === undefined || last.column + cellWidth(last.label) <= room
		? all
		: placed(
				slot.panes.map((id) => ({
					id,
					label: id === slot.shown ? `[${titled(id, panes)}]` : numberOf(id, panes),
				})),
			);
}

function titleOf(id: string, slot: Slot, panes: readonly PaneFacts[]): string {
	return id === slot.shown && slot.panes.length > 1 ? `[${titled(id, panes)}]` : titled(id, panes);
}

/** `1 Processes`. */
function titled(id: string, panes: readonly PaneFacts[]): string {
	return `${numberOf(id, panes)} ${paneOf(panes, id)?.title ?? id}`;
}

function numberOf(id: string, panes: readonly PaneFacts[]): string {
	return String(panes.findIndex((pane) => pane.id === id) + 1);
}

function placed(tabs: readonly {readonly id: string; readonly label: string}[]): Tab[] {
	let column = 0;
	return tabs.map((tab) => {
		const at = {...tab, column};
		column += cellWidth(tab.label) + 1;
		return at;
	});
}

/** The pane whose tab is at a cell of the title line. */
export function tabAt(slot: Slot, panes: readonly PaneFacts[], cell: number): string | undefined {
	const at = cell - (slot.isFramed ? frameCells : 0);
	return tabsOf(slot, panes).find(({column, label}) => at >= column && at < column + cellWidth(label))?.id;
}
