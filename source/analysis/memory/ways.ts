/**
 * Ways to frames: which page tables map them, and which lead there from above. Kernels keep counts and no lists of who
 * maps what, so all tables may have to be looked at; but the counts tell when everything has been found.
 */

import {frameKinds} from '../../kernel/frames/frame.ts';
import {rowId} from '../../kernel/state/columns.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {isSwapped, pteFrame} from '../../kernel/state/pte.ts';
import {wordAt} from '../../kernel/state/strips.ts';
import {visitTables} from './walk.ts';

/** Where in a leaf table a frame is mapped. */
export type Hit = {readonly frame: number; readonly place: number};

export type Ways = {
	/** By leaf table. */
	readonly hits: ReadonlyMap<number, readonly Hit[]>;
	/** 1 for each table that is one of the frames itself, maps one of them or leads to such a table. */
	readonly leads: Uint8Array;
};

type Search = {readonly hits: Map<number, Hit[]>; readonly leads: Uint8Array; readonly isWanted: Uint8Array};

/** Level by level from below, the tables of the task that is `likely` to have the frames before all others. */
export function findWays(kernel: Kernel, frames: ArrayLike<number>, likely = 0): Ways {
	const {levels} = kernel.geometry;
	const {refs, level, count} = kernel.table;
	const search: Search = {
		hits: new Map(),
		leads: new Uint8Array(count),
		isWanted: new Uint8Array(kernel.frame.count),
	};
	const nearby: number[] = [];
	visitTables(kernel, kernel.task.mm[likely], (table) => nearby.push(table));
	let missing = 0;
	for (let i = 0; i < frames.length; i += 1) {
		missing += search.isWanted[frames[i]] === 1 ? 0 : entriesOf(kernel, frames[i]);
		search.isWanted[frames[i]] = 1;
	}

	for (let at = 1; at <= levels; at += 1) {
		let above = 0;
		const look = (table: number) => {
			if (level[table] === at && search.leads[table] === 0 && refs[table] > 0) {
				missing -= at === 1 ? findHits(kernel, search, table) : findLeads(kernel, search, table);
				above += search.leads[table] * refs[table];
			}
		};
		nearby.forEach(look);
		for (let table = 1; table < count && missing > 0; table += 1) {
			look(table);
		}

		missing = Number.isFinite(missing) ? above : missing;
	}

	return search;
}

const countedKinds: ReadonlySet<number> = new Set([
	frameKinds.anon,
	frameKinds.file,
	frameKinds.shmem,
	frameKinds.hugetlb,
]);

/** Entries that a frame has in leaf tables; those of the zero page are not counted, and a page table is no such entry. */
function entriesOf({frame: {kind, mapcount}}: Kernel, frame: number): number {
	return countedKinds.has(kind[frame]) ? mapcount[frame] : Number.POSITIVE_INFINITY;
}

/** How many of the frames a leaf table maps. */
function findHits(kernel: Kernel, {hits, leads, isWanted}: Search, table: number): number {
	const {used, frame} = kernel.table;
	const found: Hit[] = [];
	for (let i = 0, left = used[table]; left > 0; i += 1) {
		const word = wordAt(kernel, rowId(kernel.table, table), i);
		left -= word === 0 ? 0 : 1;
		if (isWanted[pteFrame(word)] === 1 && !isSwapped(word)) {
			found.push({frame: pteFrame(word), place: i});
		}
	}

	if (found.length > 0) {
		hits.set(table, found);
	}

	leads[table] = found.length > 0 || isWanted[frame[table]] === 1 ? 1 : 0;
	return found.length;
}

/** How many of the entries of an upper table lead on. */
function findLeads(kernel: Kernel, {leads, isWanted}: Search, table: number): number {
	const {used, frame} = kernel.table;
	let found = 0;
	for (let i = 0, left = used[table]; left > 0; i += 1) {
		const word = wordAt(kernel, rowId(kernel.table, table), i);
		left -= word === 0 ? 0 : 1;
		found += leads[pteFrame(word)];
	}

	leads[table] = found > 0 || isWanted[frame[table]] === 1 ? 1 : 0;
	return found;
}
