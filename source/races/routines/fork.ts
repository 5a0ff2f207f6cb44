/** fork, for one table: the child's directory entry, and what keeps both from writing to pages that they share. */
import {type Line, mark, when} from '../step.ts';
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

export function fork(plan: Plan): readonly Line[] {
	return withinBigLock(plan, semaphore(plan, 'write', shareTable(plan)));
}

function shareTable(plan: Plan): readonly Line[] {
	if (plan.protocol.closes === 'entries') {
		return shareByEntries(plan);
	}

	return plan.protocol.unshare === 'locked' ? shareLocked(plan) : shareByDirectory(plan);
}

/** copy_page_range(): one more user, and every private page read-only in the table that is common now. */
function shareByEntries(plan: Plan): Line[] {
	const {protocol, call} = plan;
	return [
		...lockMm(plan),
		{op: 'readDirectory', mm: call.mm},
		when('noTable', 'nothing'),
		...takeGuard(plan, protocol.guards.fork, 'fork'),
		{op: 'count', on: 'table', by: 1},
		{op: 'setDirectory', mm: call.child, on: 'table', isOpen: true},
		...forEachPage((page) => (call.kinds[page] === 'shared' ? [] : protectEntry(plan, page))),
		...dropGuard(plan, protocol.guards.fork, 'fork'),
		...unlockMm(plan),
		{op: 'flush', mm: call.mm, scope: 'own'},
		mark('nothing'),
	];
}

/** Torvalds: a table with one user is closed first; one with more is closed already. */
function shareByDirectory(plan: Plan): Line[] {
	const {call} = plan;
	return [
		...lockMm(plan),
		{op: 'readDirectory', mm: call.mm},
		when('noTable', 'nothing'),
		{op: 'readCount', on: 'table'},
		when('many', 'closed'),
		{op: 'closeDirectory', mm: call.mm},
		{op: 'flush', mm: call.mm, scope: 'own'},
		mark('closed'),
		{op: 'count', on: 'table', by: 1},
		{op: 'setDirectory', mm: call.child, on: 'table', isOpen: false},
		mark('nothing'),
		...unlockMm(plan),
	];
}

/** share_page_range(): closes both directory entries, then counts, and gives the child all that the table maps. */
function shareLocked(plan: Plan): Line[] {
	const {call} = plan;
	return [
		...lockMm(plan),
		{op: 'readDirectory', mm: call.mm},
		when('noTable', 'nothing'),
		{op: 'closeDirectory', mm: call.mm},
		{op: 'setDirectory', mm: call.child, on: 'table', isOpen: false},
		{op: 'count', on: 'table', by: 1},
		{op: 'addTableRss', mm: call.child},
		mark('nothing'),
		...unlockMm(plan),
		{op: 'flush', mm: call.mm, scope: 'own'},
	];
}
