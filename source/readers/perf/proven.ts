/**
 * A recording that began in the middle, without a snapshot: a first fault on a page that found it there and protected proves that
 * the process had it before. Such pages are written where it begins; where it had not forked yet, a child has come and gone.
 */
import {faultClasses} from '../../machine/op.ts';
import {freePid, homeAt, insertOps, type Order, opAt} from './order.ts';
import {addressOf, classOf, type Draft, type Fault, type Rows, timeOf} from './rows.ts';
import type {PerfState} from './state.ts';

const pageBytes = 4096;

/** What is known of the memory of a process that was there, or of a child of one. */
type Past = {
	/** The process that was there. */
	readonly root: number;
	/** Pages that it has touched or mapped since. */
	readonly known: Set<number>;
	/** Of the process that has forked it. */
	readonly above: Past | undefined;
};

function isKnown(past: Past, page: number): boolean {
	for (let each: Past | undefined = past; each !== undefined; each = each.above) {
		if (each.known.has(page)) {
			return true;
		}
	}

	return false;
}

/** Pages that a process must have had, and whether one of them was protected before it forked. */
type Proofs = {readonly pages: Set<number>; isProtected: boolean; hasForked: boolean};

/** Rows with what they prove of the time before them. */
export function withProvenPages(state: PerfState, order: Order): Order {
	if (state.beginning !== undefined) {
		return order;
	}

	const pasts = new Map<number, Past>();
	const proofs = new Map<number, Proofs>();
	const begins = new Map<number, number>();
	const {places, rows} = order;
	for (let at = 0; at < places.length; at += 1) {
		const pid = homeAt(state, order, at);
		const op = opAt(order, at);
		if (op?.op === 'start') {
			pasts.set(pid, {root: pid, known: new Set(), above: undefined});
			proofs.set(pid, {pages: new Set(), isProtected: false, hasForked: false});
		}

		const past = pasts.get(pid);
		const proof = past === undefined ? undefined : proofs.get(past.root);
		if (past === undefined || proof === undefined) {
			continue;
		}

		const time = op === undefined ? timeOf(rows, places[at]) : (op.time ?? 0);
		if (time > 0 && !begins.has(past.root)) {
			begins.set(past.root, at);
		}

		if (op === undefined) {
			followFault(rows, places[at], past, proof);
		} else {
			follow(op, pid, past, {pasts, proof});
		}
	}

	return withRows(order, begins, proofs, state.limits);
}

function followFault(rows: Rows, fault: Fault, past: Past, proof: Proofs): void {
	const address = addressOf(rows, fault);
	if (classOf(rows, fault) === faultClasses.protectedWrite && !isKnown(past, address)) {
		proof.pages.add(address);
		proof.isProtected ||= !proof.hasForked;
	}

	past.known.add(address);
}

function follow(
	row: Draft,
	pid: number,
	past: Past,
	{pasts, proof}: {readonly pasts: Map<number, Past>; readonly proof: Proofs},
): void {
	const {op, child = 0, address = 0, length = 0, time = 0} = row;
	if (op === 'fork') {
		pasts.set(child, {root: past.root, known: new Set(), above: past});
		proof.hasForked = true;
	} else if (op === 'exec' || op === 'exit') {
		pasts.delete(pid);
	} else if (time > 0 && changers.has(op)) {
		for (let page = address; page < address + length; page += pageBytes) {
			past.known.add(page);
		}
	}
}

/** What makes the memory at an address another. */
const changers: ReadonlySet<string> = new Set(['mmap', 'munmap', 'madvise', 'mremap']);

function withRows(
	order: Order,
	begins: ReadonlyMap<number, number>,
	proofs: ReadonlyMap<number, Proofs>,
	limits: PerfState['limits'],
): Order {
	const inserted = new Map<number, Draft[]>();
	const proven = [...proofs].filter(([pid, {pages}]) => begins.has(pid) && pages.size > 0);
	const free = proven.length === 0 ? 0 : freePid(order.rows);
	for (const [pid, {pages, isProtected}] of proven) {
		const at = begins.get(pid) ?? 0;
		limits.note('proven-pages', pages.size);
		const before = inserted.get(at) ?? [];
		inserted.set(at, [...before, ...pastOf(pid, pages, isProtected ? free : undefined)]);
	}

	return insertOps(order, inserted);
}

function pastOf(pid: number, pages: ReadonlySet<number>, child: number | undefined): readonly Draft[] {
	const writes = [...pages]
		.sort((left, right) => left - right)
		.map((address): Draft => ({op: 'write', pid, address, length: pageBytes, time: 0}));
	const former: readonly Draft[] =
		child === undefined
			? []
			: [
					{op: 'fork', pid, child, time: 0},
					{op: 'exit', pid: child, time: 0},
					{op: 'wait', pid, child, time: 0},
				];
	return [...writes, ...former];
}
