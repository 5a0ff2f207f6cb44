/** Looks whether a state breaks a law, and which is the first. */
import {type Broken, laws} from './laws.ts';
import {canStep, nextStep} from './ops/index.ts';
import type {Race} from './race.ts';
import {
	at,
	cacheBits,
	directoryBits,
	entryBits,
	fileField,
	frameField,
	globalField,
	isPresent,
	isSwapped,
	life,
	mmField,
	pagesOfTable,
	signed,
	slotField,
	tableField,
} from './state.ts';

/** The law that a state breaks, or undefined. */
export function brokenLaw(race: Race, state: Uint8Array): Broken | undefined {
	const noted = state[globalField.broken];
	if (noted !== 0) {
		return {law: laws[noted - 1].id, subject: state[globalField.subject]};
	}

	const dangling = danglingPointer(race, state);
	if (dangling !== undefined) {
		return dangling;
	}

	if (race.cpus.some((_, cpu) => canStep(race, state, cpu))) {
		return undefined;
	}

	const isOver = race.cpus.every((_, cpu) => nextStep(race, state, cpu) === undefined);
	return isOver ? brokenAtEnd(race, state) : {law: 'deadlock', subject: 0};
}

/** A directory entry that points at a freed table, or an entry of a table in use at a freed frame or slot. */
function danglingPointer({layout}: Race, state: Uint8Array): Broken | undefined {
	for (let mm = 1; mm <= layout.shape.mms; mm += 1) {
		const table = state[at.mm(layout, mm, mmField.directory)] & directoryBits.table;
		if (table !== 0 && state[at.table(layout, table, tableField.life)] === life.freed) {
			return {law: 'freed table', subject: table};
		}

		for (let page = 0; table !== 0 && page < pagesOfTable; page += 1) {
			const entry = state[at.table(layout, table, tableField.entry + page)];
			const id = entry & entryBits.id;
			if (isPresent(entry) && state[at.frame(layout, id, frameField.count)] === 0) {
				return {law: 'freed page', subject: id};
			}

			if (isSwapped(entry) && state[at.slot(layout, id, slotField.count)] === 0) {
				return {law: 'freed slot', subject: id};
			}
		}
	}

	return undefined;
}

function brokenAtEnd(race: Race, state: Uint8Array): Broken | undefined {
	return (
		brokenTable(race, state) ??
		brokenFrame(race, state) ??
		brokenSlot(race, state) ??
		brokenContents(race, state) ??
		openSharedPage(race, state)
	);
}

/** How many directory entries point at a table. */
export function usersOf({layout}: Race, state: Uint8Array, table: number): number {
	let users = 0;
	for (let mm = 1; mm <= layout.shape.mms; mm += 1) {
		users += (state[at.mm(layout, mm, mmField.directory)] & directoryBits.table) === table ? 1 : 0;
	}

	return users;
}

function brokenTable(race: Race, state: Uint8Array): Broken | undefined {
	const {layout} = race;
	for (let table = 1; table < state[globalField.nextTable]; table += 1) {
		const isLive = state[at.table(layout, table, tableField.life)] === life.live;
		const users = usersOf(race, state, table);
		if (isLive && users === 0) {
			return {law: 'leak', subject: table};
		}

		if (isLive && signed(state[at.table(layout, table, tableField.count)]) !== users) {
			return {law: 'table count', subject: table};
		}
	}

	return undefined;
}

/** How often live tables have an entry with these bits: a frame, or a slot with the swap bit. */
export function mappingsOf({layout}: Race, state: Uint8Array, id: number, isSlot: boolean): number {
	let count = 0;
	for (let table = 1; table < state[globalField.nextTable]; table += 1) {
		for (let page = 0; page < pagesOfTable; page += 1) {
			const entry = state[at.table(layout, table, tableField.entry + page)];
			const isLive = state[at.table(layout, table, tableField.life)] === life.live;
			const isIt = entry !== 0 && (entry & entryBits.id) === id && isSwapped(entry) === isSlot;
			count += isLive && isIt ? 1 : 0;
		}
	}

	return count;
}

