/**
 * What must always hold of the records beside page tables: map entries, objects over objects, amaps and anons. Each
 * broken rule is one sentence; an empty list means that all is well.
 */

import {slotsAt} from '../frames/anon.ts';
import {frameKinds} from '../frames/frame.ts';
import {isLasting, objectKinds} from '../frames/object.ts';
import {cachedPage, objectOfPage} from '../frames/page-list.ts';
import {indexIn, mapEntryAt} from '../records/map-entry.ts';
import {visitTables} from '../records/pmap.ts';
import {nextRow} from '../state/columns.ts';
import {slotsInRow} from '../state/geometry.ts';
import type {Entry, Frame, Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {pteBits, pteFrame} from '../state/pte.ts';
import {isShared, objectIndex} from '../state/vmas.ts';

/** Checks all records of a kernel that has any. */
export function checkRecords(kernel: Kernel): readonly string[] {
	const problems: string[] = [];
	if (kernel.policies.recordedPage === undefined) {
		return problems;
	}

	checkObjectRefs(kernel, problems);
	checkPages(kernel, problems);
	checkAnons(kernel, problems);
	for (const mm of addressSpaces(kernel)) {
		checkMapEntries(kernel, mm, problems);
		checkTranslations(kernel, mm, problems);
	}

	return problems;
}

function addressSpaces(kernel: Kernel): readonly Mm[] {
	const all: Mm[] = [];
	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		if (kernel.mm.users[mm] > 0) {
			all.push(mm);
		}
	}

	return all;
}

/** Holders of an object: mappings, map entries, objects above it, and the list of files. */
function checkObjectRefs(kernel: Kernel, problems: string[]): void {
	const {vma, mapEntry, object} = kernel;
	const held = new Int32Array(object.count);
	for (const mm of addressSpaces(kernel)) {
		for (let at = kernel.mm.firstVma[mm]; at !== 0; at = vma.next[at]) {
			held[vma.object[at]] += 1;
		}

		for (let at = kernel.mm.firstEntry[mm]; at !== 0; at = mapEntry.next[at]) {
			held[mapEntry.object[at]] += 1;
		}
	}

	for (let at = nextRow(object, 0); at !== 0; at = nextRow(object, at)) {
		held[object.shadow[at]] += 1;
		held[at] += isLasting(kernel, at) ? 1 : 0;
	}

	for (let at = nextRow(object, 0); at !== 0; at = nextRow(object, at)) {
		if (held[at] !== object.refs[at]) {
			problems.push(`object ${at} counts ${object.refs[at]} holders, it has ${held[at]}`);
		}
	}
}

/** What holds a recorded page beside the entries that map it: its record, and its slot where that is kept. */
function holdersOf({detail, frame}: Kernel, page: Frame): number {
	return 1 + (detail.slot[frame.detail[page]] === 0 ? 0 : 1);
}

/** Pages of private objects belong to the object once and to each entry that maps them once. */
function checkPages(kernel: Kernel, problems: string[]): void {
	const {detail, frame, object} = kernel;
	for (let at = nextRow(object, 0); at !== 0; at = nextRow(object, at)) {
		let pages = 0;
		const isAnon = object.kind[at] === objectKinds.anon;
		for (
			let page = isAnon ? object.firstPage[at] : 0;
			page !== 0;
			page = detail.nextPage[frame.detail[page]]
		) {
			pages += 1;
			if (frame.held[page] !== holdersOf(kernel, page)) {
				problems.push(
					`frame ${page} of object ${at} has ${frame.held[page]} references beside those of entries`,
				);
			}

			if (cachedPage(kernel, at, detail.index[frame.detail[page]]) !== page) {
				problems.push(`frame ${page} cannot be found in object ${at}`);
			}
		}

		if (isAnon && pages !== object.pages[at]) {
			problems.push(`object ${at} counts ${object.pages[at]} pages, it has ${pages}`);
		}
	}
}

