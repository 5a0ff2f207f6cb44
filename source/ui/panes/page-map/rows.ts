/**
 * The rows of the page map: what is drawn, in lines as wide as the pane. A page is known by its address or, as `#455`,
 * by its frame; either is found in whatever is drawn.
 */
import {slotAt} from '../../../analysis/memory/slots.ts';
import {
	cellAt,
	layLines,
	lineAt,
	lineWidth,
	type MapLines,
	zoomSteps,
} from '../../../analysis/page-map/lines.ts';
import {addressOf, mapOfProcess, type PageMap, stretchOf} from '../../../analysis/page-map/page-map.ts';
import {frameAt, itemAt, placeOfFrame} from '../../../analysis/page-map/places.ts';
import {taskKey} from '../../../inquiry/keys.ts';
import {pageBytes} from '../../../kernel/state/geometry.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {memo} from '../../state/memo.ts';
import type {Model} from '../../state/model.ts';
import type {Held, Offer, Range, RowKeys} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import {addressText} from '../../text/addresses.ts';
import {heldBy, heldInSwap} from '../holders.ts';
import {selectedTask} from '../selected.ts';
import {chosenMap, paneColumns, startOf} from './choice.ts';
import {mapState} from './state.ts';
import {targetOf} from './target.ts';

/** Cells of the address before a line, and the gap after it. */
export const labelCells = 12;
const indent = labelCells + 1;

/** The first place of a cell, and how many it stands for. */
type Cell = {readonly place: number; readonly count: number};

export type PageMapRows = RowKeys & {
	readonly task: Task;
	readonly lines: MapLines;
	/** What was read of the lines on the screen: the first of them, and their cells. */
	known?: {readonly first: number; readonly count: number; readonly cells: Uint8Array};
	/** The cell of a key; undefined for a key that is not there. */
	cellOf(key: string): Cell | undefined;
};

/** What the answers about rows and keys are made from. */
type Ground = {
	readonly session: Session;
	readonly task: Task;
	readonly map: PageMap;
	readonly lines: MapLines;
	keyOf(place: number): string;
	placeOf(key: string): number | undefined;
};

/** Both are asked for several times in a frame, and finding a frame is a walk. */
const keepPlace = memo<number | undefined>();
const keepRanges = memo<readonly Range[]>();

/** Drawing fills `known`; all else follows from the machine and the model. */
export function readPageMap(session: Session, model: Model): PageMapRows {
	const task = selectedTask(session, model);
	const map = chosenMap(session, model, task);
	const lines = layLines(
		map,
		lineWidth(paneColumns(session, model) - indent),
		zoomSteps[mapState.of(model).zoom],
	);
	const ground: Ground = {
		session,
		task,
		map,
		lines,
		keyOf: (place) => (map.of === 'frames' ? `#${place}` : String(addressOf(map, place))),
		placeOf: (key) => keepPlace(lines, [key], () => findPlace(session, map, task, key)),
	};
	const cellOf = (key: string) => cellHolding(lines, ground.placeOf(key));
	const ranges = (key: string) => keepRanges(lines, [key], () => rangesOf(ground, cellOf(key)));
	return {
		task,
		lines,
		...rowKeys(ground),
		cells: cellKeys(ground),
		cellOf,
		offerOf: (key) => offerOf(model, () => ranges(key)),
		opens(key) {
			const cell = cellOf(key);
			return cell === undefined ? 'There is no such page now.' : targetOf(session, map, task, cell);
		},
		holdersOf: (key) => holdersOf(ground, key),
		subjectAt(_row, key = '') {
			const frame = frameUnder(ground, key);
			const slot = slotUnder(ground, key);
			return frame !== 0
				? {subject: {kind: 'frame', frame}}
				: slot !== 0
					? {subject: {kind: 'slot', slot}}
					: undefined;
		},
	};
}

/** Until a row is chosen, the one of the place where the map begins is selected. */
function rowKeys({session, map, lines, keyOf, placeOf}: Ground): RowKeys {
	const start = startOf(session, map);
	const startRow = Math.max(0, rowOfPlace(lines, start));
	return {
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
	};
}

function cellKeys({lines, keyOf, placeOf}: Ground): RowKeys['cells'] {
	return {
		indent,
		countAt: (row) => lineAt(lines, row).cells,
		keyIn(row, column) {
			const {first, cells} = lineAt(lines, row);
			return keyOf(first + Math.max(0, Math.min(column, cells - 1)) * lines.perCell);
		},
		columnOf: (key) => cellAt(lines, placeOf(key) ?? -1)?.column ?? 0,
	};
}

/** 0 where nothing is in memory. */
function frameUnder({session, map, placeOf}: Ground, key: string): number {
	const place = placeOf(key);
	return place === undefined ? 0 : frameAt(session.memory, map, place);
}

/** The slot of swap in which a page lies that is not in memory; 0 for none. */
function slotUnder(ground: Ground, key: string): number {
	const {
		session: {memory},
		map,
		placeOf,
	} = ground;
	const place = placeOf(key);
	const isPage = map.of === 'pages' && frameUnder(ground, key) === 0;
	return isPage && place !== undefined ? slotAt(memory.kernel, map.mm, place) : 0;
}

function holdersOf(ground: Ground, key: string): Held[] {
	const {session, map} = ground;
	const slot = slotUnder(ground, key);
	return slot !== 0
		? heldInSwap(session, slot)
		: heldBy(session, frameUnder(ground, key), (address) => (map.of === 'frames' ? key : String(address)));
}

/** Who has a frame is only looked for when it is asked for, and not while it plays. */
function offerOf(model: Model, ranges: () => readonly Range[]): Offer {
	return {
		get ranges() {
			return model.isPlaying && mapState.of(model).space === 'physical' ? [] : ranges();
		},
	};
}

/** Of a frame, the pages at which the selected process has it. */
function rangesOf({session, task, map}: Ground, cell: Cell | undefined): readonly Range[] {
	if (cell === undefined) {
		return [];
	}

	if (map.of === 'frames') {
		const own = task === 0 ? '' : taskKey(session.memory.kernel, task);
		return heldBy(session, cell.place, String)
			.filter(({process}) => process === own)
			.map(({key}) => ({start: Number(key), end: Number(key) + pageBytes}));
	}

	const start = addressOf(map, cell.place) ?? 0;
	return [{start, end: start + cell.count * map.span * pageBytes}];
}

function rowOfPlace(lines: MapLines, place: number | undefined): number {
	return place === undefined ? -1 : (cellAt(lines, place)?.row ?? -1);
}

function findPlace({memory}: Session, map: PageMap, task: Task, key: string): number | undefined {
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

function cellHolding(lines: MapLines, place: number | undefined): Cell | undefined {
	const at = place === undefined ? undefined : cellAt(lines, place);
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
