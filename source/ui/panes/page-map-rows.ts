/**
 * The rows of the page map: what is drawn, in lines as wide as the pane. A page is known by its address or, as `#455`,
 * by its frame; either is found in whatever is drawn.
 */
import {firstChange} from '../../analysis/page-changes.ts';
import {cellAt, layLines, lineAt, lineWidth, type MapLines, zoomSteps} from '../../analysis/page-lines.ts';
import {
	addressOf,
	mapOfFrames,
	mapOfProcess,
	mapOfTable,
	type PageMap,
	stretchOf,
} from '../../analysis/page-map.ts';
import {firstPresent, frameAt, itemAt, placeOfFrame} from '../../analysis/page-places.ts';
import {pageBytes} from '../../kernel/kernel.ts';
import {taskKey} from '../actor.ts';
import type {Held, RowKeys} from '../facts.ts';
import {heldBy} from '../holders.ts';
import {innerSize, layOut, slotOf} from '../layout.ts';
import type {Range} from '../linked.ts';
import type {Model} from '../model.ts';
import {selectedTask} from '../selected.ts';
import type {Session} from '../session.ts';
import {addressText} from './maps.ts';
import {targetOf} from './page-map-target.ts';
import type {TableRows} from './page-tables.ts';

/** Cells of the address before a line, and the gap after it. */
export const labelCells = 12;
const indent = labelCells + 1;

export type PageMapRows = RowKeys & {
	readonly task: number;
	readonly lines: MapLines;
	/** What was read of the lines on the screen: the first of them, and their cells. */
	known?: {readonly first: number; readonly count: number; readonly cells: Uint8Array};
	/** The first place of the cell of a key, and how many it stands for; undefined for a key that is not there. */
	cellOf(key: string): {readonly place: number; readonly count: number} | undefined;
	/** The addresses at which the selected process has what lies in the cell of a key. */
	rangesOf(key: string): readonly Range[];
};

/** `known` is filled by whoever draws; all else follows from the machine and the model. */
export function readPageMap(session: Session, model: Model): PageMapRows {
	const task = selectedTask(session, model);
	const map = chosenMap(session, model, task);
	const lines = layLines(map, lineWidth(paneColumns(session, model) - indent), zoomSteps[model.mapZoom]);
	const keyOf = (place: number) => (map.of === 'frames' ? `#${place}` : String(addressOf(map, place)));
	const placeOf = rememberLast((key) => findPlace(session, map, task, key));
	const cellOf = (key: string) => {
		const place = placeOf(key);
		return place === undefined ? undefined : cellHolding(lines, place);
	};
	const start = startOf(session, map);
	const startRow = Math.max(0, rowOfPlace(lines, start));
	const holdersOfKey = (key: string): Held[] => {
		const place = placeOf(key);
		const frame = place === undefined ? 0 : frameAt(session.memory, map, place);
		return heldBy(session, frame, (address) => (map.of === 'frames' ? key : String(address)));
	};
	const rangesOf = rememberLast((key): readonly Range[] => {
		const cell = cellOf(key);
		if (map.of === 'frames') {
			const own = task === 0 ? '' : taskKey(session.machine.kernel, task);
			return heldBy(session, cell?.place ?? 0, String)
				.filter(({process}) => process === own)
				.map(({key: address}) => ({start: Number(address), end: Number(address) + pageBytes}));
		}

		const start = addressOf(map, cell?.place ?? 0) ?? 0;
		return cell === undefined ? [] : [{start, end: start + cell.count * map.span * pageBytes}];
	});
	return {
		task,
		lines,
		count: lines.count,
		startRow,
		keyAt(row) {
			const first = start !== undefined && row === startRow ? start : undefined;
			return row < lines.count ? keyOf(first ?? lineAt(lines, row).first) : '';
		},
		rowOf: (key) => rowOfPlace(lines, placeOf(key)),
		textAt(row) {
			const {first, stretch} = lineAt(lines, row);
			return `${labelOf(map, first)} ${map.stretches[stretch].name}`;
		},
		cells: {
			indent,
			countAt: (row) => lineAt(lines, row).cells,
			keyIn(row, column) {
				const {first, cells} = lineAt(lines, row);
				return keyOf(first + Math.max(0, Math.min(column, cells - 1)) * lines.perCell);
			},
			columnOf: (key) => cellAt(lines, placeOf(key) ?? -1)?.column ?? 0,
		},
		cellOf,
		rangesOf,
		opens(key) {
			const cell = cellOf(key);
			return cell === undefined ? 'There is no such page now.' : targetOf(session, map, task, cell);
		},
		holdersOf: holdersOfKey,
	};
}

function chosenMap({memory, rows}: Session, model: Model, task: number): PageMap {
	if (model.mapSpace === 'physical') {
		return mapOfFrames(memory);
	}

	const whole = mapOfProcess(memory, task);
	if (model.mapSpace === 'mapping') {
		const {key, row} = model.cursors.maps;
		const {stretches} = whole;
		const found = stretches.find(({first}) => String(first * pageBytes) === key) ?? stretches[row];
		return {...whole, stretches: found === undefined ? [] : [found]};
	}

	if (model.mapSpace === 'table' && task !== 0) {
		const {key = '', row} = model.cursors.tables;
		const found = rows('tables', model) as TableRows;
		const table = found.tables[found.rowOf(key)] ?? found.tables[row] ?? found.tables[0];
		return table === undefined ? whole : mapOfTable(memory, task, table);
	}

	return whole;
}

/** Where the last event changed something. In an upper table, which is all but empty, at least where something is. */
function startOf({memory}: Session, map: PageMap): number | undefined {
	const [only] = map.stretches;
	return (
		firstChange(memory.kernel, map) ??
		(map.of === 'entries' ? firstPresent(memory, map, only.first, only.first + only.count) : undefined)
	);
}

function paneColumns({panes}: Session, model: Model): number {
	const slot = slotOf(layOut(model.size, panes, model.recent, model.isZoomed), 'map');
	return slot === undefined ? model.size.columns : innerSize(slot).columns;
}

function rowOfPlace(lines: MapLines, place: number | undefined): number {
	return place === undefined ? -1 : (cellAt(lines, place)?.row ?? -1);
}

function findPlace({memory}: Session, map: PageMap, task: number, key: string): number | undefined {
	const isFrame = key.startsWith('#');
	const number = Number(isFrame ? key.slice(1) : key);
	if (key === '' || !Number.isFinite(number)) {
		return undefined;
	}

	if (isFrame) {
		return placeOfFrame(memory, map, number);
	}

	const vpn = Math.floor(number / pageBytes);
	const place =
		map.of === 'frames' ? itemAt(memory, mapOfProcess(memory, task), vpn) : Math.floor(vpn / map.span);
	return stretchOf(map, place) === -1 ? undefined : place;
}

function cellHolding(lines: MapLines, place: number) {
	const at = cellAt(lines, place);
	if (at === undefined) {
		return undefined;
	}

	const {first, end} = lineAt(lines, at.row);
	const start = first + at.column * lines.perCell;
	return {place: start, count: Math.min(lines.perCell, end - start)};
}

/** The address or the frame that a line begins with. */
export function labelOf(map: PageMap, place: number): string {
	const address = addressOf(map, place);
	return address === undefined ? `#${place}` : addressText(address);
}

/** Asked several times for one frame of the screen, and finding a frame is a walk. */
function rememberLast<Answer>(find: (key: string) => Answer): (key: string) => Answer {
	let last: {key: string; answer: Answer} | undefined;
	return (key) => {
		if (last?.key !== key) {
			last = {key, answer: find(key)};
		}

		return last.answer;
	};
}
