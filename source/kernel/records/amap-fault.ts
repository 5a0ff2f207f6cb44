/** Faults in kernels that record private pages in amaps: by the anon at the address, or else by what is mapped. */

import {anonAt, anonPage, createAnon, isAway, setAnon} from '../frames/anon.ts';
import {allocateFrame, frameKinds} from '../frames/frame.ts';
import {objectPage} from '../frames/object.ts';
import {mustRead} from '../frames/object-swap.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Anon, Frame, KObject, MapEntry, PageIndex, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {faultResults} from '../state/policies.ts';
import {pteFrame} from '../state/pte.ts';
import {isAnonymous, isShared, objectIndex} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {buildTable, entryIndex, findTable, placeOf, readEntry} from '../tables/table.ts';
import {copyAmap, createAmap} from './amap.ts';
import {coverPage} from './cover-page.ts';
import {indexIn, mapEntryAt} from './map-entry.ts';
import type {MapAround} from './pmap.ts';
import {enterPage, faultOnObject, mayWrite, residentObjectPage} from './pmap.ts';

/**
 * Serves a fault where an amap may still be shared: before a write, and before any access to anonymous memory, it is
 * copied or taken over. UVM: uvm_fault().
 */
export function faultBySharedAmaps(kernel: Kernel, vma: Vma, vpn: Vpn, isWrite: boolean): number {
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
	vma: Vma,
	vpn: Vpn,
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

	const ending = isAway(kernel, anon) ? faultResults.major : faultResults.minor;
	const page = anonPage(kernel, anon, mm, vpn);
	if (page === 0) {
		return faultResults.outOfMemory;
	}

	const isServed =
		isWrite && kernel.anon.refs[anon] > 1
			? copyAnon(kernel, vma, vpn, entry, page, mapAround)
			: mapAnon(kernel, vma, vpn, entry, anon, isWrite, mapAround);
	return isServed ? ending : faultResults.outOfMemory;
}

function newAmap(kernel: Kernel, _vma: number, low: PageIndex, high: PageIndex): KObject {
	return createAmap(kernel, low, high);
}

/** A new anon where there was none: a copy of the file's page, or zeros, be it for a read. */
function fillSlot(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	entry: MapEntry,
	isWrite: boolean,
	mapAround?: MapAround,
): number {
	const file = kernel.vma.object[vma];
	const index = objectIndex(kernel, vma, vpn);
	const ending = file !== 0 && mustRead(kernel, file, index) ? faultResults.major : faultResults.minor;
	const page = file === 0 ? 0 : objectPage(kernel, file, index);
	const frame = file !== 0 && page === 0 ? 0 : allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return faultResults.outOfMemory;
	}

	kernel.frame.word[frame] = page === 0 ? 0 : kernel.frame.word[page];
	countWork(kernel, page === 0 ? workUnits.page_zero : workUnits.page_copy);
	const anon = createAnon(kernel, frame);
	setAnon(kernel, kernel.mapEntry.object[entry], indexIn(kernel, entry, vpn), anon);
	enterPage(kernel, vma, vpn, frame, mayWriteAnon(kernel, vma, entry, anon), isWrite);
	mapAround?.(kernel, vma, vpn, true);
	const kind = page === 0 ? effectKinds.zeroFill : effectKinds.copyFile;
	noteEffect(kernel.effects, kind, kernel.vma.mm[vma], vpn, frame, page);
	return ending;
}

/** Copies the page of an anon that other amaps hold too into one's own. False when memory is used up. */
function copyAnon(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	entry: MapEntry,
	old: Frame,
	mapAround?: MapAround,
): boolean {
	const frame = allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return false;
	}

	kernel.frame.word[frame] = kernel.frame.word[old];
	noteEffect(kernel.effects, effectKinds.copy, kernel.vma.mm[vma], vpn, frame, old);
	countWork(kernel, workUnits.page_copy);
	const amap = kernel.mapEntry.object[entry];
	setAnon(kernel, amap, indexIn(kernel, entry, vpn), createAnon(kernel, frame));
	enterPage(kernel, vma, vpn, frame, true, true);
	mapAround?.(kernel, vma, vpn, false);
	return true;
}

/** Enters the page of an anon that needs no copy. Returns true. */
function mapAnon(
	kernel: Kernel,
	vma: Vma,
	vpn: Vpn,
	entry: MapEntry,
	anon: Anon,
	isWrite: boolean,
	mapAround?: MapAround,
): boolean {
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
	return true;
}

function mayWriteAnon(kernel: Kernel, vma: Vma, entry: MapEntry, anon: Anon): boolean {
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
function mapNeighbours(kernel: Kernel, vma: Vma, vpn: Vpn, withObject: boolean): number {
	const mm = kernel.vma.mm[vma];
	const entry = isShared(kernel, vma) ? 0 : mapEntryAt(kernel, mm, vpn);
	const {start, end} = kernel.mapEntry;
	const from = Math.max(vpn - pagesBack, kernel.vma.start[vma], entry === 0 ? 0 : start[entry]);
	const last = Math.min(kernel.vma.end[vma], entry === 0 ? kernel.vma.end[vma] : end[entry]);
	const to = Math.min(vpn + pagesForward + 1, last);
	let mapped = 0;
	let table: Table = 0;
	for (let at = from; at < to; at += 1) {
		if (at === from || placeOf(kernel, 1, at) === 0) {
			table = findTable(kernel, mm, at);
		}

		const isThere = table !== 0 && kernel.strip.entry[entryIndex(kernel, table, 1, at)] !== 0;
		const isOpen = at !== vpn && !isThere;
		mapped += isOpen && mapNeighbour(kernel, vma, at, entry, withObject) ? 1 : 0;
	}

	return mapped;
}

/** `near` is the map entry of the fault, in which its neighbours are where it has one. */
function mapNeighbour(kernel: Kernel, vma: Vma, vpn: Vpn, near: MapEntry, withObject: boolean): boolean {
	const isKnown = near !== 0 || isShared(kernel, vma);
	const entry = isKnown ? near : mapEntryAt(kernel, kernel.vma.mm[vma], vpn);
	const anon = entry === 0 ? 0 : anonAt(kernel, kernel.mapEntry.object[entry], indexIn(kernel, entry, vpn));
	if (anon !== 0) {
		const page = kernel.anon.frame[anon];
		return page !== 0 && enterPage(kernel, vma, vpn, page, mayWriteAnon(kernel, vma, entry, anon), false);
	}

	const page = !withObject || isAnonymous(kernel, vma) ? 0 : residentObjectPage(kernel, vma, vpn);
	return (
		page !== 0 && enterPage(kernel, vma, vpn, page, isShared(kernel, vma) && mayWrite(kernel, vma), false)
	);
}
