/** What a program's own reads and writes do: they go through the TLB, and a miss makes the hardware walk the tables. */
import {at, directoryBits, entryBits, isPresent, mmField, pagesOfTable, tlbBits} from '../state.ts';
import {breakLaw, entryOffset, frameOffset, mmOffset, setRegister, type Turn} from './turn.ts';

/** Reads the page, or writes `word`, if the TLB lets it: result 1, or 0 for a miss. */
export function access(turn: Turn, mm: number, page: number, word: number | undefined): void {
	const held = turn.state[at.tlb(turn.race.layout, turn.cpu, page)];
	const needed = word === undefined ? 0 : tlbBits.write | tlbBits.dirty;
	const isHit = held !== 0 && (held & needed) === needed;
	setRegister(turn, 'result', isHit ? 1 : 0);
	if (!isHit) {
		return;
	}

	const offset = frameOffset(turn, held & tlbBits.frame, 'word');
	if (word === undefined) {
		checkRead(turn, mm, page, turn.state[offset]);
	} else {
		turn.state[offset] = word;
		expectWord(turn, mm, page, word);
	}
}

function checkRead(turn: Turn, mm: number, page: number, word: number): void {
	const offset = at.mm(turn.race.layout, mm, mmField.expected + page);
	if ((turn.state[offset] & (1 << word)) === 0) {
		breakLaw(turn, isForeign(turn, mm, word) ? 'foreign write' : 'lost write', mm);
		return;
	}

	turn.state[offset] = 1 << word;
}

/** Whether another address space wrote the word. */
export function isForeign({race}: Turn, mm: number, word: number): boolean {
	return race.writers[word] !== 0 && race.writers[word] !== mm;
}

/** From now on the address space must read this word, and a child that is being made may. Shared pages are everyone's. */
function expectWord(turn: Turn, mm: number, page: number, word: number): void {
	const {layout, kinds} = turn.race;
	for (let each = 1; each <= layout.shape.mms; each += 1) {
		const offset = at.mm(layout, each, mmField.expected + page);
		if (each === mm || kinds[page] === 'shared') {
			turn.state[offset] = 1 << word;
		} else if (turn.state[at.mm(layout, each, mmField.parent)] === mm) {
			turn.state[offset] |= 1 << word;
		}
	}
}

/**
 * The walk of the hardware, in one step: result 1 and a new TLB entry, 0 for a fault, 2 where no table is. It sets the
 * bits `young` and, for a write, `dirty`.
 */
export function walk(turn: Turn, mm: number, page: number, isWrite: boolean): void {
	const {layout} = turn.race;
	const directory = turn.state[mmOffset(turn, mm, 'directory')];
	const table = directory & directoryBits.table;
	if (table === 0) {
		setRegister(turn, 'result', 2);
		return;
	}

	setRegister(turn, 'table', table);
	const offset = entryOffset(turn, 'table', page);
	const entry = turn.state[offset];
	const mayWrite = (entry & directory & entryBits.write) !== 0;
	const passes = isPresent(entry) && (!isWrite || mayWrite);
	setRegister(turn, 'result', passes ? 1 : 0);
	if (passes) {
		const used = entry | entryBits.young | (isWrite ? entryBits.dirty : 0);
		turn.state[offset] = used;
		turn.state[at.tlb(layout, turn.cpu, page)] =
			(used & (tlbBits.frame | tlbBits.dirty)) | (mayWrite ? tlbBits.write : 0);
	}
}

/** Makes CPUs forget a page, or all: those that run the address space, or every one. */
export function flush(turn: Turn, mm: number, page: number | undefined, scope: 'own' | 'all'): void {
	const {layout, cpus} = turn.race;
	for (const [cpu, {mm: runs}] of cpus.entries()) {
		if (scope === 'all' || runs === mm) {
			for (let each = 0; each < pagesOfTable; each += 1) {
				if (page === undefined || page === each) {
					turn.state[at.tlb(layout, cpu, each)] = 0;
				}
			}
		}
	}
}

/** The child's memory begins as the parent's is now. */
export function bear(turn: Turn, parent: number, child: number): void {
	const {layout} = turn.race;
	turn.state[at.mm(layout, child, mmField.parent)] = parent;
	for (let page = 0; page < pagesOfTable; page += 1) {
		turn.state[at.mm(layout, child, mmField.expected + page)] =
			turn.state[at.mm(layout, parent, mmField.expected + page)];
	}
}
