/** Unsharing: an address space gets a table of its own in place of one that others use (__pte_alloc, pte_unshare). */
import type {EntryValue, Line} from '../step.ts';
import {jump, mark, when} from '../step.ts';
import {
	dropGuard,
	forEachPage,
	lockMm,
	type Plan,
	protectEntry,
	semaphore,
	takeGuard,
	unlockMm,
	withinBigLock,
} from './parts.ts';

/**
 * Lines that begin and end with page_table_lock held and the table in its register; McCracken's also with the table's
 * lock. Falls through when the table is the address space's own.
 */
export function unshareTable(plan: Plan): readonly Line[] {
	switch (plan.protocol.unshare) {
		case 'test':
			return unshareByTest(plan);
		case 'decrement':
			return unshareByDecrement(plan);
		case 'copyFirst':
			return unshareByCopy(plan);
		case 'locked':
			return unshareLocked(plan);
	}
}

/** The routine by itself, as a fault begins it. */
export function unshare(plan: Plan): readonly Line[] {
	const {protocol, call} = plan;
	const isLocked = protocol.unshare === 'locked';
	return withinBigLock(
		plan,
		semaphore(plan, 'read', [
			...lockMm(plan),
			{op: 'readDirectory', mm: call.mm},
			when('noTable', 'nothing'),
			...(protocol.closes === 'directory' ? [when('isOpen', 'nothing')] : []),
			...(isLocked ? [{op: 'lock', lock: 'table'} as const] : []),
			...unshareTable(plan),
			...(isLocked ? [{op: 'unlock', lock: 'table'} as const] : []),
			mark('nothing'),
			...unlockMm(plan),
		]),
	);
}

/** The allocator may sleep, so page_table_lock is dropped around it. */
function allocate(plan: Plan): Line[] {
	return [...unlockMm(plan), {op: 'allocateTable'}, ...lockMm(plan)];
}

/** Copies every entry of the table found into the new one, and counts what they map once more. */
function copyEntries(plan: Plan, read: (page: number) => readonly Line[], value: EntryValue): Line[] {
	const {protocol, call} = plan;
	return forEachPage((page) => [
		...read(page),
		when('none', `copied ${page}`),
		when('swapped', `swapped ${page}`),
		{op: 'countFrame', which: 'frame', by: 1},
		...(protocol.resident === 'own' ? [{op: 'countRss', mm: call.mm, by: 1, ofAll: false} as const] : []),
		{op: 'storeEntry', on: 'fresh', page, value: call.kinds[page] === 'shared' ? 'cleanOld' : value},
		jump(`copied ${page}`),
		mark(`swapped ${page}`),
		{op: 'countSlot', by: 1},
		{op: 'storeEntry', on: 'fresh', page, value: 'same'},
		mark(`copied ${page}`),
	]);
}

/** Lets go of the table copied from; put_page() frees the page of a table whose last reference it was, and no more. */
function putSource(): Line[] {
	return [
		{op: 'count', on: 'table', by: -1},
		when('many', 'source put'),
		when('one', 'source put'),
		{op: 'freeTable', on: 'table'},
		mark('source put'),
	];
}

/** 18 and 22 February: look at the count again under the guard, and hold it until all is copied. */
function unshareByTest(plan: Plan): Line[] {
	const {protocol, call} = plan;
	const {guards, leavesReference} = protocol;
	return [
		{op: 'readCount', on: 'table'},
		when('one', 'own'),
		...allocate(plan),
		{op: 'readDirectory', mm: call.mm},
		...takeGuard(plan, guards.unshare, 'unshare'),
		{op: 'readCount', on: 'table'},
		when('one', 'alone'),
		...copyEntries(plan, (page) => [{op: 'readEntry', on: 'table', page}], 'cleanOld'),
		{op: 'setDirectory', mm: call.mm, on: 'fresh', isOpen: true},
		...putSource(),
		...dropGuard(plan, guards.unshare, 'copied'),
		{follow: 'fresh'},
		jump('own'),
		mark('alone'),
		...(leavesReference ? [{op: 'count', on: 'table', by: 1} as const] : []),
		...dropGuard(plan, guards.unshare, 'alone'),
		{op: 'freeTable', on: 'fresh'},
		mark('own'),
	];
}

