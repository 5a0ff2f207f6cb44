/** What the kernel does for memory: unmap one page in one address space (try_to_swap_out), and write it out (shrink_cache). */
import {jump, type Line, mark, when} from '../step.ts';
import {dropGuard, lockMm, type Plan, takeGuard, unlockMm, withinBigLock} from './parts.ts';

export function swapOut(plan: Plan): readonly Line[] {
	return withinBigLock(plan, plan.protocol.unshare === 'locked' ? swapOutLocked(plan) : swapOutByScan(plan));
}

/** 2.4: finds the page in the tables of one address space, under that one's page_table_lock. */
function swapOutByScan(plan: Plan): Line[] {
	const {protocol, call} = plan;
	const {guards, swapOutHolds} = protocol;
	const isWhole = swapOutHolds === 'whole';
	return [
		...lockMm(plan),
		{op: 'readDirectory', mm: call.mm},
		when('noTable', 'nothing'),
		...(isWhole ? takeGuard(plan, guards.swapOut, 'scan') : []),
		...choosePage(plan),
		...(isWhole ? [] : takeGuard(plan, guards.swapOut, 'clear')),
		...clearEntry(plan),
		...(isWhole ? [] : dropGuard(plan, guards.swapOut, 'clear')),
		...replaceEntry(plan),
		mark('leave'),
		...(isWhole ? dropGuard(plan, guards.swapOut, 'scan') : []),
		mark('nothing'),
		...unlockMm(plan),
	];
}

/** McCracken: the page knows its entries, so that the table is found and locked without the address space's lock. */
function swapOutLocked(plan: Plan): Line[] {
	return [
		{op: 'findTableLocked', mm: plan.call.mm},
		when('noTable', 'nothing'),
		...choosePage(plan),
		...clearEntry(plan),
		...replaceEntry(plan),
		mark('leave'),
		{op: 'unlock', lock: 'table'},
		mark('nothing'),
	];
}

function choosePage({call: {page}}: Plan): Line[] {
	return [
		{op: 'readEntry', on: 'table', page},
		when('absent', 'leave'),
		when('notYoung', 'old'),
		{op: 'testYoung', on: 'table', page},
		when('yes', 'leave'),
		mark('old'),
		{op: 'tryLock', lock: 'frame'},
		when('no', 'leave'),
	];
}

function clearEntry({protocol, call: {mm, page}}: Plan): Line[] {
	return [
		{op: 'takeEntry', on: 'table', page},
		{op: 'flush', mm, page, scope: protocol.flush},
	];
}

/** Puts a swap entry in the place of the page, or nothing where the page can be found again without it. */
function replaceEntry({protocol, call: {mm, page}}: Plan): Line[] {
	return [
		when('notDirty', 'clean'),
		{op: 'setDirty'},
		mark('clean'),
		{op: 'readCache'},
		when('inSwapCache', 'again'),
		when('inPageCache', 'drop'),
		when('cleanFrame', 'drop'),
		{op: 'allocateSlot'},
		{op: 'addToSwapCache'},
		jump('store'),
		mark('again'),
		{op: 'countSlot', by: 1},
		mark('store'),
		{op: 'storeEntry', on: 'table', page, value: 'swap'},
		mark('drop'),
		{op: 'countRss', mm, by: -1, ofAll: protocol.resident === 'each'},
		{op: 'unlock', lock: 'frame'},
		{op: 'countFrame', which: 'frame', by: -1},
	];
}

/** Finds a page that only its cache still has, writes it out and frees its frame, unless it was used meanwhile. */
export function reclaim(plan: Plan): readonly Line[] {
	return withinBigLock(plan, [
		{op: 'findUnused'},
		when('no', 'nothing'),
		{op: 'writeOut'},
		{op: 'dropFromCache'},
		when('yes', 'nothing'),
		{op: 'unlock', lock: 'frame'},
		mark('nothing'),
	]);
}
