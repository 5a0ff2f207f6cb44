/** Recounts what the tables of a kernel must come to, for designs that record pages in page-table entries. */

import {frameKinds} from '../../source/kernel/frame.ts';
import type {Kernel} from '../../source/kernel/kernel.ts';
import {totals} from '../../source/kernel/kernel.ts';
import {pteBits} from '../../source/kernel/pte.ts';

type Count = {
	/** Directory entries and roots that point at each table. */
	readonly refs: Int32Array;
	/** Entries that map each frame, each table's once. */
	readonly mapped: Int32Array;
};

/** What is wrong, one sentence each; empty when all counts agree with the tables. */
export function recount(kernel: Kernel): readonly string[] {
	const problems: string[] = [];
	const count = {refs: new Int32Array(kernel.table.count), mapped: new Int32Array(kernel.frame.count)};
	for (let mm = 1; mm < kernel.mm.count; mm += 1) {
		if (kernel.mm.users[mm] > 0) {
			const tables = walk(kernel, count, kernel.mm.root[mm], problems);
			checkCharges(kernel, mm, tables, problems);
		}
	}

	checkTables(kernel, count, problems);
	checkFrames(kernel, count, problems);
	return problems;
}

/** Counts one reference of a table, and on the first visit what is below it. Returns the tables reached, its own too. */
function walk(kernel: Kernel, count: Count, table: number, problems: string[]): number[] {
	const {entries} = kernel.geometry;
	const {entry, level, used} = kernel.table;
	const isFirst = count.refs[table] === 0;
	const reached = [table];
	let inUse = 0;
	count.refs[table] += 1;
	for (let index = table * entries; index < (table + 1) * entries; index += 1) {
		const word = entry[index];
		inUse += word === 0 ? 0 : 1;
		if (word !== 0 && level[table] > 1) {
			reached.push(...walk(kernel, count, word >>> 8, problems));
		} else if (word !== 0 && isFirst && (word & pteBits.special) === 0) {
			count.mapped[word >>> 8] += 1;
		}
	}

	if (isFirst && inUse !== used[table]) {
		problems.push(`table ${table} counts ${used[table]} entries, it has ${inUse}`);
	}

	return reached;
}

/** Tables and pages that an address space is charged for, where the design keeps that right. */
function checkCharges(kernel: Kernel, mm: number, tables: readonly number[], problems: string[]): void {
	const resident = kernel.policies.sharing?.resident;
	const own = tables.filter((table) => resident === 'each' || kernel.table.owner[table] === mm);
	const charged = own.length - (own.includes(kernel.mm.root[mm]) ? 1 : 0);
	if (charged !== kernel.mm.tables[mm]) {
		problems.push(`mm ${mm} is charged ${kernel.mm.tables[mm]} tables, it has ${charged}`);
	}

	if (resident === 'splitter' && kernel.policies.sharing?.resume === undefined) {
		return;
	}

	const {entries} = kernel.geometry;
	let pages = 0;
	for (const table of own.filter((each) => kernel.table.level[each] === 1)) {
		for (let index = table * entries; index < (table + 1) * entries; index += 1) {
			const word = kernel.table.entry[index];
			pages += word === 0 || (word & pteBits.special) !== 0 ? 0 : 1;
		}
	}

	const {rssAnon, rssFile, rssShmem} = kernel.mm;
	const counted = rssAnon[mm] + rssFile[mm] + rssShmem[mm];
	if (pages !== counted) {
		problems.push(`mm ${mm} counts ${counted} pages, it has ${pages}`);
	}
}

function checkTables(kernel: Kernel, {refs}: Count, problems: string[]): void {
	for (let table = 1; table < kernel.table.count; table += 1) {
		if (refs[table] !== kernel.table.refs[table]) {
			problems.push(`table ${table} counts ${kernel.table.refs[table]} references, it has ${refs[table]}`);
		}
	}
}

function checkFrames(kernel: Kernel, {mapped}: Count, problems: string[]): void {
	const {refcount, mapcount, kind} = kernel.frame;
	let used = 0;
	for (let frame = 1; frame < kernel.frame.count; frame += 1) {
		used += refcount[frame] > 0 ? 1 : 0;
		const held = refcount[frame] === 0 || kind[frame] === frameKinds.anon ? 0 : 1;
		if (mapcount[frame] !== mapped[frame] || refcount[frame] !== mapped[frame] + held) {
			problems.push(
				`frame ${frame} of kind ${kind[frame]} counts ${mapcount[frame]} entries and ${refcount[frame]} references, it has ${mapped[frame]} entries`,
			);
		}
	}

	if (used !== kernel.total.value[totals.framesUsed]) {
		problems.push(`${kernel.total.value[totals.framesUsed]} frames are counted in use, ${used} are`);
	}
}
