/**
 * Invariants: what must hold of a kernel between any two events. Everything that is counted somewhere is counted again
 * from the page tables up; the first disagreement is told as a sentence.
 */

import {isLasting, objectKinds} from '../frames/object.ts';
import {cachedPage} from '../frames/page-list.ts';
import {residentPages} from '../frames/rss.ts';
import {nextRow} from '../state/columns.ts';
import type {Kernel} from '../state/kernel.ts';
import {framesMax} from '../state/pte.ts';
import {anchorRow, totals} from '../state/schema.ts';
import {vmaFlags} from '../state/vmas.ts';
import {checkAddressSpace, differs, type Problem} from './address-space.ts';
import {checkCgroups} from './cgroups.ts';
import {checkFamilies} from './families.ts';
import {checkPool} from './hugetlb.ts';
import {checkLists} from './lists.ts';
import {checkQueues} from './queues.ts';
import {checkRecords} from './records.ts';
import {lastingFrames, type Recount, recount} from './recount.ts';
import {checkStrips} from './strips.ts';
import {checkSwap} from './swap.ts';

/** The first rule that is broken, as a sentence; undefined when all is well. */
export function checkKernel(kernel: Kernel): string | undefined {
	const counts = recount(kernel);
	return (
		counts.dangling ??
		checkStrips(kernel) ??
		checkTables(kernel, counts) ??
		checkFrames(kernel, counts) ??
		checkMms(kernel, counts) ??
		checkObjects(kernel) ??
		checkFamilies(kernel) ??
		checkTotals(kernel, counts) ??
		checkSwap(kernel, counts) ??
		checkPool(kernel) ??
		checkCgroups(kernel) ??
		checkDisk(kernel) ??
		checkRecords(kernel)[0] ??
		checkLists(kernel) ??
		checkQueues(kernel) ??
		checkNothingLeft(kernel)
	);
}

/** The first row in use where a column and the recount disagree. */
function compareColumn(what: string, told: ArrayLike<number>, found: Int32Array, rows: number): Problem {
	for (let row = 1; row < rows; row += 1) {
		if (told[row] !== found[row]) {
			return differs(what, row, told[row], found[row]);
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
	const {frame, folio} = kernel;
	return (
		compareColumn('map count of frame', frame.mapcount, counts.mapcount, frame.count) ??
		compareColumn('other references of frame', frame.held, counts.held, frame.count) ??
		compareColumn('maps of folio', folio.maps, counts.folioMaps, folio.count)
	);
}

function checkMms(kernel: Kernel, counts: Recount): Problem {
	const {mm, anonVma} = kernel;
	const users = compareColumn('users of mm', mm.users, counts.mmUsers, mm.count);
	if (users !== undefined) {
		return users;
	}

	let resident = 0;
	for (let row = nextRow(mm, 0); row !== 0; row = nextRow(mm, row)) {
		resident += residentPages(kernel, row);
		const problem = mm.users[row] === 0 ? undefined : checkAddressSpace(kernel, row);
		if (problem !== undefined) {
			return problem;
		}
	}

	const told = kernel.total.value[totals.resident];
	if (told !== resident) {
		return `${told} pages are said to be resident in all, but they are ${resident}`;
	}

	return compareColumn('references of anon_vma', anonVma.refs, counts.anonVmaRefs, anonVma.count);
}

/** Every page of an object is found in the cache under its index, and they are as many as the object says. */
function checkObjects(kernel: Kernel): Problem {
	const {object, detail, frame} = kernel;
	for (let row = nextRow(object, 0); row !== 0; row = nextRow(object, row)) {
		let pages = 0;
		for (
			let page = object.firstPage[row];
			page !== 0 && pages <= object.pages[row];
			page = detail.nextPage[frame.detail[page]]
		) {
			if (
				detail.object[frame.detail[page]] !== row ||
				cachedPage(kernel, row, detail.index[frame.detail[page]]) !== page
			) {
				return `frame ${page} is on the list of object ${row}, but not found there at page ${detail.index[frame.detail[page]]}`;
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

	const tables = kernel.table.live - standIns(kernel);
	if (value[totals.tablesUsed] !== tables) {
		return `${value[totals.tablesUsed]} tables are said to be in use, but there are ${tables}`;
	}

	const promised = promisedPages(kernel);
	return value[totals.committed] === promised
		? undefined
		: `${value[totals.committed]} pages are said to be promised, but they are ${promised}`;
}

/** Tables that are no page. */
function standIns({table}: Kernel): number {
	let count = 0;
	for (let row = nextRow(table, 0); row !== 0; row = nextRow(table, row)) {
		count += table.refs[row] > 0 && table.frame[row] === 0 ? 1 : 0;
	}

	return count;
}

/** Pages of all mappings that are charged to the commit limit. */
function promisedPages({vma}: Kernel): number {
	let pages = 0;
	for (let row = nextRow(vma, 0); row !== 0; row = nextRow(vma, row)) {
		pages += (vma.flags[row] & vmaFlags.account) === 0 ? 0 : vma.end[row] - vma.start[row];
	}

	return pages;
}

/** What files hold in place of pages that have left memory is found in the page cache, each row once. */
function checkDisk({cache, disk}: Kernel): Problem {
	const found = cache.value.reduce((sum, value) => sum + (value <= -framesMax ? 1 : 0), 0);
	return found === disk.live
		? undefined
		: `${disk.live} pages of files are said to be on disk alone, but the page cache knows of ${found}`;
}

/** Slots with pages of files that are kept in memory. */
function countLastingSlots(kernel: Kernel): number {
	let slots = 0;
	for (let slot = nextRow(kernel.swap, 0); slot !== 0; slot = nextRow(kernel.swap, slot)) {
		const object = kernel.swap.object[slot];
		slots += object !== 0 && isLasting(kernel, object) ? 1 : 0;
	}

	return slots;
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

	const zeroFolios = kernel.anchor.zeroFolio[anchorRow] === 0 ? 0 : 1;
	if (kernel.folio.live !== zeroFolios) {
		return `all have exited, but ${kernel.folio.live - zeroFolios} folios are still in use`;
	}

	const lasting = lastingFrames(kernel);
	if (value[totals.framesUsed] !== lasting) {
		return `all have exited, but ${value[totals.framesUsed] - lasting} frames are still in use`;
	}

	const lastingSlots = countLastingSlots(kernel);
	return kernel.swap.live === lastingSlots
		? undefined
		: `all have exited, but ${kernel.swap.live - lastingSlots} slots of swap are still in use`;
}
