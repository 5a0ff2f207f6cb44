/** Places of a page map at which there is something: what lies there, looked up or visited in order. */

import {isUsed} from '../../kernel/frames/frame.ts';
import {rowId} from '../../kernel/state/columns.ts';
import {isSwapped, pteBits, pteFrame} from '../../kernel/state/pte.ts';
import {wordAt} from '../../kernel/state/strips.ts';
import {readEntry} from '../../kernel/tables/table.ts';
import type {MemoryView} from '../memory/memory.ts';
import {visitUnnamed} from '../memory/slots.ts';
import {type EntriesVisitor, visitLeafEntries, visitLeaves} from '../memory/walk.ts';
import {cellOfFrame, cellOfTable} from './cells.ts';
import {type PageMap, stretchOf} from './page-map.ts';

/** `item` is a frame, 0 for a page in swap and a guard, or for an entry the number of the table below. */
export type PlaceVisitor = (place: number, item: number) => void;

/**
 * Calls `visit` for the places from `first` to `end` at which there is something; pages in slots of swap that no entry names come last.
 * Where a table is missing nothing is looked at.
 */
export function visitPresent(
	{kernel}: MemoryView,
	map: PageMap,
	first: number,
	end: number,
	visit: PlaceVisitor,
): void {
	if (map.of === 'pages') {
		const {entry} = kernel.strip;
		const visitEntries: EntriesVisitor = (_table, index, count, vpn) => {
			for (let i = 0; i < count; i += 1) {
				const word = entry[index + i];
				if (word !== 0) {
					visit(vpn + i, isSwapped(word) ? 0 : pteFrame(word));
				}
			}
		};
		visitLeafEntries(kernel, map.mm, first, end, visitEntries, visitLeaves);
		visitUnnamed(kernel, map.mm, first, end, (_slot, vpn) => visit(vpn, 0));
		return;
	}

	for (let place = first; place < end; place += 1) {
		const item = itemAt({kernel}, map, place);
		if (item !== 0) {
			visit(place, item);
		}
	}
}

/** What lies at a place, 0 for nothing. */
export function itemAt({kernel}: Pick<MemoryView, 'kernel'>, map: PageMap, place: number): number {
	switch (map.of) {
		case 'frames':
			return isUsed(kernel, place) ? place : 0;
		case 'entries': {
			const {entries} = kernel.geometry;
			return pteFrame(wordAt(kernel, rowId(kernel.table, map.table), place % entries));
		}

		default: {
			const word = readEntry(kernel, map.mm, place);
			return (word & pteBits.present) === 0 ? 0 : pteFrame(word);
		}
	}
}

/** The cell of what lies at a place. */
export function cellOfItem(view: MemoryView, {of}: PageMap, item: number): number {
	return of === 'entries' ? cellOfTable(view.kernel, item) : cellOfFrame(view, item);
}

/** The frame of what lies at a place, which for a table is the frame that it fills; 0 for nothing. */
export function frameAt({kernel}: MemoryView, map: PageMap, place: number): number {
	const item = itemAt({kernel}, map, place);
	return map.of === 'entries' ? kernel.table.frame[item] : item;
}

/** The first page that maps a frame, and among frames the frame itself; undefined where there is none. */
export function placeOfFrame(view: MemoryView, map: PageMap, frame: number): number | undefined {
	if (map.of === 'frames') {
		return stretchOf(map, frame) === -1 ? undefined : frame;
	}

	let found: number | undefined;
	for (let i = 0; i < map.stretches.length && found === undefined; i += 1) {
		const {first, count} = map.stretches[i];
		visitPresent(view, map, first, first + count, (place, item) => {
			found ??= map.of !== 'entries' && item === frame ? place : undefined;
		});
	}

	return found;
}

/** The first place of a range at which there is something. */
export function firstPresent(view: MemoryView, map: PageMap, first: number, end: number): number | undefined {
	let found: number | undefined;
	visitPresent(view, map, first, end, (place) => {
		found ??= place;
	});
	return found;
}
