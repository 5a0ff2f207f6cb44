/** Parts that several routines have: the locks of an address space, the guard of a shared table, a loop over its pages. */
import type {Guarding, Protocol} from '../protocols.ts';
import {pagesOfTable} from '../state.ts';
import {type Call, type Line, mark, when} from '../step.ts';

/** What a routine is built for. */
export type Plan = {
	readonly protocol: Protocol;
	readonly call: Call;
	/** Whether the write bit of an entry is cleared by one atomic operation (i386) or by a load and a store. */
	readonly isAtomic: boolean;
};

export type Routine = (plan: Plan) => readonly Line[];

/** The lines of a routine within the one big lock, where that is the protocol. */
export function withinBigLock({protocol}: Plan, lines: readonly Line[]): Line[] {
	return protocol.isBig ? [{op: 'lock', lock: 'big'}, ...lines, {op: 'unlock', lock: 'big'}] : [...lines];
}

/** mmap_sem: taken for reading by faults, for writing by fork and munmap. */
export function semaphore(
	{protocol, call: {mm}}: Plan,
	how: 'read' | 'write',
	lines: readonly Line[],
): Line[] {
	if (!protocol.hasOwnLocks) {
		return [...lines];
	}

	return how === 'read'
		? [{op: 'lockRead', lock: 'semaphore', mm}, ...lines, {op: 'unlockRead', lock: 'semaphore', mm}]
		: [{op: 'lock', lock: 'semaphore', mm}, ...lines, {op: 'unlock', lock: 'semaphore', mm}];
}

/** mm->page_table_lock. */
export function lockMm({protocol, call: {mm}}: Plan): Line[] {
	return protocol.hasOwnLocks ? [{op: 'lock', lock: 'mm', mm}] : [];
}

export function unlockMm({protocol, call: {mm}}: Plan): Line[] {
	return protocol.hasOwnLocks ? [{op: 'unlock', lock: 'mm', mm}] : [];
}

/** Takes the guard of the table found; with `unlessSole` its count is looked at first. `name` tells marks apart. */
export function takeGuard({protocol}: Plan, guarding: Guarding, name: string): Line[] {
	const take: Line = {op: 'lock', lock: protocol.guard};
	if (guarding === 'never') {
		return [];
	}

	return guarding === 'always'
		? [take]
		: [{op: 'readCount', on: 'table'}, when('one', `${name} sole`), take, mark(`${name} sole`)];
}

export function dropGuard({protocol}: Plan, guarding: Guarding, name: string): Line[] {
	const drop: Line = {op: 'unlock', lock: protocol.guard};
	if (guarding === 'never') {
		return [];
	}

	const isNotMine = protocol.guard === 'share' ? 'shareLockNotMine' : 'tableLockNotMine';
	return guarding === 'always' ? [drop] : [when(isNotMine, `${name} free`), drop, mark(`${name} free`)];
}

/** The same lines for each page of the table, written out. */
export function forEachPage(lines: (page: number) => readonly Line[]): Line[] {
	return Array.from({length: pagesOfTable}, (_, page) => lines(page)).flat();
}

/** Reads an entry of the table found and takes the write bit from it there: `closed` is what is left to store. */
export function protectEntry({isAtomic}: Plan, page: number): Line[] {
	return isAtomic
		? [{op: 'clearWrite', on: 'table', page}]
		: [
				{op: 'readEntry', on: 'table', page},
				when('absent', `protected ${page}`),
				{op: 'storeEntry', on: 'table', page, value: 'closed'},
				mark(`protected ${page}`),
			];
}
