/**
 * Filling the cells of a page map. From far a screen holds a million pages, so these loops have columns in local
 * variables and no call for each page; everywhere else the clear version stands (page-places.ts).
 */
import {frameKinds} from '../../kernel/frames/frame.ts';
import type {Mm} from '../../kernel/state/ids.ts';
import {isGuard, pteBits, pteFrame} from '../../kernel/state/pte.ts';
import {findHugeEntry} from '../../kernel/tables/huge.ts';
import type {MemoryView} from '../memory/memory.ts';
import {visitUnnamed} from '../memory/slots.ts';
import {type EntriesVisitor, visitLeafEntries, visitLeaves} from '../memory/walk.ts';
import {
	cellOfKind,
	guardCell,
	hugeCell,
	privateCell,
	privateCells,
	sharersMax,
	swappedCell,
} from './cells.ts';
import type {PageMap} from './page-map.ts';
import {cellOfItem, visitPresent} from './places.ts';

/** Places from `first` to `end`. */
type Range = {readonly first: number; readonly end: number};

/** Raises each cell to the most telling of the `perCell` places that it stands for, a power of two. */
export function raiseCells(
	view: MemoryView,
	map: PageMap,
	range: Range,
	perCell: number,
	cells: Uint8Array,
): void {
	const shift = Math.log2(perCell);
	if (map.of === 'pages') {
		raisePages(view, map.mm, range, shift, cells);
	} else if (map.of === 'frames') {
		raiseFrames(view, range, shift, cells);
	} else {
		visitPresent(view, map, range.first, range.end, (place, item) => {
			const at = (place - range.first) >> shift;
			cells[at] = Math.max(cells[at], cellOfItem(view, map, item));
		});
	}
}

function raisePages(
	{kernel, hiddenPaths}: MemoryView,
	mm: Mm,
	{first, end}: Range,
	shift: number,
	cells: Uint8Array,
): void {
	const {entry} = kernel.strip;
	const {kind, mapcount} = kernel.frame;
	const visit: EntriesVisitor = (_table, index, count, vpn) => {
		const offset = vpn - first;
		const alone = findHugeEntry(kernel, mm, vpn) === 0 ? privateCell : hugeCell;
		for (let i = 0; i < count; i += 1) {
			const word = entry[index + i];
			if ((word & pteBits.present) !== 0) {
				const frame = pteFrame(word);
				let cell = cellOfKind[kind[frame]];
				if (kind[frame] === frameKinds.anon) {
					const paths = mapcount[frame] + (hiddenPaths === undefined ? 0 : hiddenPaths[frame]);
					cell = paths > 1 ? privateCells[paths < sharersMax ? paths : sharersMax] : alone;
				}

				const at = (offset + i) >> shift;
				if (cells[at] < cell) {
					cells[at] = cell;
				}
			} else if (word !== 0) {
				const at = (offset + i) >> shift;
				cells[at] = Math.max(cells[at], isGuard(word) ? guardCell : swappedCell);
			}
		}
	};
	visitLeafEntries(kernel, mm, first, end, visit, visitLeaves);
	visitUnnamed(kernel, mm, first, end, (_slot, vpn) => {
		const at = (vpn - first) >> shift;
		cells[at] = Math.max(cells[at], swappedCell);
	});
}

/** The kind of a free frame is 0, and so is its cell. */
function raiseFrames(
	{kernel, hiddenPaths}: MemoryView,
	{first, end}: Range,
	shift: number,
	cells: Uint8Array,
): void {
	const {kind, mapcount} = kernel.frame;
	for (let frame = first; frame < end; frame += 1) {
		let cell = cellOfKind[kind[frame]];
		if (kind[frame] === frameKinds.anon) {
			const paths = mapcount[frame] + (hiddenPaths === undefined ? 0 : hiddenPaths[frame]);
			cell = privateCells[paths < sharersMax ? paths : sharersMax];
		}

		const at = (frame - first) >> shift;
		if (cells[at] < cell) {
			cells[at] = cell;
		}
	}
}
