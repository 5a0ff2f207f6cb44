/** The page tables of one process, from the top to the leaves, with who shares each of them. */

import {isAlive, isThread} from '../../kernel/processes/task.ts';
import {nextRow, rowId} from '../../kernel/state/columns.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Mm, Task, Vpn} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {pteBits, pteFrame} from '../../kernel/state/pte.ts';
import {wordAt} from '../../kernel/state/strips.ts';
import {findHugeEntry, hugeWord, isZeroHuge} from '../../kernel/tables/huge.ts';
import {findPoolEntry, headOf} from '../../kernel/tables/hugetlb.ts';
import {entryIndex, entrySpan, findTable, openEntry} from '../../kernel/tables/table.ts';
import type {MemoryView} from '../memory/memory.ts';
import {visitTables} from '../memory/walk.ts';

export type PageTableRow = {
	/** Number of the table: it stays the same as long as the table lives. */
	readonly table: number;
	/** 1 is a leaf, whose entries are pages. */
	readonly level: number;
	/** Linux's name of the level: PGD, PUD, PMD, PTE. */
	readonly levelName: string;
	/** 0 at the top. */
	readonly depth: number;
	/** The last of the tables below its parent. */
	readonly isLast: boolean;
	/** Directory entries, or address spaces for the top table, that point at it. */
	readonly references: number;
	/** Bytes that it covers; end exclusive. */
	readonly start: number;
	readonly end: number;
	readonly used: number;
	readonly entries: number;
	/**
	 * Of a table that is only kept in reserve: the entry above maps what it covers in one piece, from this frame on.
	 * `isZero` for the huge page of zeros, `isOfPool` for one of the pool, for which no table is kept.
	 */
	readonly huge?: {readonly frame: number; readonly isZero: boolean; readonly isOfPool?: true};
	/** Entries that the hardware lets write; undefined above the leaf. */
	readonly writable?: number;
	/** Whether the directory entry above lets writes through, and anything at all; undefined at the top. */
	readonly isWritable?: boolean;
	readonly isPresent?: boolean;
	/** Whether the bit says that fork has found all its entries read-only already; only of leaves, where the kernel has it. */
	readonly isAllReadOnly?: boolean;
};

/** Linux's names of the levels, the leaf first. */
export const levelNames: Readonly<Record<Kernel['geometry']['id'], readonly string[]>> = {
	'x86-64': ['PTE', 'PMD', 'PUD', 'PGD'],
	arm64: ['PTE', 'PMD', 'PUD', 'PGD'],
	i386: ['PTE', 'PGD'],
};

/** Empty for a process without memory. */
export function pageTableRows({kernel}: MemoryView, task: Task): PageTableRow[] {
	const mm = kernel.task.mm[task];
	const rows: PageTableRow[] = [];
	const lastAt: (number | undefined)[] = [];
	const {entries, levels, id} = kernel.geometry;
	visitTables(kernel, mm, (table, level, vpn) => {
		const depth = levels - level;
		lastAt.length = depth + 1;
		settleSibling(rows, lastAt, depth);
		lastAt[depth] = rows.length;
		rows.push({
			table,
			level,
			levelName: levelNames[id][level - 1],
			depth,
			isLast: true,
			references: kernel.table.refs[table],
			start: vpn * pageBytes,
			end: (vpn + entrySpan(kernel, level) * entries) * pageBytes,
			used: kernel.table.used[table],
			entries,
			writable: level === 1 ? countWritable(kernel, table) : undefined,
			isAllReadOnly: level === 1 ? readOnlyBit(kernel, table) : undefined,
			...(depth === 0 ? {} : rightsAbove(kernel, mm, level, vpn)),
			...(level === 1 ? hugeAbove(kernel, mm, vpn) : {}),
		});
	});

	return rows;
}

/** The row before on the same depth and below the same parent was not the last after all. */
function settleSibling(rows: PageTableRow[], lastAt: readonly (number | undefined)[], depth: number): void {
	const before = lastAt[depth];
	if (before !== undefined) {
		rows[before] = {...rows[before], isLast: false};
	}
}

/** Entries of a leaf table that the hardware lets write. */
export function countWritable(kernel: Kernel, table: number): number {
	let count = 0;
	for (let place = 0; place < kernel.geometry.entries; place += 1) {
		count += (wordAt(kernel, rowId(kernel.table, table), place) & pteBits.write) === 0 ? 0 : 1;
	}

	return count;
}

function readOnlyBit({policies, table: {isProtected}}: Kernel, table: number): boolean | undefined {
	return policies.sharing?.scansOnce ? isProtected[table] === 1 : undefined;
}

function rightsAbove(
	kernel: Kernel,
	mm: Mm,
	level: number,
	vpn: Vpn,
): Pick<PageTableRow, 'isWritable' | 'isPresent'> {
	const directory = findTable(kernel, mm, vpn, level + 1);
	const word = kernel.strip.entry[entryIndex(kernel, directory, level + 1, vpn)];
	return {isWritable: (word & openEntry) === openEntry, isPresent: (word & pteBits.present) !== 0};
}

function hugeAbove(kernel: Kernel, mm: Mm, vpn: Vpn): Pick<PageTableRow, 'huge'> {
	const pooled = findPoolEntry(kernel, mm, vpn);
	if (pooled !== 0) {
		return {huge: {frame: headOf(kernel, pooled), isZero: false, isOfPool: true}};
	}

	const index = findHugeEntry(kernel, mm, vpn);
	return index === 0
		? {}
		: {huge: {frame: pteFrame(hugeWord(kernel, index)), isZero: isZeroHuge(kernel, index)}};
}

/** The frame that a table fills. */
export function frameOfTable({kernel}: MemoryView, table: number): number {
	return kernel.table.frame[table];
}

/** Pids of the processes that reach a table, ascending; tables are shared at one and the same address. */
export function sharersOf(
	{kernel}: MemoryView,
	row: Pick<PageTableRow, 'table' | 'level' | 'start'>,
): number[] {
	const pids: number[] = [];
	for (let task = nextRow(kernel.task, 0); task !== 0; task = nextRow(kernel.task, task)) {
		const mm = kernel.task.mm[task];
		if (
			mm !== 0 &&
			isAlive(kernel, task) &&
			!isThread(kernel, task) &&
			findTable(kernel, mm, row.start / pageBytes, row.level) === row.table
		) {
			pids.push(kernel.task.pid[task]);
		}
	}

	return pids.sort((left, right) => left - right);
}
