/**
 * Fork and faults of kernels that record private pages in amaps: one layer of anons over the file, if one is mapped.
 * An anon that one amap holds may be written in place, one that more hold is copied, and that is all there is to know.
 */
import {anonAt, copySlots, createAnon, setAnon} from './anon.ts';
import {allocateRow} from './columns.ts';
import {effectKinds, noteEffect} from './effects.ts';
import {faultResults} from './fault.ts';
import {allocateFrame, frameKinds} from './frame.ts';
import type {Kernel} from './kernel.ts';
import {countWork, slotsInRow} from './kernel.ts';
import {
	addMapEntry,
	clipMapEntries,
	coverPage,
	findMapEntry,
	indexIn,
	mapEntryAt,
	setEntryObject,
} from './map-entry.ts';
import {getObject, objectKinds, objectPage, putObject} from './object.ts';
import type {MapAround} from './pmap.ts';
import {enterPage, faultOnObject, mayWrite, objectIndex, protectPages, residentObjectPage} from './pmap.ts';
import type {PageRange, PageVisitor} from './policies.ts';
import {pteFrame} from './pte.ts';
import {buildTable, readEntry} from './table.ts';
import {isAnonymous, isShared} from './vma.ts';

/** An empty amap with one reference for the pages [low, high). */
export function createAmap(kernel: Kernel, low: number, high: number): number {
	const amap = allocateRow(kernel.object);
	kernel.object.kind[amap] = objectKinds.amap;
	kernel.object.refs[amap] = 1;
	kernel.object.low[amap] = low;
	kernel.object.high[amap] = high;
	return amap;
}

/** Calls `visit` for every map entry of a private mapping, cut to fit it. */
export function visitEntries(kernel: Kernel, vma: number, visit: (entry: number) => void): void {
	const {start, end, mm} = kernel.vma;
	let entry = isShared(kernel, vma) ? 0 : clipMapEntries(kernel, mm[vma], start[vma], end[vma]);
	while (entry !== 0 && kernel.mapEntry.start[entry] < end[vma]) {
		visit(entry);
		entry = kernel.mapEntry.next[entry];
	}
}

export function rangeOf(kernel: Kernel, entry: number): PageRange {
	return {start: kernel.mapEntry.start[entry], end: kernel.mapEntry.end[entry]};
}

/** What a child's map entry takes over from its parent's. */
export function childShape(kernel: Kernel, entry: number, object: number, needsCopy: boolean) {
	return {...rangeOf(kernel, entry), offset: kernel.mapEntry.offset[entry], object, needsCopy};
}

/** Counts what copying the map entry of a mapping takes: the first was counted with the mapping. */
export function countEntries(kernel: Kernel, vma: number, entries: number): void {
	countWork(kernel, 'entry_copy', Math.max(0, entries - 1));
	countWork(kernel, 'obj_ref', entries + (isAnonymous(kernel, vma) ? 0 : 1));
}

/**
 * fork: the child refers to the parent's amap, and whoever writes first makes a copy of that. The parent is
 * write-protected unless it still is from an earlier fork. UVM: uvmspace_fork().
 */
export function shareAmaps(kernel: Kernel, vma: number, copy: number): number {
	const {mapEntry} = kernel;
	let shared = 0;
	visitEntries(kernel, vma, (entry) => {
		if (mapEntry.needsCopy[entry] === 0) {
			protectPages(kernel, kernel.vma.mm[vma], rangeOf(kernel, entry));
			mapEntry.needsCopy[entry] = 1;
		}

		const amap = mapEntry.object[entry];
		getObject(kernel, amap);
		addMapEntry(kernel, kernel.vma.mm[copy], childShape(kernel, entry, amap, true));
		shared += 1;
	});
	countEntries(kernel, vma, shared);
	return 0;
}

/**
 * fork: the child gets an amap of its own with all the anons of the parent's, which is write-protected; of the
 * translations it gets none. SVR4: segvn_dup(), anon_dup(), hat_clrattr().
 */
export function duplicateAmaps(kernel: Kernel, vma: number, copy: number): number {
	let copied = 0;
	visitEntries(kernel, vma, (entry) => {
		const amap = kernel.mapEntry.object[entry];
		const {low, high} = kernel.object;
		const own = createAmap(kernel, low[amap], high[amap]);
		protectPages(kernel, kernel.vma.mm[vma], rangeOf(kernel, entry));
		const first = kernel.mapEntry.offset[entry];
		const length = kernel.mapEntry.end[entry] - kernel.mapEntry.start[entry];
		countWork(kernel, 'slot_copy', copySlots(kernel, amap, own, first, first + length));
		addMapEntry(kernel, kernel.vma.mm[copy], childShape(kernel, entry, own, false));
		copied += 1;
	});
	countEntries(kernel, vma, copied);
	return 0;
}

/**
 * Gives an entry that shares its amap one of its own: a copy, or the amap itself if nobody else holds it any more.
 * `slots` is what copying it counts as; undefined for the anons in it. UVM: amap_copy().
 */
