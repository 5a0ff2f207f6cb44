/** Eager copying: a fork after which only pages that cannot be written are shared. */

import {allocateFrame, frameFlags, frameKinds, giveToEntry, mapFrame} from '../frames/frame.ts';
import {changeResident, countResident} from '../frames/rss.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import {errno} from '../state/errno.ts';
import type {Entry, Frame, Mm, Table, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {faultResults} from '../state/policies.ts';
import {isSwapped, packPte, pteBits, pteFrame} from '../state/pte.ts';
import {roomAt, wordAt} from '../state/strips.ts';
import {accessFlags, isShared, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {buildTable, findTable, leafEnd, nextLeaf, placeOf, readEntry, setEntry} from './table.ts';

/** Makes room for more pages of a child's image; false when there is none. */
type FindRoom = (kernel: Kernel, parent: Mm, child: Mm) => boolean;

/** Room is made by whatever reclaims. */
function reclaimSome(kernel: Kernel, parent: Mm): boolean {
	return kernel.policies.reclaim(kernel, copyBatch, parent) > 0;
}

const copyBatch = 32;
/** How often room is looked for in vain, as what was found was lost again at once. */
const attemptsMost = 16;

/**
 * Copies every private page of the parent's mapping for the child's `copy`; pages of files and of shared memory are
 * mapped by both. Text that no process can write is one attachment, however large. What the parent has in swap is read
 * first. Returns 0 or -ENOMEM. V7: newproc(); 3BSD: vmdup(), text by its structure.
 */
export function copyImage(kernel: Kernel, vma: Vma, copy: Vma, findRoom: FindRoom = reclaimSome): number {
	const end = kernel.vma.end[vma];
	const isText = kernel.vma.object[vma] !== 0 && (kernel.vma.flags[vma] & vmaFlags.write) === 0;
	countWork(kernel, workUnits.obj_ref, isText ? 1 : 0);
	const mm = kernel.vma.mm[vma];
	let attempts = 0;
	for (let at = nextLeaf(kernel, mm, kernel.vma.start[vma], end); at < end; ) {
		const tableEnd = leafEnd(kernel, at, end);
		const target = buildTable(kernel, kernel.vma.mm[copy], at);
		const source = findTable(kernel, mm, at);
		const done =
			target === 0 ? 0 : copyPages(kernel, {copy, source, target, at, count: tableEnd - at, isText});
		attempts = done > 0 ? 0 : attempts + 1;
		at += done;
		if (at === tableEnd) {
			at = nextLeaf(kernel, mm, tableEnd, end);
		} else if (
			attempts > attemptsMost ||
			!(readParent(kernel, vma, at) || findRoom(kernel, mm, kernel.vma.mm[copy]))
		) {
			return -errno.ENOMEM;
		}
	}

	return 0;
}

/** Reads a page of the parent that is in swap, as the copy goes through its memory. False if it is not, or for want of room. */
function readParent(kernel: Kernel, vma: Vma, vpn: Vpn): boolean {
	const isAway = isSwapped(readEntry(kernel, kernel.vma.mm[vma], vpn));
	return isAway && kernel.policies.fault(kernel, vma, vpn, false) !== faultResults.outOfMemory;
}

type PageRun = {
	readonly copy: Vma;
	readonly source: Table;
	readonly target: Table;
	readonly at: Vpn;
	readonly count: number;
	readonly isText: boolean;
};

/**
 * Copies a stretch of one table up to a page that is in swap, or until memory is used up; returns how far it came. What is
 * the same for all pages is counted at the end.
 */
function copyPages(kernel: Kernel, run: PageRun): number {
	const child = kernel.vma.mm[run.copy];
	const isPrivate = !isShared(kernel, run.copy);
	const place = placeOf(kernel, 1, run.at);
	let copied = 0;
	let attached = 0;
	// What a clock has made invalid is valid in the copy.
	const isAllowed = (kernel.vma.flags[run.copy] & accessFlags) !== 0;
	const keptBits = isAllowed ? 0xff & ~pteBits.noAccess : 0xff;
	let i = 0;
	for (; i < run.count; i += 1) {
		const word = wordAt(kernel, run.source, place + i);
		if (word === 0) {
			continue;
		}

		if (isSwapped(word)) {
			break;
		}

		if (!isPrivate || kernel.frame.kind[pteFrame(word)] !== frameKinds.anon) {
			attachPage(kernel, child, word);
			setEntry(kernel, run.target, roomAt(kernel, run.target, place + i), word);
			attached += 1;
			continue;
		}

		const frame = copyPage(kernel, child, run.at + i, pteFrame(word));
		if (frame === 0) {
			break;
		}

		setEntry(kernel, run.target, roomAt(kernel, run.target, place + i), packPte(frame, word & keptBits));
		copied += 1;
	}

	changeResident(kernel, child, copied, 0, 0);
	countWork(kernel, workUnits.page_copy, copied);
	countWork(kernel, workUnits.pte_copy, run.isText ? 0 : attached);
	return i;
}

/** The child maps what the parent maps. */
function attachPage(kernel: Kernel, child: Mm, word: Entry): void {
	if ((word & pteBits.special) === 0) {
		mapFrame(kernel, pteFrame(word));
		countResident(kernel, child, pteFrame(word), 1);
	}
}

/** A frame of the child's own with the contents of `old`; 0 when memory is used up. */
function copyPage(kernel: Kernel, child: Mm, vpn: Vpn, old: Frame): Frame {
	const row = allocateFrame(kernel, frameKinds.anon);
	if (row !== 0) {
		const {frame} = kernel;
		frame.word[row] = frame.word[old];
		giveToEntry(kernel, row);
		frame.flags[row] = frameFlags.exclusive;
		noteEffect(kernel.effects, effectKinds.forkCopy, child, vpn, row, old);
	}

	return row;
}
