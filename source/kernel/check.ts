/**
 * Invariants: what must hold of a kernel between any two events. Everything that is counted somewhere is counted again
 * from the page tables up; the first disagreement is told as a sentence.
 */
import {checkFamilies} from './check-families.ts';
import {checkRecords} from './check-records.ts';
import type {TableHead} from './columns.ts';
import type {Kernel} from './kernel.ts';
import {totals} from './kernel.ts';
import {cachedPage, objectKinds} from './object.ts';
import {pteBits, pteFrame} from './pte.ts';
import {lastingFrames, type Recount, recount} from './recount.ts';
import {residentPages} from './rss.ts';
import {isCharged} from './table.ts';

type Problem = string | undefined;

/** The first rule that is broken, as a sentence; undefined when all is well. */
export function checkKernel(kernel: Kernel): string | undefined {
	const counts = recount(kernel);
	return (
		checkFreeLists(kernel) ??
		counts.dangling ??
		checkTables(kernel, counts) ??
		checkFrames(kernel, counts) ??
		checkMms(kernel, counts) ??
		checkObjects(kernel) ??
		checkFamilies(kernel) ??
		checkTotals(kernel, counts) ??
		checkRecords(kernel)[0] ??
		checkNothingLeft(kernel)
	);
}

/** `what` of row `row` says `told`, but it is `found`. */
function differs(what: string, row: number, told: number, found: number): string {
	return `${what} ${row} says ${told}, but there are ${found}`;
}

/** The first row in use where a column and the recount disagree. */
function compareColumn(what: string, told: Int32Array, found: Int32Array, rows: number): Problem {
	for (let row = 1; row < rows; row += 1) {
		if (told[row] !== found[row]) {
			return differs(what, row, told[row], found[row]);
		}
	}

	return undefined;
}

const recycledTables = [
	'frame',
	'table',
	'mm',
	'vma',
	'anonVma',
	'object',
	'task',
	'mapEntry',
	'anon',
	'slots',
] as const;

function checkFreeLists(kernel: Kernel): Problem {
	for (const name of recycledTables) {
		const head: TableHead = kernel[name];
		let free = 0;
		for (let row = head.free; row !== 0 && free <= head.count; row = head.link[row]) {
			free += 1;
		}

		if (free + head.live !== head.count - 1) {
			return `${name}: ${head.live} rows are in use and ${free} on the free list, of ${head.count - 1}`;
		}
	}

	return undefined;
}

function checkTables(kernel: Kernel, counts: Recount): Problem {
	const {table} = kernel;
	return (
		compareColumn('references of table', table.refs, counts.tableRefs, table.count) ??
		compareColumn('used entries of table', table.used, counts.tableUsed, table.count)
	);
}

function checkFrames(kernel: Kernel, counts: Recount): Problem {
	const {frame} = kernel;
	return (
		compareColumn('map count of frame', frame.mapcount, counts.mapcount, frame.count) ??
		compareColumn('references of frame', frame.refcount, counts.refcount, frame.count)
	);
}

function checkMms(kernel: Kernel, counts: Recount): Problem {
	const {mm, anonVma} = kernel;
	const users = compareColumn('users of mm', mm.users, counts.mmUsers, mm.count);
	if (users !== undefined) {
		return users;
	}

	for (let row = 1; row < mm.count; row += 1) {
		const problem = mm.users[row] === 0 ? undefined : (checkVmas(kernel, row) ?? checkContents(kernel, row));
		if (problem !== undefined) {
			return problem;
		}
	}

	return compareColumn('references of anon_vma', anonVma.refs, counts.anonVmaRefs, anonVma.count);
}

/** Vmas lie in order without overlap, know their neighbours, and add up. */
function checkVmas(kernel: Kernel, mm: number): Problem {
	const {vma} = kernel;
	let count = 0;
	let pages = 0;
	let below = 0;
	for (let row = kernel.mm.firstVma[mm]; row !== 0; row = vma.next[row]) {
		const isInOrder = vma.start[row] < vma.end[row] && (below === 0 || vma.end[below] <= vma.start[row]);
		if (!isInOrder || vma.previous[row] !== below || vma.mm[row] !== mm) {
			return `vma ${row} of mm ${mm} stands at ${vma.start[row]}–${vma.end[row]} after vma ${below}, which ends at ${vma.end[below]}`;
		}

		count += 1;
		pages += vma.end[row] - vma.start[row];
		below = row;
	}

	if (count !== kernel.mm.vmas[mm]) {
		return differs('vmas of mm', mm, kernel.mm.vmas[mm], count);
	}

	return pages === kernel.mm.totalPages[mm]
		? undefined
		: differs('virtual pages of mm', mm, kernel.mm.totalPages[mm], pages);
}