export function copyAmap(kernel: Kernel, entry: number, vpn: number, slots?: number): void {
	const {mapEntry} = kernel;
	const amap = mapEntry.object[entry];
	const mm = mapEntry.mm[entry];
	mapEntry.needsCopy[entry] = 0;
	if (kernel.object.refs[amap] === 1) {
		noteEffect(kernel.effects, effectKinds.reuseAmap, mm, vpn, 0, amap);
		return;
	}

	const first = mapEntry.offset[entry];
	const end = first + mapEntry.end[entry] - mapEntry.start[entry];
	const own = createAmap(kernel, first, end);
	const copied = copySlots(kernel, amap, own, first, end);
	setEntryObject(kernel, entry, own);
	putObject(kernel, amap);
	countWork(kernel, 'slot_copy', slots ?? copied);
	noteEffect(kernel.effects, effectKinds.copyAmap, mm, vpn, 0, own, copied);
}

/**
 * Serves a fault where an amap may still be shared: before a write, and before any access to anonymous memory, it is
 * copied or taken over. UVM: uvm_fault().
 */
export function faultBySharedAmaps(kernel: Kernel, vma: number, vpn: number, isWrite: boolean): number {
	const {start, end, needsCopy} = kernel.mapEntry;
	const entry = isShared(kernel, vma) ? 0 : mapEntryAt(kernel, kernel.vma.mm[vma], vpn);
	if (needsCopy[entry] !== 0 && (isWrite || isAnonymous(kernel, vma))) {
		copyAmap(kernel, entry, vpn, end[entry] - start[entry]);
	}

	return faultByAmaps(kernel, vma, vpn, isWrite, mapNeighbours);
}

/** Serves a fault by the anon at `vpn`, or else by what the mapping shows there. SVR4: segvn_faultpage(). */
export function faultByAmaps(
	kernel: Kernel,
	vma: number,
	vpn: number,
	isWrite: boolean,
	mapAround?: MapAround,
): number {
	const mm = kernel.vma.mm[vma];
	if (buildTable(kernel, mm, vpn) === 0) {
		return faultResults.outOfMemory;
	}

	if (isShared(kernel, vma)) {
		return faultOnObject(kernel, vma, vpn, isWrite, mapAround);
	}

	const needsAmap = isWrite || isAnonymous(kernel, vma);
	const entry = needsAmap ? coverPage(kernel, vma, vpn, newAmap) : mapEntryAt(kernel, mm, vpn);
	const anon = entry === 0 ? 0 : anonAt(kernel, kernel.mapEntry.object[entry], indexIn(kernel, entry, vpn));
	if (anon === 0) {
		return needsAmap
			? fillSlot(kernel, vma, vpn, entry, isWrite, mapAround)
			: faultOnObject(kernel, vma, vpn, isWrite, mapAround);
	}

	return isWrite && kernel.anon.refs[anon] > 1
		? copyAnon(kernel, vma, vpn, entry, anon, mapAround)
		: mapAnon(kernel, vma, vpn, entry, anon, isWrite, mapAround);
}

function newAmap(kernel: Kernel, _vma: number, low: number, high: number): number {
	return createAmap(kernel, low, high);
}

/** A new anon where there was none: a copy of the file's page, or zeros, be it for a read. */
function fillSlot(
	kernel: Kernel,
	vma: number,
	vpn: number,
	entry: number,
	isWrite: boolean,
	mapAround?: MapAround,
): number {
	const file = kernel.vma.object[vma];
	const page = file === 0 ? 0 : objectPage(kernel, file, objectIndex(kernel, vma, vpn));
	const frame = file !== 0 && page === 0 ? 0 : allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return faultResults.outOfMemory;
	}

	kernel.frame.word[frame] = page === 0 ? 0 : kernel.frame.word[page];
	countWork(kernel, page === 0 ? 'page_zero' : 'page_copy');
	const anon = createAnon(kernel, frame);
	setAnon(kernel, kernel.mapEntry.object[entry], indexIn(kernel, entry, vpn), anon);
	enterPage(kernel, vma, vpn, frame, mayWriteAnon(kernel, vma, entry, anon), isWrite);
	mapAround?.(kernel, vma, vpn, true);
	const kind = page === 0 ? effectKinds.zeroFill : effectKinds.copyFile;
	noteEffect(kernel.effects, kind, kernel.vma.mm[vma], vpn, frame, page);
	return faultResults.minor;
}

/** Copies a page that other amaps hold too into an anon of one's own. */
function copyAnon(
	kernel: Kernel,
	vma: number,
	vpn: number,
	entry: number,
	anon: number,
	mapAround?: MapAround,
): number {
	const frame = allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return faultResults.outOfMemory;
	}

	const old = kernel.anon.frame[anon];
	kernel.frame.word[frame] = kernel.frame.word[old];
	countWork(kernel, 'page_copy');
	noteEffect(kernel.effects, effectKinds.copy, kernel.vma.mm[vma], vpn, frame, old);
	const amap = kernel.mapEntry.object[entry];
	setAnon(kernel, amap, indexIn(kernel, entry, vpn), createAnon(kernel, frame));
	enterPage(kernel, vma, vpn, frame, true, true);
	mapAround?.(kernel, vma, vpn, false);
	return faultResults.minor;
}