/** Every anon is held by as many slots as it counts, and holds its page. */
function checkAnons(kernel: Kernel, problems: string[]): void {
	const {anon, detail, frame, object, slots} = kernel;
	const held = new Int32Array(anon.count);
	for (let amap = nextRow(object, 0); amap !== 0; amap = nextRow(object, amap)) {
		const isAmap = object.kind[amap] === objectKinds.amap;
		let found = 0;
		for (let row = isAmap ? object.firstSlots[amap] : 0; row !== 0; row = slots.next[row]) {
			for (let i = 0; i < slotsInRow; i += 1) {
				const at = slots.anon[row * slotsInRow + i];
				held[at] += 1;
				found += at === 0 ? 0 : 1;
			}

			if (slots.base[row] % slotsInRow !== 0 || slotsAt(kernel, amap, slots.base[row]) !== row) {
				problems.push(`slots ${row} cannot be found in amap ${amap}`);
			}
		}

		if (isAmap && found !== object.pages[amap]) {
			problems.push(`amap ${amap} counts ${object.pages[amap]} anons, it has ${found}`);
		}
	}

	for (let at = nextRow(anon, 0); at !== 0; at = nextRow(anon, at)) {
		const page = anon.frame[at];
		if (held[at] !== anon.refs[at]) {
			problems.push(`anon ${at} counts ${anon.refs[at]} slots, ${held[at]} hold it`);
		} else if (
			page !== 0 &&
			(detail.anon[frame.detail[page]] !== at || frame.held[page] !== holdersOf(kernel, page))
		) {
			problems.push(`frame ${page} of anon ${at} has ${frame.held[page]} references beside those of entries`);
		}
	}
}

/** Entries lie in order, within mappings, and are found from their objects. */
function checkMapEntries(kernel: Kernel, mm: Mm, problems: string[]): void {
	const {start, end, next, object, nextHolder} = kernel.mapEntry;
	let floor = 0;
	for (let entry = kernel.mm.firstEntry[mm]; entry !== 0; entry = next[entry]) {
		if (start[entry] < floor || end[entry] <= start[entry]) {
			problems.push(`map entry ${entry} of mm ${mm} does not follow the one below it`);
		}

		floor = end[entry];
		let holder = kernel.object.firstHolder[object[entry]];
		while (holder !== 0 && holder !== entry) {
			holder = nextHolder[holder];
		}

		if (holder === 0) {
			problems.push(`object ${object[entry]} does not know of its map entry ${entry}`);
		}
	}
}

/** A translation leads to the page that the record says, and may be written only if nobody else is to see it. */
function checkTranslations(kernel: Kernel, mm: Mm, problems: string[]): void {
	const {start, end, next} = kernel.vma;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = next[vma]) {
		visitTables(kernel, mm, {start: start[vma], end: end[vma]}, (table, first, count, vpn) => {
			for (let i = 0; i < count && kernel.table.used[table] > 0; i += 1) {
				const word = kernel.strip.entry[first + i];
				const problem = word === 0 ? undefined : translationProblem(kernel, vma, vpn + i, word);
				if (problem !== undefined) {
					problems.push(`page ${vpn + i} of mm ${mm} ${problem}`);
				}
			}
		});
	}
}

function translationProblem(kernel: Kernel, vma: Vma, vpn: Vpn, word: Entry): string | undefined {
	const recorded = isShared(kernel, vma) ? 0 : (kernel.policies.recordedPage?.(kernel, vma, vpn) ?? 0);
	const mapped = kernel.vma.object[vma];
	const expected = recorded || (mapped === 0 ? 0 : cachedPage(kernel, mapped, objectIndex(kernel, vma, vpn)));
	if (pteFrame(word) !== expected) {
		return `maps frame ${pteFrame(word)}, its record says ${expected}`;
	}

	if ((word & pteBits.write) === 0 || isShared(kernel, vma)) {
		return undefined;
	}

	if (recorded === 0 || kernel.frame.kind[recorded] !== frameKinds.anon) {
		return 'may write a page that is not its own';
	}

	return othersSee(kernel, vma, vpn, recorded)
		? `may write frame ${recorded}, which others see too`
		: undefined;
}

function othersSee(kernel: Kernel, vma: Vma, vpn: Vpn, page: Frame): boolean {
	const entry = mapEntryAt(kernel, kernel.vma.mm[vma], vpn);
	const object = kernel.mapEntry.object[entry];
	if (kernel.object.kind[object] === objectKinds.amap) {
		const index = indexIn(kernel, entry, vpn);
		const base = Math.floor(index / slotsInRow) * slotsInRow;
		const anon = kernel.slots.anon[slotsAt(kernel, object, base) * slotsInRow + index - base];
		return kernel.mapEntry.needsCopy[entry] !== 0 || kernel.anon.refs[anon] !== 1;
	}

	return kernel.mapEntry.needsCopy[entry] !== 0 || objectOfPage(kernel, page) !== object;
}