/** What an address space is charged for: its tables, and the pages in them where the design keeps count of those. */
function checkContents(kernel: Kernel, mm: number): Problem {
	const found = {tables: 0, resident: 0, mapped: 0};
	countBelow(kernel, mm, kernel.mm.root[mm], kernel.geometry.levels, found);
	if (found.tables !== kernel.mm.tables[mm]) {
		return differs('tables of mm', mm, kernel.mm.tables[mm], found.tables);
	}

	const resident = residentPages(kernel, mm);
	if (!residentDrifts(kernel) && resident !== found.resident) {
		return differs('resident pages of mm', mm, resident, found.resident);
	}

	const inside = kernel.policies.sharing === undefined ? entriesInMappings(kernel, mm) : found.mapped;
	return inside === found.mapped
		? undefined
		: `mm ${mm} has ${found.mapped} entries, but only ${inside} of them in its mappings`;
}

/** Where only who splits a shared table is charged for its pages, the counter is known to lose touch with them. */
function residentDrifts({policies: {sharing}}: Kernel): boolean {
	return sharing?.resident === 'splitter' && sharing.resume === undefined;
}

type Found = {tables: number; resident: number; mapped: number};

function countBelow(kernel: Kernel, mm: number, table: number, level: number, found: Found): void {
	const {entries} = kernel.geometry;
	const {entry, used} = kernel.table;
	const isOwn = isCharged(kernel, mm, table);
	let left = used[table];
	for (let index = table * entries; left > 0; index += 1) {
		const word = entry[index];
		if (word === 0) {
			continue;
		}

		left -= 1;
		if (level > 1) {
			found.tables += isCharged(kernel, mm, pteFrame(word)) ? 1 : 0;
			countBelow(kernel, mm, pteFrame(word), level - 1, found);
		} else {
			found.mapped += 1;
			found.resident += isOwn && (word & pteBits.special) === 0 ? 1 : 0;
		}
	}
}

function entriesInMappings(kernel: Kernel, mm: number): number {
	let inside = 0;
	const {start, end, next} = kernel.vma;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
		inside += entriesBetween(kernel, kernel.mm.root[mm], kernel.geometry.levels, start[vma], end[vma]);
	}

	return inside;
}

/** Entries of a table for pages [start, end), counted from the first page that the table covers. */
function entriesBetween(kernel: Kernel, table: number, level: number, start: number, end: number): number {
	const {entries} = kernel.geometry;
	const span = entries ** (level - 1);
	const last = Math.min(entries - 1, Math.floor((end - 1) / span));
	let found = 0;
	for (let i = Math.max(0, Math.floor(start / span)); i <= last; i += 1) {
		const word = kernel.table.entry[table * entries + i];
		if (word !== 0) {
			const base = i * span;
			found += level === 1 ? 1 : entriesBetween(kernel, pteFrame(word), level - 1, start - base, end - base);
		}
	}

	return found;
}

/** Every page of an object is found in the cache under its index, and they are as many as the object says. */
function checkObjects(kernel: Kernel): Problem {
	const {object, frame} = kernel;
	for (let row = 1; row < object.count; row += 1) {
		let pages = 0;
		for (
			let page = object.firstPage[row];
			page !== 0 && pages <= object.pages[row];
			page = frame.nextPage[page]
		) {
			if (frame.object[page] !== row || cachedPage(kernel, row, frame.index[page]) !== page) {
				return `frame ${page} is on the list of object ${row}, but not found there at page ${frame.index[page]}`;
			}

			pages += 1;
		}

		if (object.kind[row] !== objectKinds.amap && pages !== object.pages[row]) {
			return differs('pages of object', row, object.pages[row], pages);
		}
	}

	return undefined;
}

function checkTotals(kernel: Kernel, counts: Recount): Problem {
	const {value} = kernel.total;
	if (value[totals.framesUsed] !== counts.framesUsed || kernel.frame.live !== counts.framesUsed) {
		return `${value[totals.framesUsed]} frames are said to be in use, but there are ${counts.framesUsed}`;
	}

	return value[totals.tablesUsed] === kernel.table.live
		? undefined
		: `${value[totals.tablesUsed]} tables are said to be in use, but there are ${kernel.table.live}`;
}

/** When all have exited nothing is left but the page cache of files and the page of zeros. */
function checkNothingLeft(kernel: Kernel): Problem {
	const {value} = kernel.total;
	if (value[totals.tasksAlive] > 0) {
		return undefined;
	}

	const rest = ['mm', 'vma', 'table', 'anonVma', 'mapEntry', 'anon', 'slots'] as const;
	const leaked = rest.find((name) => kernel[name].live > 0);
	if (leaked !== undefined) {
		return `all have exited, but ${kernel[leaked].live} rows of ${leaked} are still in use`;
	}

	const lasting = lastingFrames(kernel);
	if (value[totals.framesUsed] !== lasting) {
		return `all have exited, but ${value[totals.framesUsed] - lasting} frames are still in use`;
	}

	return value[totals.committed] === 0
		? undefined
		: `all have exited, but ${value[totals.committed]} pages are still promised`;
}