/** 17 February: decrement first; who brings the count to zero was alone, and sets it to one again. */
function unshareByDecrement(plan: Plan): Line[] {
	const {protocol, call} = plan;
	const {guards} = protocol;
	return [
		{op: 'readCount', on: 'table'},
		when('one', 'own'),
		...allocate(plan),
		{op: 'readDirectory', mm: call.mm},
		{op: 'count', on: 'table', by: -1},
		when('zero', 'alone'),
		...takeGuard(plan, guards.unshare, 'unshare'),
		{op: 'readCount', on: 'table'},
		when('zero', 'alone after all'),
		{op: 'setDirectory', mm: call.mm, on: 'fresh', isOpen: true},
		...copyEntries(plan, (page) => [{op: 'readEntry', on: 'table', page}], 'cleanOld'),
		...dropGuard(plan, guards.unshare, 'copied'),
		{follow: 'fresh'},
		jump('own'),
		mark('alone after all'),
		...dropGuard(plan, guards.unshare, 'alone'),
		mark('alone'),
		{op: 'count', on: 'table', by: 1},
		{op: 'freeTable', on: 'fresh'},
		mark('own'),
	];
}

/** Torvalds: copy, install, then decrement; who brings the count to zero drops the pages of the old table too. */
function unshareByCopy(plan: Plan): Line[] {
	const {call} = plan;
	return [
		{op: 'readCount', on: 'table'},
		when('one', 'open'),
		...allocate(plan),
		{op: 'readDirectory', mm: call.mm},
		when('isOpen', 'give back'),
		...copyEntries(plan, (page) => protectForCopy(plan, page), 'closedOld'),
		{op: 'setDirectory', mm: call.mm, on: 'fresh', isOpen: true},
		{op: 'flush', mm: call.mm, scope: 'own'},
		{op: 'count', on: 'table', by: -1},
		when('many', 'left'),
		when('one', 'left'),
		...forEachPage(dropEntry),
		{op: 'freeTable', on: 'table', isWaste: true},
		mark('left'),
		{follow: 'fresh'},
		jump('own'),
		mark('give back'),
		{op: 'freeTable', on: 'fresh'},
		jump('own'),
		mark('open'),
		{op: 'openDirectory', mm: call.mm},
		mark('own'),
	];
}

/** A copied private page is read-only in both tables, or the last user of the old one could write to it. */
function protectForCopy(plan: Plan, page: number): readonly Line[] {
	return plan.call.kinds[page] === 'shared'
		? [{op: 'readEntry', on: 'table', page}]
		: protectEntry(plan, page);
}

/** Drops what an entry of a table that nobody uses any more maps. */
export function dropEntry(page: number): Line[] {
	return [
		{op: 'readEntry', on: 'table', page},
		when('none', `dropped ${page}`),
		when('swapped', `drop slot ${page}`),
		{op: 'countFrame', which: 'frame', by: -1},
		jump(`dropped ${page}`),
		mark(`drop slot ${page}`),
		{op: 'countSlot', by: -1},
		mark(`dropped ${page}`),
	];
}

/** McCracken: the table's own lock is held; it is let go for the allocator, and taken again before the directory is read. */
function unshareLocked(plan: Plan): Line[] {
	const {call} = plan;
	return [
		{op: 'readCount', on: 'table'},
		when('one', 'open'),
		{op: 'unlock', lock: 'table'},
		...allocate(plan),
		{op: 'lock', lock: 'table'},
		{op: 'readDirectoryAgain', mm: call.mm},
		when('yes', 'same'),
		{op: 'lock', lock: 'table', on: 'other'},
		{op: 'unlock', lock: 'table'},
		{follow: 'other'},
		mark('same'),
		{op: 'readCount', on: 'table'},
		when('one', 'give back'),
		...copyEntries(plan, (page) => readForCopy(plan, page), 'closedOld'),
		{op: 'lock', lock: 'table', on: 'fresh'},
		{op: 'setDirectory', mm: call.mm, on: 'fresh', isOpen: true},
		{op: 'flush', mm: call.mm, scope: 'own'},
		...putSource(),
		{op: 'unlock', lock: 'table'},
		{follow: 'fresh'},
		jump('own'),
		mark('give back'),
		{op: 'freeTable', on: 'fresh'},
		mark('open'),
		{op: 'openDirectory', mm: call.mm},
		{op: 'flush', mm: call.mm, scope: 'own'},
		mark('own'),
	];
}

/** The source loses its write bits only when two share it: the other is then its last user. */
function readForCopy({call}: Plan, page: number): Line[] {
	const read: Line = {op: 'readEntry', on: 'table', page};
	return call.kinds[page] === 'shared'
		? [read]
		: [
				read,
				when('absent', `read ${page}`),
				when('notTwo', `read ${page}`),
				{op: 'storeEntry', on: 'table', page, value: 'closed'},
				mark(`read ${page}`),
			];
}