function brokenFrame(race: Race, state: Uint8Array): Broken | undefined {
	const {layout} = race;
	for (let frame = 1; frame < state[globalField.nextFrame]; frame += 1) {
		const count = signed(state[at.frame(layout, frame, frameField.count)]);
		const inCache = state[at.frame(layout, frame, frameField.cache)] >= cacheBits.swap ? 1 : 0;
		const uses = mappingsOf(race, state, frame, false) + inCache;
		if (count < uses) {
			return {law: 'lost reference', subject: frame};
		}

		if (count > uses) {
			return {law: uses === 0 ? 'leak' : 'double count', subject: frame};
		}
	}

	return undefined;
}

function brokenSlot(race: Race, state: Uint8Array): Broken | undefined {
	const {layout} = race;
	for (let slot = 1; slot < state[globalField.nextSlot]; slot += 1) {
		const count = signed(state[at.slot(layout, slot, slotField.count)]);
		const inCache = state[at.slot(layout, slot, slotField.frame)] === 0 ? 0 : 1;
		if (count !== mappingsOf(race, state, slot, true) + inCache) {
			return {law: 'swap count', subject: slot};
		}
	}

	return undefined;
}

/** The word that an address space would find at a page, or undefined where nothing is mapped. */
export function contentsOf(
	{layout, kinds}: Race,
	state: Uint8Array,
	mm: number,
	page: number,
): number | undefined {
	const table = state[at.mm(layout, mm, mmField.directory)] & directoryBits.table;
	if (table === 0) {
		return undefined;
	}

	const entry = state[at.table(layout, table, tableField.entry + page)];
	const id = entry & entryBits.id;
	const slotFrame = isSwapped(entry) ? state[at.slot(layout, id, slotField.frame)] : 0;
	const fileFrame = entry === 0 ? state[at.file(layout, page, fileField.frame)] : 0;
	const frame = isPresent(entry) ? id : slotFrame + fileFrame;
	if (frame !== 0) {
		return state[at.frame(layout, frame, frameField.word)];
	}

	if (isSwapped(entry)) {
		return state[at.slot(layout, id, slotField.word)];
	}

	return kinds[page] === 'anonymous' ? 0 : state[at.file(layout, page, fileField.word)];
}

function brokenContents(race: Race, state: Uint8Array): Broken | undefined {
	for (let mm = 1; mm <= race.layout.shape.mms; mm += 1) {
		for (let page = 0; page < pagesOfTable; page += 1) {
			const word = contentsOf(race, state, mm, page);
			const expected = state[at.mm(race.layout, mm, mmField.expected + page)];
			if (word !== undefined && (expected & (1 << word)) === 0) {
				const writer = race.writers[word];
				return {law: writer === 0 || writer === mm ? 'lost write' : 'foreign write', subject: mm};
			}
		}
	}

	return undefined;
}

/** A private page that an entry and the directory entries above it let be written, while another entry or user has it. */
function openSharedPage(race: Race, state: Uint8Array): Broken | undefined {
	const {layout, kinds} = race;
	for (let mm = 1; mm <= layout.shape.mms; mm += 1) {
		const directory = state[at.mm(layout, mm, mmField.directory)];
		const table = directory & directoryBits.table;
		for (let page = 0; table !== 0 && page < pagesOfTable; page += 1) {
			const entry = state[at.table(layout, table, tableField.entry + page)];
			const isOpen = isPresent(entry) && (entry & directory & entryBits.write) !== 0;
			const frame = entry & entryBits.id;
			const isAlone = usersOf(race, state, table) === 1 && mappingsOf(race, state, frame, false) === 1;
			if (isOpen && kinds[page] !== 'shared' && !isAlone) {
				return {law: 'open shared page', subject: frame};
			}
		}
	}

	return undefined;
}
