/** What steps do to directory entries, page tables and their entries. */
import {
	at,
	directoryBits,
	entryBits,
	globalField,
	isPresent,
	isSwapped,
	life,
	mmField,
	pagesOfTable,
	tableField,
} from '../state.ts';
import type {EntryValue, TableRegister} from '../step.ts';
import {
	breakLaw,
	entryOffset,
	mmOffset,
	register,
	setRegister,
	type Turn,
	tableOffset,
	takeNext,
} from './turn.ts';

export function readDirectory(turn: Turn, mm: number): void {
	const entry = turn.state[mmOffset(turn, mm, 'directory')];
	setRegister(turn, 'table', entry & directoryBits.table);
	setRegister(turn, 'isOpen', (entry & directoryBits.write) === 0 ? 0 : 1);
}

/** Reads the directory again after a lock was dropped: result 1 if it still leads to the table found before. */
export function readDirectoryAgain(turn: Turn, mm: number): void {
	const table = turn.state[mmOffset(turn, mm, 'directory')] & directoryBits.table;
	setRegister(turn, 'result', table === register(turn, 'table') ? 1 : 0);
	setRegister(turn, 'other', table);
}

export function setDirectory(turn: Turn, mm: number, on: TableRegister, isOpen: boolean): void {
	tableOffset(turn, on, 'count');
	turn.state[mmOffset(turn, mm, 'directory')] = register(turn, on) | (isOpen ? directoryBits.write : 0);
}

export function clearDirectory(turn: Turn, mm: number): void {
	turn.state[mmOffset(turn, mm, 'directory')] = 0;
}

export function openDirectory(turn: Turn, mm: number): void {
	turn.state[mmOffset(turn, mm, 'directory')] |= directoryBits.write;
}

export function closeDirectory(turn: Turn, mm: number): void {
	turn.state[mmOffset(turn, mm, 'directory')] &= ~directoryBits.write;
}

export function readCount(turn: Turn, on: TableRegister): void {
	setRegister(turn, 'result', turn.state[tableOffset(turn, on, 'count')]);
}

/** An atomic add; the new count is the result. */
export function addCount(turn: Turn, on: TableRegister, by: number): void {
	const offset = tableOffset(turn, on, 'count');
	turn.state[offset] += by;
	setRegister(turn, 'result', turn.state[offset]);
	if (turn.state[offset] > 0x7f) {
		breakLaw(turn, 'table count', register(turn, on));
	}
}

/** An empty table with one user to be. */
export function allocateTable(turn: Turn): void {
	const table = takeNext(turn, 'nextTable');
	turn.state[at.table(turn.race.layout, table, tableField.life)] = life.live;
	turn.state[at.table(turn.race.layout, table, tableField.count)] = 1;
	setRegister(turn, 'fresh', table);
}

export function freeTable(turn: Turn, on: TableRegister, isWaste: boolean): void {
	turn.state[tableOffset(turn, on, 'life')] = life.freed;
	if (isWaste) {
		turn.state[globalField.waste] = 1;
	}
}

export function readEntry(turn: Turn, on: TableRegister, page: number): void {
	keepEntry(turn, turn.state[entryOffset(turn, on, page)]);
}

function keepEntry(turn: Turn, entry: number): void {
	setRegister(turn, 'entry', entry);
	if (isPresent(entry)) {
		setRegister(turn, 'frame', entry & entryBits.id);
	} else if (isSwapped(entry)) {
		setRegister(turn, 'slot', entry & entryBits.id);
	}
}

/** pte_same(): result 1 if the entry is still the one that was read. */
export function readSame(turn: Turn, on: TableRegister, page: number): void {
	const isSame = turn.state[entryOffset(turn, on, page)] === register(turn, 'entry');
	setRegister(turn, 'result', isSame ? 1 : 0);
}

/** ptep_get_and_clear(): atomic. The frame found before stays in its register, as it does in Linux. */
export function takeEntry(turn: Turn, on: TableRegister, page: number): void {
	const offset = entryOffset(turn, on, page);
	setRegister(turn, 'entry', turn.state[offset]);
	turn.state[offset] = 0;
}

/** ptep_set_wrprotect() where it is one atomic operation. A swap entry of the first swap device has no such bit. */
export function clearWrite(turn: Turn, on: TableRegister, page: number): void {
	const offset = entryOffset(turn, on, page);
	if (isPresent(turn.state[offset])) {
		turn.state[offset] &= ~entryBits.write;
	}

	keepEntry(turn, turn.state[offset]);
}

/** ptep_test_and_clear_young(): atomic; result 1 if the page was used. */
export function testYoung(turn: Turn, on: TableRegister, page: number): void {
	const offset = entryOffset(turn, on, page);
	setRegister(turn, 'result', (turn.state[offset] & entryBits.young) === 0 ? 0 : 1);
	turn.state[offset] &= ~entryBits.young;
}

const {write, dirty, young, swap} = entryBits;

const entryValues: Readonly<Record<EntryValue, (turn: Turn) => number>> = {
	none: () => 0,
	same: (turn) => register(turn, 'entry'),
	cleanOld: (turn) => register(turn, 'entry') & ~(dirty | young),
	closed: (turn) => register(turn, 'entry') & ~write,
	closedOld: (turn) => register(turn, 'entry') & ~(write | young),
	opened: (turn) => register(turn, 'entry') | write | dirty | young,
	page: (turn) => register(turn, 'frame') | young,
	sharedPage: (turn) => register(turn, 'frame') | young | write,
	own: (turn) => register(turn, 'newFrame') | write | dirty | young,
	swap: (turn) => register(turn, 'slot') | swap,
};

export function storeEntry(turn: Turn, on: TableRegister, page: number, value: EntryValue): void {
	turn.state[entryOffset(turn, on, page)] = entryValues[value](turn);
}

/** Counts a page resident or not in one address space, or in all whose directory leads to the table. */
export function countRss(turn: Turn, mm: number, by: number, ofAll: boolean): void {
	for (let each = 1; each <= turn.race.layout.shape.mms; each += 1) {
		const leadsThere =
			(turn.state[mmOffset(turn, each, 'directory')] & directoryBits.table) === register(turn, 'table');
		if (ofAll ? leadsThere : each === mm) {
			turn.state[mmOffset(turn, each, 'rss')] += by;
		}
	}
}

/** Adds what the table maps to the resident counter of an address space, or takes it off. */
export function countTableRss(turn: Turn, mm: number, sign: 1 | -1): void {
	for (let page = 0; page < pagesOfTable; page += 1) {
		if (isPresent(turn.state[entryOffset(turn, 'table', page)])) {
			turn.state[at.mm(turn.race.layout, mm, mmField.rss)] += sign;
		}
	}
}