/** Enters the page of an anon that needs no copy. */
function mapAnon(
	kernel: Kernel,
	vma: number,
	vpn: number,
	entry: number,
	anon: number,
	isWrite: boolean,
	mapAround?: MapAround,
): number {
	const mm = kernel.vma.mm[vma];
	const page = kernel.anon.frame[anon];
	const wasMapped = pteFrame(readEntry(kernel, mm, vpn)) === page;
	enterPage(kernel, vma, vpn, page, mayWriteAnon(kernel, vma, entry, anon), isWrite);
	const around = mapAround === undefined ? 0 : mapAround(kernel, vma, vpn, false);
	noteEffect(
		kernel.effects,
		wasMapped ? effectKinds.reuse : effectKinds.refill,
		mm,
		vpn,
		page,
		0,
		around + 1,
	);
	return faultResults.minor;
}

function mayWriteAnon(kernel: Kernel, vma: number, entry: number, anon: number): boolean {
	const isOwn = kernel.anon.refs[anon] === 1 && kernel.mapEntry.needsCopy[entry] === 0;
	return isOwn && mayWrite(kernel, vma);
}

/** How far from the page of a fault pages are mapped with it, for mappings without advice. UVM: uvmadvice[]. */
const pagesBack = 3;
const pagesForward = 4;

/**
 * Maps the pages around one that a fault is served for if they are there and not mapped yet: anons, and pages of the
 * mapped object unless the fault itself was about an anon. UVM: uvm_fault().
 */
function mapNeighbours(kernel: Kernel, vma: number, vpn: number, withObject: boolean): number {
	const mm = kernel.vma.mm[vma];
	const entry = isShared(kernel, vma) ? 0 : mapEntryAt(kernel, mm, vpn);
	const {start, end} = kernel.mapEntry;
	const from = Math.max(vpn - pagesBack, kernel.vma.start[vma], entry === 0 ? 0 : start[entry]);
	const last = Math.min(kernel.vma.end[vma], entry === 0 ? kernel.vma.end[vma] : end[entry]);
	const to = Math.min(vpn + pagesForward + 1, last);
	let mapped = 0;
	for (let at = from; at < to; at += 1) {
		mapped +=
			at !== vpn && readEntry(kernel, mm, at) === 0 && mapNeighbour(kernel, vma, at, withObject) ? 1 : 0;
	}

	return mapped;
}

function mapNeighbour(kernel: Kernel, vma: number, vpn: number, withObject: boolean): boolean {
	const entry = isShared(kernel, vma) ? 0 : mapEntryAt(kernel, kernel.vma.mm[vma], vpn);
	const anon = entry === 0 ? 0 : anonAt(kernel, kernel.mapEntry.object[entry], indexIn(kernel, entry, vpn));
	if (anon !== 0) {
		return enterPage(
			kernel,
			vma,
			vpn,
			kernel.anon.frame[anon],
			mayWriteAnon(kernel, vma, entry, anon),
			false,
		);
	}

	const page = !withObject || isAnonymous(kernel, vma) ? 0 : residentObjectPage(kernel, vma, vpn);
	return (
		page !== 0 && enterPage(kernel, vma, vpn, page, isShared(kernel, vma) && mayWrite(kernel, vma), false)
	);
}

/** The page of the anon that an amap records at `vpn` of a private mapping, in the page table or not; 0 for none. */
export function recordedAnonPage(kernel: Kernel, vma: number, vpn: number): number {
	const entry = mapEntryAt(kernel, kernel.vma.mm[vma], vpn);
	const anon = entry === 0 ? 0 : anonAt(kernel, kernel.mapEntry.object[entry], indexIn(kernel, entry, vpn));
	return kernel.anon.frame[anon];
}

/** Calls `visit` for the page of every anon recorded in [start, end), in the page table or not. */
export function visitAnonPages(
	kernel: Kernel,
	mm: number,
	start: number,
	end: number,
	visit: PageVisitor,
): void {
	const {mapEntry, slots, anon} = kernel;
	let entry = findMapEntry(kernel, mm, start);
	for (; entry !== 0 && mapEntry.start[entry] < end; entry = mapEntry.next[entry]) {
		const shift = mapEntry.start[entry] - mapEntry.offset[entry];
		const from = Math.max(start, mapEntry.start[entry]);
		const to = Math.min(end, mapEntry.end[entry]);
		for (let row = kernel.object.firstSlots[mapEntry.object[entry]]; row !== 0; row = slots.next[row]) {
			const base = slots.base[row] + shift;
			for (let i = Math.max(0, from - base); i < Math.min(slotsInRow, to - base); i += 1) {
				const held = slots.anon[row * slotsInRow + i];
				if (held !== 0) {
					visit(base + i, anon.frame[held]);
				}
			}
		}
	}
}
