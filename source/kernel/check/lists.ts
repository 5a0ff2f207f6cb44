/** What must hold of how rows hang together: lists that go both ways, rows that are free, the cache's count, and peaks. */
import {residentPages} from '../frames/rss.ts';
import type {AnyColumn, TableHead} from '../state/columns.ts';
import {columnsOf, nextRow, shapeOf} from '../state/columns.ts';
import {indexesInSlot} from '../state/geometry.ts';
import type {Kernel} from '../state/kernel.ts';
import {totals} from '../state/schema.ts';
import type {Problem} from './address-space.ts';

/** The first broken rule as a sentence. */
export function checkLists(kernel: Kernel): Problem {
	return (
		checkFreeLists(kernel) ??
		checkBothWays(kernel) ??
		checkPages(kernel) ??
		checkDetails(kernel) ??
		checkFreeRows(kernel) ??
		checkCount(kernel) ??
		checkPeaks(kernel)
	);
}

/** Lists by the table and column where each begins, and the table whose `next` and `previous` columns it goes through. */
const lists = [
	['object', 'firstSwapped', 'swap', 'next', 'previous'],
	['object', 'firstShadower', 'object', 'nextShadower', 'previousShadower'],
	['object', 'firstHolder', 'mapEntry', 'nextHolder', 'previousHolder'],
	['object', 'firstSlots', 'slots', 'next', 'previous'],
	['mm', 'firstEntry', 'mapEntry', 'next', 'previous'],
	['task', 'firstChild', 'task', 'nextSibling', 'previousSibling'],
] as const;

function checkBothWays(kernel: Kernel): Problem {
	for (const [owner, first, member, next, previous] of lists) {
		const heads = columnsOf(kernel[owner])[first];
		const columns = columnsOf(kernel[member]);
		for (let row = 1; row < kernel[owner].count; row += 1) {
			if (!isLinked(heads[row], columns[next], columns[previous])) {
				return `${first} of ${owner} ${row} leads to ${member} rows that do not lead back`;
			}
		}
	}

	return undefined;
}

/** Pages of objects are chained by what is noted of them. */
function checkPages({object, frame, detail: {nextPage, previousPage}}: Kernel): Problem {
	for (let row = nextRow(object, 0); row !== 0; row = nextRow(object, row)) {
		if (!isLinked(object.firstPage[row], nextPage, previousPage, frame.detail)) {
			return `firstPage of object ${row} leads to frame rows that do not lead back`;
		}
	}

	return undefined;
}

/** Each detail is of one frame, and in the row that frames without any read there is nothing. */
function checkDetails({frame, detail}: Kernel): Problem {
	const stray = shapeOf(detail).find(({name}) => columnsOf(detail)[name][0] !== 0);
	if (stray !== undefined) {
		return `frames without a detail have ${columnsOf(detail)[stray.name][0]} as ${stray.name}`;
	}

	const owned = new Set(frame.detail.subarray(1, frame.count).filter((row) => row !== 0));
	return owned.size === detail.live
		? undefined
		: `${detail.live} details are in use, but frames have ${owned.size}`;
}

/** `places` says in which row of the two columns a member of the list has its links, where that is another one. */
function isLinked(first: number, next: AnyColumn, previous: AnyColumn, places?: AnyColumn): boolean {
	let before = 0;
	for (let at = first; at !== 0; at = next[places?.[at] ?? at]) {
		if (previous[places?.[at] ?? at] !== before) {
			return false;
		}

		before = at;
	}

	// Row 0 is nobody's: what was written there would be read as the neighbour of a last row.
	return next[0] === 0 && previous[0] === 0;
}

/** Tables whose rows are empty when they are given back; those of the others are emptied when they are taken again. */
const clearedTables = [
	'frame',
	'detail',
	'swap',
	'mm',
	'vma',
	'anonVma',
	'object',
	'task',
	'mapEntry',
	'anon',
	'slots',
	'folio',
	'strip',
] as const;

const recycledTables = [...clearedTables, 'table', 'disk'] as const;

/** Every row is in use or on the free list. */
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

/** A row that is free holds nothing, so that a stale id reads as nothing and a new owner starts with nothing. */
function checkFreeRows(kernel: Kernel): Problem {
	for (const name of clearedTables) {
		const head: TableHead = kernel[name];
		const narrow = shapeOf(head).filter(({name: column, width}) => width === 1 && column !== 'link');
		for (let row = head.free; row !== 0; row = head.link[row]) {
			const kept = narrow.find(({name: column}) => columnsOf(head)[column][row] !== 0);
			if (kept !== undefined) {
				return `${name} ${row} is free, but has ${columnsOf(head)[kept.name][row]} as ${kept.name}`;
			}
		}
	}

	return undefined;
}

function checkCount(kernel: Kernel): Problem {
	const used = kernel.cache.value.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0);
	const told = kernel.total.value[totals.cacheUsed];
	return told === used
		? checkSlots(kernel.cache)
		: `${told} places of the cache are said to be in use, but there are ${used}`;
}

/** Each slot of the cache knows how many of its places are in use, and the cache how many of its slots. */
function checkSlots({used, value, count, live}: Kernel['cache']): Problem {
	const counted = Array.from({length: count}, (_, slot) =>
		value
			.subarray(slot * indexesInSlot, (slot + 1) * indexesInSlot)
			.reduce((sum, each) => sum + (each === 0 ? 0 : 1), 0),
	);
	const wrong = counted.findIndex((places, slot) => places !== used[slot]);
	if (wrong !== -1) {
		return `slot ${wrong} of the cache says that ${used[wrong]} of its places are in use, but there are ${counted[wrong]}`;
	}

	const slots = counted.filter((places) => places > 0).length;
	return slots === live
		? undefined
		: `${live} slots of the cache are said to be in use, but there are ${slots}`;
}

/** The most there ever was is at least what there is. */
function checkPeaks(kernel: Kernel): Problem {
	const {value} = kernel.total;
	for (const [now, peak] of [
		['framesUsed', 'framesPeak'],
		['tablesUsed', 'tablesPeak'],
	] as const) {
		if (value[totals[peak]] < value[totals[now]]) {
			return `${peak} says ${value[totals[peak]]}, but there are ${value[totals[now]]}`;
		}
	}

	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		if (kernel.mm.peakRss[mm] < residentPages(kernel, mm)) {
			return `the most of mm ${mm} is said to be ${kernel.mm.peakRss[mm]} pages, but it has ${residentPages(kernel, mm)}`;
		}
	}

	return undefined;
}
