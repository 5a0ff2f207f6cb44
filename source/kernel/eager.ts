/** Eager copying: a fork that leaves nothing to be shared but what nobody can write. */
import {effectKinds, noteEffect} from './effects.ts';
import {errno} from './errno.ts';
import {allocateFrame, frameFlags, frameKinds, mapFrame} from './frame.ts';
import type {Kernel} from './kernel.ts';
import {countWork} from './kernel.ts';
import {packPte, pteBits} from './pte.ts';
import {countResident} from './rss.ts';
import {buildTable, entryIndex, findTable, setEntry} from './table.ts';
import {isShared, vmaFlags} from './vma.ts';

/**
 * Copies every private page of the parent's mapping for the child's `copy`; pages of files and of shared memory are
 * mapped by both. Text that no process can write is one attachment, however large. Returns 0 or -ENOMEM.
 * V7: newproc(); 3BSD: vmdup(), text by its structure.
 */
export function copyImage(kernel: Kernel, vma: number, copy: number): number {
	const {entries} = kernel.geometry;
	const end = kernel.vma.end[vma];
	const isText = kernel.vma.object[vma] !== 0 && (kernel.vma.flags[vma] & vmaFlags.write) === 0;
	countWork(kernel, 'obj_ref', isText ? 1 : 0);
	for (let at = kernel.vma.start[vma]; at < end; ) {
		const tableEnd = Math.min(end, (Math.floor(at / entries) + 1) * entries);
		const source = findTable(kernel, kernel.vma.mm[vma], at);
		if (source !== 0) {
			const target = buildTable(kernel, kernel.vma.mm[copy], at);
			if (target === 0 || !copyPages(kernel, {copy, source, target, at, count: tableEnd - at, isText})) {
				return -errno.ENOMEM;
			}
		}

		at = tableEnd;
	}

	return 0;
}

type PageRun = {
	readonly copy: number;
	readonly source: number;
	readonly target: number;
	readonly at: number;
	readonly count: number;
	readonly isText: boolean;
};

/** Copies a stretch of one table; false when memory is used up. */
function copyPages(kernel: Kernel, run: PageRun): boolean {
	const child = kernel.vma.mm[run.copy];
	const isPrivate = !isShared(kernel, run.copy);
	const first = entryIndex(kernel, run.source, 1, run.at);
	const shift = entryIndex(kernel, run.target, 1, run.at) - first;
	let attached = 0;
	for (let index = first; index < first + run.count; index += 1) {
		const word = kernel.table.entry[index];
		const frame = word >>> 8;
		if (word === 0) {
			continue;
		}

		if (isPrivate && kernel.frame.kind[frame] === frameKinds.anon) {
			if (!copyOne(kernel, run, child, index, shift)) {
				return false;
			}

			continue;
		}

		attached += 1;
		if ((word & pteBits.special) === 0) {
			mapFrame(kernel, frame);
			countResident(kernel, child, frame, 1);
		}

		setEntry(kernel, run.target, index + shift, word);
	}

	countWork(kernel, 'pte_copy', run.isText ? 0 : attached);
	return true;
}

function copyOne(kernel: Kernel, run: PageRun, child: number, index: number, shift: number): boolean {
	const frame = allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return false;
	}

	const {entry} = kernel.table;
	const old = entry[index] >>> 8;
	kernel.frame.word[frame] = kernel.frame.word[old];
	kernel.frame.mapcount[frame] = 1;
	kernel.frame.flags[frame] = frameFlags.exclusive;
	countWork(kernel, 'page_copy');
	countResident(kernel, child, frame, 1);
	const vpn = run.at + index - entryIndex(kernel, run.source, 1, run.at);
	noteEffect(kernel.effects, effectKinds.forkCopy, child, vpn, frame, old);
	setEntry(kernel, run.target, index + shift, packPte(frame, entry[index] & 0xff));
	return true;
}
