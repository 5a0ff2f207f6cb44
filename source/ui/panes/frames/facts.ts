/** What is told of the rows of Frames that are on the screen, read of all of them at once. */
import {type FrameRow, frameRows} from '../../../analysis/rows/frames.ts';
import {type SlotRow, slotRows} from '../../../analysis/rows/slots.ts';
import {rightAt, type WriteRight} from '../../../analysis/rows/write-right.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import type {RowKeys} from '../../state/rows.ts';
import type {PaneView} from '../pane.ts';
import type {Page} from './pages.ts';

export type FrameRows = RowKeys & {
	readonly task: Task;
	readonly pages: readonly Page[];
	/** What was read of the frames and of the slots of swap on the screen, by number. */
	readonly known: Map<number, FrameRow>;
	readonly knownSlots: Map<number, SlotRow>;
};

/** `right`: whether the selected process may write it. Of a page in swap `slot` stands for the frame. */
export type Row = Omit<FrameRow, 'frame' | 'kind'> & {
	readonly address: number;
	readonly frame?: number;
	readonly slot?: number;
	readonly kind: FrameRow['kind'] | 'in swap';
	readonly right?: WriteRight;
};

export function rowAt(view: PaneView<FrameRows>, row: number): Row {
	const {rows, session} = view;
	const page = rows.pages[row];
	const {address} = page;
	if ('slot' in page) {
		return {...slotRowAt(view, page.slot), address};
	}

	return {...frameAt(view, page.frame), address, right: rightAt(session.memory, rows.task, address)};
}

/** Owners are found for all the rows on the screen at once: it may take a pass over all page tables. */
function frameAt({session, model, rows, height}: PaneView<FrameRows>, frame: number): FrameRow {
	const {known, pages} = rows;
	if (!known.has(frame)) {
		const {first} = model.cursors.frames;
		const seen = pages.slice(first, first + height).flatMap((page) => ('slot' in page ? [] : [page.frame]));
		for (const found of frameRows(session.memory, [...new Set([...seen, frame])], rows.task)) {
			known.set(found.frame, found);
		}
	}

	return known.get(frame) as FrameRow;
}

/** As frameAt, for a slot of swap. */
function slotRowAt({session, model, rows, height}: PaneView<FrameRows>, slot: number): Omit<Row, 'address'> {
	const {knownSlots, pages} = rows;
	if (!knownSlots.has(slot)) {
		const {first} = model.cursors.frames;
		const seen = pages.slice(first, first + height).flatMap((page) => ('slot' in page ? [page.slot] : []));
		for (const found of slotRows(session.memory, [...new Set([...seen, slot])])) {
			knownSlots.set(found.slot, found);
		}
	}

	const {users, word, owners} = knownSlots.get(slot) as SlotRow;
	const references = {references: users, mapcount: users, paths: owners.length};
	return {slot, kind: 'in swap', ...references, word, owners};
}
