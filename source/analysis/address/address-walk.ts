/** The walk that the hardware does for one address: table by table, with the right that each entry gives on the way. */

import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Entry, Mm, Task, Vma, Vpn} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {isGuard, isSwapped, pteBits, pteFrame, pteSlot, pteTable} from '../../kernel/state/pte.ts';
import {wordAt} from '../../kernel/state/strips.ts';
import {isShared} from '../../kernel/state/vmas.ts';
import {entryIndex, openEntry, placeOf} from '../../kernel/tables/table.ts';
import type {MemoryView} from '../memory/memory.ts';
import {slotAt} from '../memory/slots.ts';
import {type FrameRow, frameRows} from '../rows/frames.ts';
import {rightsOf} from '../rows/maps.ts';
import {levelNames, sharersOf} from '../rows/page-tables.ts';
import {type SlotRow, slotRows} from '../rows/slots.ts';

/** What an entry lets through: writes and reads, reads, nothing though it leads on, nothing as its page is in swap. */
export type EntryRight = 'write' | 'read' | 'absent' | 'swap' | 'guard' | 'empty';

/** One entry on the way. */
export type WalkEntry = {
	readonly level: number;
	/** Linux's name of the level: PGD, PUD, PMD, PTE. */
	readonly levelName: string;
	readonly table: number;
	/** Place of the entry in its table. */
	readonly entry: number;
	readonly right: EntryRight;
	/** What the entry leads to, by its number. */
	readonly to?: {readonly what: 'table' | 'frame' | 'huge page' | 'swap slot'; readonly number: number};
};

export type WalkStep = Omit<WalkEntry, 'level'> & {
	/** Directory entries, or address spaces for the top table, that point at the table. */
	readonly references: number;
	/** Pids of the processes that reach the table, ascending. */
	readonly sharers: readonly number[];
};

export type AddressWalk = {
	/** In bytes. */
	readonly address: number;
	/** The mapping that holds it: bytes, end exclusive, and rights as in /proc/PID/maps. */
	readonly mapping?: {readonly start: number; readonly end: number; readonly perms: string};
	/** From the top table down to where the walk ends. */
	readonly steps: readonly WalkStep[];
	/** What is mapped at the address. */
	readonly frame?: FrameRow;
	/** Where in swap its page lies that is not in memory, or not mapped. */
	readonly slot?: SlotRow;
};

/** The walk of a living process for an address in bytes; no steps where it has no memory or no table could cover it. */
export function walkAddress(view: MemoryView, task: Task, address: number): AddressWalk {
	const {kernel} = view;
	const mm = kernel.task.mm[task];
	const vpn = Math.floor(address / pageBytes);
	if (mm === 0 || vpn >= kernel.geometry.endVpn) {
		return {address, steps: []};
	}

	const steps = walkEntries(kernel, mm, vpn).map((entry) => stepOf(view, entry, vpn));
	const frame = frameAt(kernel, steps.at(-1), vpn);
	const slot = frame === 0 ? slotAt(kernel, mm, vpn) : 0;
	return {
		address,
		mapping: mappingAt(kernel, mm, vpn),
		steps,
		frame: frame === 0 ? undefined : frameRows(view, [frame], task)[0],
		slot: slot === 0 ? undefined : slotRows(view, [slot])[0],
	};
}

function stepOf(view: MemoryView, {level, ...step}: WalkEntry, vpn: Vpn): WalkStep {
	const {table, levelName, entry, right, to} = step;
	return {
		levelName,
		table,
		references: view.kernel.table.refs[table],
		sharers: sharersOf(view, {table, level, start: vpn * pageBytes}),
		entry,
		right,
		to,
	};
}

/** From the top table down to where the walk ends. */
export function walkEntries(kernel: Kernel, mm: Mm, vpn: Vpn): WalkEntry[] {
	const {levels, id} = kernel.geometry;
	const steps: WalkEntry[] = [];
	let table = kernel.mm.root[mm];
	for (let level = levels; level > 0 && table !== 0; level -= 1) {
		const index = entryIndex(kernel, table, level, vpn);
		const word = kernel.strip.entry[index];
		const isHuge = level === 2 && (word & pteBits.huge) !== 0;
		steps.push({
			level,
			levelName: levelNames[id][level - 1],
			table,
			entry: placeOf(kernel, level, vpn),
			right: isHuge ? hugeRight(kernel, word) : rightOf(word, level),
			to: word === 0 || isGuard(word) ? undefined : isHuge ? hugeOf(kernel, word) : targetOf(word, level),
		});
		table = isHuge ? 0 : pteTable(level === 1 ? 0 : word);
	}

	return steps;
}

function rightOf(word: Entry, level: number): EntryRight {
	if (word === 0) {
		return 'empty';
	}

	if (level === 1 && isSwapped(word)) {
		return 'swap';
	}

	if (level === 1 && isGuard(word)) {
		return 'guard';
	}

	const isClosed = (word & pteBits.present) === 0 || (level === 1 && (word & pteBits.noAccess) !== 0);
	return isClosed ? 'absent' : (word & openEntry) === openEntry ? 'write' : 'read';
}

function targetOf(word: Entry, level: number): WalkStep['to'] {
	if (level > 1) {
		return {what: 'table', number: pteTable(word)};
	}

	return isSwapped(word)
		? {what: 'swap slot', number: pteSlot(word)}
		: {what: 'frame', number: pteFrame(word)};
}

/** The word of a huge entry's first page stands in the table that it keeps in reserve. */
function firstPage(kernel: Kernel, word: Entry): Entry {
	return wordAt(kernel, pteTable(word), 0);
}

function hugeRight(kernel: Kernel, word: Entry): EntryRight {
	const own = rightOf(firstPage(kernel, word), 1);
	return own === 'write' ? rightOf(word, 2) : own;
}

function hugeOf(kernel: Kernel, word: Entry): WalkStep['to'] {
	return {what: 'huge page', number: pteFrame(firstPage(kernel, word))};
}

/** The frame at the end of the walk; 0 where it ends before one. */
function frameAt({geometry: {entries}}: Kernel, last: WalkStep | undefined, vpn: Vpn): number {
	switch (last?.to?.what) {
		case 'frame':
			return last.to.number;
		case 'huge page':
			return last.to.number + (vpn % entries);
		default:
			return 0;
	}
}

/** Looked for from the first on: the kernel's own look-up remembers what it found. */
function mappingAt(kernel: Kernel, mm: Mm, vpn: Vpn): AddressWalk['mapping'] {
	const {start, end, next, flags} = kernel.vma;
	let vma: Vma = kernel.mm.firstVma[mm];
	while (vma !== 0 && end[vma] <= vpn) {
		vma = next[vma];
	}

	return vma === 0 || start[vma] > vpn
		? undefined
		: {
				start: start[vma] * pageBytes,
				end: end[vma] * pageBytes,
				perms: `${rightsOf(flags[vma])}${isShared(kernel, vma) ? 's' : 'p'}`,
			};
}
