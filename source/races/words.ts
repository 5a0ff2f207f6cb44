/** Words for what stands in a state: entries, tables, counts, locks that are held, caches. */
import type {Race} from './race.ts';
import {
	at,
	cacheBits,
	directoryBits,
	entryBits,
	fileField,
	frameField,
	globalField,
	isSwapped,
	life,
	mmField,
	pagesOfTable,
	semaphoreWriter,
	signed,
	slotField,
	tableField,
} from './state.ts';

/** `f1wd`: frame 1, writable, dirty; `s1`: swap slot 1; `-`: nothing. */
export function entryText(entry: number): string {
	if (entry === 0) {
		return '-';
	}

	const bits = `${entry & entryBits.write ? 'w' : ''}${entry & entryBits.dirty ? 'd' : ''}${entry & entryBits.young ? 'y' : ''}`;
	return isSwapped(entry) ? `s${entry & entryBits.id}` : `f${entry & entryBits.id}${bits}`;
}

/** Tables, frames and slots of a state with their counts: `T1×2 [f1w -]`, `f1×2`, `s1×1`. */
export function tablesText({layout}: Race, state: Uint8Array): string {
	return idsOf(state, 'nextTable')
		.filter((table) => state[at.table(layout, table, tableField.life)] === life.live)
		.map((table) => {
			const first = at.table(layout, table, tableField.entry);
			const entries = [...state.subarray(first, first + pagesOfTable)].map(entryText);
			return `T${table}×${signed(state[at.table(layout, table, tableField.count)])} [${entries.join(' ')}]`;
		})
		.join(' ');
}

export function countsText({layout}: Race, state: Uint8Array): string {
	const frames = idsOf(state, 'nextFrame').map(
		(frame) => `f${frame}×${signed(state[at.frame(layout, frame, frameField.count)])}`,
	);
	const slots = idsOf(state, 'nextSlot').map(
		(slot) => `s${slot}×${signed(state[at.slot(layout, slot, slotField.count)])}`,
	);
	return [...frames, ...slots].join(' ');
}

export function idsOf(state: Uint8Array, field: 'nextTable' | 'nextFrame' | 'nextSlot'): number[] {
	return Array.from({length: state[globalField[field]] - 1}, (_, position) => position + 1);
}

/** The locks that are held, each with the CPU that holds it: `mm1:1`. Readers of a semaphore are counted. */
export function heldLocks({layout}: Race, state: Uint8Array): string[] {
	const held: string[] = [];
	const note = (name: string, owner: number) => {
		if (owner !== 0) {
			held.push(`${name}:${owner}`);
		}
	};

	note('big', state[globalField.bigLock]);
	for (let mm = 1; mm <= layout.shape.mms; mm += 1) {
		const semaphore = state[at.mm(layout, mm, mmField.semaphore)];
		if (semaphore !== 0) {
			held.push(semaphore === semaphoreWriter ? `sem${mm}:w` : `sem${mm}:${'r'.repeat(semaphore)}`);
		}

		note(`mm${mm}`, state[at.mm(layout, mm, mmField.lock)]);
	}

	note('share', state[globalField.shareLock]);
	for (const table of idsOf(state, 'nextTable')) {
		note(`T${table}`, state[at.table(layout, table, tableField.lock)]);
	}

	for (const frame of idsOf(state, 'nextFrame')) {
		note(`f${frame}`, state[at.frame(layout, frame, frameField.lock)]);
	}

	return held;
}

export function rssText({layout}: Race, state: Uint8Array): string {
	return Array.from({length: layout.shape.mms}, (_, position) => position + 1)
		.filter((mm) => (state[at.mm(layout, mm, mmField.directory)] & directoryBits.table) !== 0)
		.map((mm) => `mm${mm} ${signed(state[at.mm(layout, mm, mmField.rss)])}`)
		.join(', ');
}

/** Which cache a frame is in. */
export function cacheText({layout}: Race, state: Uint8Array, frame: number): string | undefined {
	const cache = state[at.frame(layout, frame, frameField.cache)];
	if ((cache & cacheBits.swap) !== 0) {
		return 'swap cache';
	}

	return (cache & cacheBits.file) !== 0 &&
		state[at.file(layout, cache & cacheBits.slot, fileField.frame)] === frame
		? 'page cache'
		: undefined;
}
