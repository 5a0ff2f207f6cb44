/**
 * The entries that point at a frame or a table, followed from event to event: they are looked for again only where one of them
 * has gone or their number has changed, so that a watch costs little in all other events.
 */
import {nextRow} from '../../kernel/state/columns.ts';
import type {Entry} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {isSwapped, pteBits, pteFrame} from '../../kernel/state/pte.ts';
import {tableHolding, visitStrips} from '../../kernel/state/strips.ts';
import {openEntry} from '../../kernel/tables/table.ts';

/** `count` is how many there were to find; `indexes` are those of `kernel.strip.entry`, table by table. */
export type Pointers = {readonly count: number; readonly indexes: readonly number[]};

export const noPointers: Pointers = {count: 0, indexes: []};

/** Entries of tables of `level` that point at the row `target`, of which the kernel counts so many. */
export function pointersTo(
	kernel: Kernel,
	{target, level, count}: {readonly target: number; readonly level: number; readonly count: number},
	before: Pointers,
): Pointers {
	const points = (index: number) => pointsAt(kernel, index, level, target);
	return before.count === count && before.indexes.every(points)
		? before
		: {count, indexes: findPointers(kernel, level, target, count)};
}

function pointsAt(kernel: Kernel, index: number, level: number, target: number): boolean {
	const {table, strip} = kernel;
	const row = tableHolding(kernel, index);
	return table.refs[row] > 0 && table.level[row] === level && isPointer(strip.entry[index], target);
}

function isPointer(word: Entry, target: number): boolean {
	return pteFrame(word) === target && !isSwapped(word);
}

function findPointers(kernel: Kernel, level: number, target: number, count: number): number[] {
	const {table, strip, geometry} = kernel;
	const found: number[] = [];
	const look = (first: number, some: number) => {
		for (let index = first; index < first + some; index += 1) {
			if (isPointer(strip.entry[index], target)) {
				found.push(index);
			}
		}
	};
	for (let row = nextRow(table, 0); row !== 0 && found.length < count; row = nextRow(table, row)) {
		if (table.refs[row] > 0 && table.level[row] === level) {
			visitStrips(kernel, row, 0, geometry.entries, look);
		}
	}

	return found;
}

/** What the directory entries above a table let through: how many of them no write, how many nothing, how many map a huge page. */
export type Doors = {
	readonly pointers: Pointers;
	readonly closed: number;
	readonly absent: number;
	readonly huge: number;
};

export const noDoors: Doors = {pointers: noPointers, closed: 0, absent: 0, huge: 0};

/** The directory entries above a table; none above the top one. */
export function doorsTo(kernel: Kernel, table: number, before: Doors = noDoors): Doors {
	const {level, refs} = kernel.table;
	const {entry} = kernel.strip;
	if (level[table] === kernel.geometry.levels) {
		return noDoors;
	}

	const wanted = {target: table, level: level[table] + 1, count: refs[table]};
	const pointers = pointersTo(kernel, wanted, before.pointers);
	let [closed, absent, huge] = [0, 0, 0];
	for (const index of pointers.indexes) {
		const word = entry[index];
		const isAbsent = (word & pteBits.present) === 0;
		absent += isAbsent ? 1 : 0;
		closed += !isAbsent && (word & openEntry) !== openEntry ? 1 : 0;
		huge += (word & pteBits.huge) === 0 ? 0 : 1;
	}

	return {pointers, closed, absent, huge};
}

/** What became of them, in words; that there are more or fewer is told elsewhere. */
export function tellDoors(before: Doors, now: Doors): string[] {
	const opened = before.closed + before.absent - now.closed - now.absent;
	return [
		...(now.closed > before.closed ? ['write-protected by the directory entry above'] : []),
		...(now.absent > before.absent ? ['made absent by the directory entry above'] : []),
		...(opened > 0 && now.pointers.count >= before.pointers.count
			? ['let through again by the directory entry above']
			: []),
		...(now.huge > before.huge ? ['kept in reserve, as a huge page is mapped in its place'] : []),
		...(now.huge < before.huge && now.pointers.count >= before.pointers.count
			? ['in use again, as the huge page in its place is split']
			: []),
	];
}
