/** What must hold of the pool of huge pages: what is in use, and what is reserved. */
import {frameFlags, frameKinds} from '../frames/frame.ts';
import {freeInPool} from '../frames/hugetlb.ts';
import {objectKinds} from '../frames/object.ts';
import {nextRow} from '../state/columns.ts';
import {pagesInFolio} from '../state/geometry.ts';
import type {Kernel} from '../state/kernel.ts';
import {totals} from '../state/schema.ts';
import {vmaFlags, vmaPages} from '../state/vmas.ts';
import {findPoolEntry} from '../tables/hugetlb.ts';
import type {Problem} from './address-space.ts';

/** The first broken rule as a sentence. */
export function checkPool(kernel: Kernel): Problem {
	if (kernel.limits.hugetlbPages === 0) {
		return undefined;
	}

	const told = kernel.total.value[totals.hugetlbFrames];
	const {frames, kept} = framesInUse(kernel);
	if (told !== frames || freeInPool(kernel) < 0) {
		return `${told} frames of the pool are said to be in use, but there are ${frames}, and ${freeInPool(kernel)} huge pages are left`;
	}

	const reserved = reservedByMappings(kernel) + reservedByObjects(kernel) - kept;
	const said = kernel.total.value[totals.hugetlbReserved];
	return said === reserved
		? undefined
		: `${said} huge pages are said to be reserved, but there are ${reserved}`;
}

/** Frames of the pool, and huge pages whose owner has given them up before others did. */
function framesInUse({frame}: Kernel): {frames: number; kept: number} {
	let frames = 0;
	let kept = 0;
	for (let row = nextRow(frame, 0); row !== 0; row = nextRow(frame, row)) {
		const isPooled = frame.kind[row] === frameKinds.hugetlb;
		frames += isPooled ? 1 : 0;
		kept += isPooled && (frame.flags[row] & frameFlags.restores) !== 0 ? 1 : 0;
	}

	return {frames, kept};
}

/** Pages of mappings that have reserved them and do not have them yet. */
function reservedByMappings(kernel: Kernel): number {
	const {vma} = kernel;
	let pages = 0;
	for (let row = nextRow(vma, 0); row !== 0; row = nextRow(vma, row)) {
		if ((vma.flags[row] & vmaFlags.hugetlbOwner) !== 0) {
			pages += vmaPages(kernel, row) / pagesInFolio;
			for (let at = vma.start[row]; at < vma.end[row]; at += pagesInFolio) {
				pages -= findPoolEntry(kernel, vma.mm[row], at) === 0 ? 0 : 1;
			}
		}
	}

	return pages;
}

function reservedByObjects({object}: Kernel): number {
	let pages = 0;
	for (let row = nextRow(object, 0); row !== 0; row = nextRow(object, row)) {
		const isReserved = object.kind[row] === objectKinds.hugetlb && object.high[row] > 0;
		pages += isReserved ? (object.high[row] - object.pages[row]) / pagesInFolio : 0;
	}

	return pages;
}
