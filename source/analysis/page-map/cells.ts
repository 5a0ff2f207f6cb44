/**
 * Cells of a page map: what a page is, as one small number, so that a million of them can be looked at for one screen.
 * A cell that stands for several pages shows the most telling of them. This list is that rule: what stands further down
 * tells more, and of two shared pages the one that more can reach.
 */
import {frameKinds} from '../../kernel/frames/frame.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {type MemoryView, pathsTo} from '../memory/memory.ts';

export type CellKind = {
	/** Of a frame that is looked at by its number, what is absent elsewhere is free. */
	readonly word: string;
	/** One character; that of shared pages is how many reach them. */
	readonly glyph: string;
};

export const cellKinds = [
	{word: 'absent', glyph: '·'},
	/** A marker at which every access is refused. */
	{word: 'guarded', glyph: 'g'},
	{word: 'in swap', glyph: 'w'},
	{word: 'zero', glyph: 'z'},
	{word: 'file', glyph: 'f'},
	{word: 'device', glyph: 'd'},
	{word: 'table', glyph: 'T'},
	{word: 'private', glyph: 'o'},
	/** Mapped with 511 others by one entry, private or of the pool of huge pages. */
	{word: 'huge', glyph: 'H'},
	{word: 'shmem', glyph: 's'},
	{word: 'shared by', glyph: '2-9+'},
	{word: 'changed', glyph: '*'},
	{word: 'copied', glyph: 'C'},
] as const satisfies readonly CellKind[];

export type CellWord = (typeof cellKinds)[number]['word'];

/** A cell is its kind times this, and for a shared page how many reach it, up to `sharersMax`. */
const step = 16;
/** This many or more are one sign. */
export const sharersMax = 10;

function codeOf(word: CellWord): number {
	return cellKinds.findIndex((kind) => kind.word === word) * step;
}

export const absentCell = codeOf('absent');
export const guardCell = codeOf('guarded');
export const swappedCell = codeOf('in swap');
export const changedCell = codeOf('changed');
export const copiedCell = codeOf('copied');
const sharedCell = codeOf('shared by');
export const privateCell = codeOf('private');
export const hugeCell = codeOf('huge');
const tableCell = codeOf('table');

export function wordOf(cell: number): CellWord {
	return cellKinds[Math.floor(cell / step)].word;
}

/** One character. */
export function glyphOf(cell: number, absent: string): string {
	if (cell === absentCell) {
		return absent;
	}

	const sharers = sharersIn(cell);
	return sharers === 0 ? cellKinds[Math.floor(cell / step)].glyph : sharers < sharersMax ? `${sharers}` : '+';
}

/** How many reach a shared page, up to `sharersMax`; 0 for what is no such page. */
export function sharersIn(cell: number): number {
	return cell % step;
}

function sharedBy(count: number): number {
	return sharedCell + Math.min(count, sharersMax);
}

/** By the number of paths to private memory, up to `sharersMax`. */
export const privateCells = Uint8Array.from({length: sharersMax + 1}, (_, paths) =>
	paths > 1 ? sharedBy(paths) : privateCell,
);

/** By the kind of a frame, 0 for a free one; private memory is told apart by who reaches it. */
export const cellOfKind = new Uint8Array(256);
cellOfKind[frameKinds.file] = codeOf('file');
cellOfKind[frameKinds.shmem] = codeOf('shmem');
cellOfKind[frameKinds.table] = tableCell;
cellOfKind[frameKinds.zero] = codeOf('zero');
cellOfKind[frameKinds.device] = codeOf('device');
cellOfKind[frameKinds.hugetlb] = hugeCell;

/** The cell of a frame in use. */
export function cellOfFrame(view: MemoryView, frame: number): number {
	const kind = view.kernel.frame.kind[frame];
	if (kind !== frameKinds.anon) {
		return cellOfKind[kind];
	}

	return privateCells[Math.min(sharersMax, pathsTo(view, frame))];
}

/** The cell of an entry of an upper table: the table that it points at, and how many others do. */
export function cellOfTable({table}: Kernel, below: number): number {
	return table.refs[below] > 1 ? sharedBy(table.refs[below]) : tableCell;
}
