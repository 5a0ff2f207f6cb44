/** Unmapping a whole table: munmap, and the exit of a process (zap_page_range, clear_page_tables). */
import {jump, type Line, mark, when} from '../step.ts';
import {
	dropGuard,
	forEachPage,
	lockMm,
	type Plan,
	semaphore,
	takeGuard,
	unlockMm,
	withinBigLock,
} from './parts.ts';
import {dropEntry} from './unshare.ts';

export function unmap(plan: Plan): readonly Line[] {
	return withinBigLock(plan, semaphore(plan, 'write', zap(plan, false)));
}

/** No semaphore: nobody else uses the address space of a process that exits. */
export function exit(plan: Plan): readonly Line[] {
	return withinBigLock(plan, zap(plan, plan.protocol.dropsOutside));
}

function zap(plan: Plan, dropsOutside: boolean): Line[] {
	switch (plan.protocol.unshare) {
		case 'test':
			return zapByTest(plan, dropsOutside);
		case 'decrement':
			return zapByDecrement(plan);
		case 'copyFirst':
			return zapByCopy(plan);
		case 'locked':
			return zapLocked(plan);
	}
}

/** A shared table is let go with no entry touched; the only user empties it. */
function zapByTest(plan: Plan, dropsOutside: boolean): Line[] {
	const {guards} = plan.protocol;
	const drop = dropTable('dropped');
	return [
		...begin(plan),
		...takeGuard(plan, guards.zap, 'zap'),
		{op: 'readCount', on: 'table'},
		when('one', 'only user'),
		{op: 'clearDirectory', mm: plan.call.mm},
		...(dropsOutside ? [] : drop),
		...dropGuard(plan, guards.zap, 'shared'),
		{op: 'flush', mm: plan.call.mm, scope: 'own'},
		...(dropsOutside ? drop : []),
		jump('nothing'),
		mark('only user'),
		...dropGuard(plan, guards.zap, 'only'),
		...emptyTable(plan, false),
		...freeOwnTable(plan),
		...finish(plan),
	];
}

/** put_page(): frees the page of the table when the count is zero, whatever its entries hold. */
function dropTable(name: string): Line[] {
	return [
		{op: 'count', on: 'table', by: -1},
		when('many', name),
		when('one', name),
		{op: 'freeTable', on: 'table'},
		mark(name),
	];
}

/** 17 February: who decrements to zero is the only user, and sets the count to one again. */
function zapByDecrement(plan: Plan): Line[] {
	const {guards} = plan.protocol;
	return [
		...begin(plan),
		{op: 'count', on: 'table', by: -1},
		when('zero', 'only user'),
		...takeGuard(plan, guards.zap, 'zap'),
		{op: 'readCount', on: 'table'},
		when('zero', 'only user after all'),
		{op: 'count', on: 'table', by: 1},
		{op: 'clearDirectory', mm: plan.call.mm},
		...dropTable('dropped'),
		...dropGuard(plan, guards.zap, 'shared'),
		{op: 'flush', mm: plan.call.mm, scope: 'own'},
		jump('nothing'),
		mark('only user after all'),
		...dropGuard(plan, guards.zap, 'only'),
		mark('only user'),
		{op: 'count', on: 'table', by: 1},
		...emptyTable(plan, false),
		...freeOwnTable(plan),
		...finish(plan),
	];
}

/** Torvalds: decrement and test; who was last drops what the table maps. */
function zapByCopy(plan: Plan): Line[] {
	return [
		...begin(plan),
		{op: 'clearDirectory', mm: plan.call.mm},
		{op: 'flush', mm: plan.call.mm, scope: 'own'},
		{op: 'count', on: 'table', by: -1},
		when('many', 'nothing'),
		when('one', 'nothing'),
		...forEachPage(dropEntry),
		{op: 'freeTable', on: 'table'},
		...finish(plan),
	];
}

/** McCracken: all under the table's own lock. */
function zapLocked(plan: Plan): Line[] {
	const {mm} = plan.call;
	return [
		...begin(plan),
		{op: 'lock', lock: 'table'},
		{op: 'readCount', on: 'table'},
		when('one', 'only user'),
		{op: 'clearDirectory', mm},
		{op: 'takeTableRss', mm},
		...dropTable('dropped'),
		{op: 'unlock', lock: 'table'},
		{op: 'flush', mm, scope: 'own'},
		jump('nothing'),
		mark('only user'),
		...emptyTable(plan, true),
		{op: 'unlock', lock: 'table'},
		...freeOwnTable(plan),
		...finish(plan),
	];
}

function begin(plan: Plan): Line[] {
	return [...lockMm(plan), {op: 'readDirectory', mm: plan.call.mm}, when('noTable', 'nothing')];
}

function finish(plan: Plan): Line[] {
	return [mark('nothing'), ...unlockMm(plan)];
}

/** Takes every entry, makes the CPUs forget it, and only then lets the page go. */
function emptyTable({call: {mm}}: Plan, ofAll: boolean): Line[] {
	return forEachPage((page) => [
		{op: 'readEntry', on: 'table', page},
		when('none', `emptied ${page}`),
		{op: 'takeEntry', on: 'table', page},
		when('swapped', `empty slot ${page}`),
		{op: 'flush', mm, page, scope: 'own'},
		{op: 'countRss', mm, by: -1, ofAll},
		{op: 'countFrame', which: 'frame', by: -1},
		jump(`emptied ${page}`),
		mark(`empty slot ${page}`),
		{op: 'countSlot', by: -1},
		mark(`emptied ${page}`),
	]);
}

/** free_one_pmd(): decrements, and frees the table if that was the last reference. */
function freeOwnTable(plan: Plan): Line[] {
	const {guards, guard} = plan.protocol;
	const isGuarded = guards.free === 'always';
	return [
		...(isGuarded ? [{op: 'lock', lock: guard} as const] : []),
		{op: 'count', on: 'table', by: -1},
		when('many', 'still used'),
		when('one', 'still used'),
		{op: 'clearDirectory', mm: plan.call.mm},
		{op: 'freeTable', on: 'table'},
		mark('still used'),
		...(isGuarded ? [{op: 'unlock', lock: guard} as const] : []),
	];
}
