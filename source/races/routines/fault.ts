/** A page fault, from handle_mm_fault() to do_no_page(), do_swap_page() or do_wp_page(). */
import {jump, type Line, mark, when} from '../step.ts';
import {lockMm, type Plan, semaphore, unlockMm, withinBigLock} from './parts.ts';
import {unshareTable} from './unshare.ts';

/** Lines of a fault; the program tries its access again afterwards. Marks begin with "fault". */
export function fault(plan: Plan, isWrite: boolean): readonly Line[] {
	return withinBigLock(
		plan,
		semaphore(plan, 'read', [...reachTable(plan, isWrite), ...serve(plan, isWrite), mark('fault done')]),
	);
}

/** Finds the table in which the entry may be set, and makes it the address space's own where the protocol asks for it. */
function reachTable(plan: Plan, isWrite: boolean): Line[] {
	const {protocol, call} = plan;
	const isOpened = isWrite || protocol.unsharesOn === 'any';
	const isByDirectory = protocol.closes === 'directory';
	const isLocked = protocol.unshare === 'locked';
	const lock: Line[] = isLocked ? [{op: 'lock', lock: 'table'}] : [];
	return [
		...lockMm(plan),
		{op: 'readDirectory', mm: call.mm},
		when('noTable', 'fault in nothing'),
		...(isOpened && isByDirectory ? [when('isOpen', 'fault open')] : []),
		...(isOpened ? [...lock, ...unshareTable(plan)] : []),
		...(isLocked && isOpened
			? [jump('fault locked'), mark('fault open'), ...lock, mark('fault locked')]
			: lock),
		...(isLocked ? [] : [mark('fault open')]),
		...(isLocked ? unlockMm(plan) : []),
		jump('fault serve'),
		mark('fault in nothing'),
		...unlockMm(plan),
		jump('fault done'),
		mark('fault serve'),
	];
}

/** Lets go of what protects the entry while the routine may sleep. The pointer to the entry is kept, as Linux kept it. */
function release(plan: Plan): Line[] {
	return plan.protocol.unshare === 'locked' ? [{op: 'unlock', lock: 'table'}] : unlockMm(plan);
}

/** Takes it again; McCracken reads the directory again first, without page_table_lock. */
function retake(plan: Plan): Line[] {
	return plan.protocol.unshare === 'locked'
		? [
				{op: 'readDirectory', mm: plan.call.mm},
				{op: 'lock', lock: 'table'},
			]
		: lockMm(plan);
}

/** handle_pte_fault(). */
function serve(plan: Plan, isWrite: boolean): Line[] {
	const {kinds, page} = plan.call;
	return [
		{op: 'readEntry', on: 'table', page},
		when('none', 'fault absent'),
		when('swapped', 'fault swapped'),
		...(isWrite ? copyOnWrite(plan) : []),
		jump('fault settled'),
		mark('fault absent'),
		...(kinds[page] === 'anonymous' ? zeroFill(plan) : mapFilePage(plan, isWrite)),
		jump('fault settled'),
		mark('fault swapped'),
		...swapIn(plan),
		mark('fault settled'),
		...release(plan),
	];
}

/** do_wp_page(): takes the page over if nobody else has it, and copies it otherwise. */
function copyOnWrite(plan: Plan): Line[] {
	const {mm, page, kinds} = plan.call;
	const open: Line[] = [
		{op: 'storeEntry', on: 'table', page, value: 'opened'},
		{op: 'flush', mm, page, scope: 'own'},
		jump('fault settled'),
	];
	if (kinds[page] === 'shared') {
		return [when('writable', 'fault settled'), ...open];
	}

	return [
		when('writable', 'fault settled'),
		{op: 'tryLock', lock: 'frame'},
		when('no', 'fault copy'),
		{op: 'mayReuse'},
		{op: 'unlock', lock: 'frame'},
		when('no', 'fault copy'),
		...open,
		mark('fault copy'),
		{op: 'countFrame', which: 'frame', by: 1},
		...release(plan),
		{op: 'allocateFrame'},
		{op: 'copyFrame'},
		...retake(plan),
		{op: 'readSame', on: 'table', page},
		when('no', 'fault copy stale'),
		{op: 'storeEntry', on: 'table', page, value: 'own'},
		{op: 'flush', mm, page, scope: 'own'},
		{op: 'countFrame', which: 'frame', by: -1},
		jump('fault copy put'),
		mark('fault copy stale'),
		{op: 'countFrame', which: 'newFrame', by: -1, isWaste: true},
		mark('fault copy put'),
		{op: 'countFrame', which: 'frame', by: -1},
	];
}

/** do_no_page(): finds the page of the file with nothing locked, and enters it if the entry is still empty. */
function mapFilePage(plan: Plan, isWrite: boolean): Line[] {
	const {page, kinds} = plan.call;
	const isCopied = isWrite && kinds[page] === 'file';
	const copy: Line[] = [{op: 'allocateFrame'}, {op: 'copyFrame'}, {op: 'countFrame', which: 'frame', by: -1}];
	return [
		...release(plan),
		{op: 'findCached', page},
		...(isCopied ? copy : []),
		...enterPage(plan, isCopied ? 'own' : kinds[page] === 'shared' ? 'sharedPage' : 'page'),
	];
}

/** do_anonymous_page(): a page of zeros; the model has no common zero page. */
function zeroFill(plan: Plan): Line[] {
	return [...release(plan), {op: 'allocateFrame'}, ...enterPage(plan, 'own')];
}

function enterPage(plan: Plan, value: 'own' | 'page' | 'sharedPage'): Line[] {
	const {mm, page} = plan.call;
	return [
		...retake(plan),
		{op: 'readEntry', on: 'table', page},
		when('none', 'fault enter'),
		{op: 'countFrame', which: value === 'own' ? 'newFrame' : 'frame', by: -1},
		jump('fault settled'),
		mark('fault enter'),
		{op: 'countRss', mm, by: 1, ofAll: plan.protocol.resident === 'each'},
		{op: 'storeEntry', on: 'table', page, value},
	];
}

/** do_swap_page(): the frame is locked, and unlocked before the entry is stored, as in 2.4. */
function swapIn(plan: Plan): Line[] {
	const {mm, page} = plan.call;
	return [
		...release(plan),
		{op: 'findSwapCached'},
		when('yes', 'fault found'),
		{op: 'readSwap'},
		mark('fault found'),
		{op: 'lock', lock: 'frame'},
		...retake(plan),
		{op: 'readSame', on: 'table', page},
		when('no', 'fault swapped meanwhile'),
		{op: 'countSlot', by: -1},
		{op: 'countRss', mm, by: 1, ofAll: plan.protocol.resident === 'each'},
		{op: 'unlock', lock: 'frame'},
		{op: 'storeEntry', on: 'table', page, value: 'page'},
		jump('fault settled'),
		mark('fault swapped meanwhile'),
		{op: 'unlock', lock: 'frame'},
		{op: 'countFrame', which: 'frame', by: -1},
	];
}
