/** Copies a page from an object further down into the top object of a map entry, where it is written; FreeBSD moves it where nobody else looks. */

import {allocateFrame, frameKinds} from '../frames/frame.ts';
import {objectKinds} from '../frames/object.ts';
import {detachPage, indexOfPage, insertPage, objectOfPage} from '../frames/page-list.ts';
import {joinQueue, queues} from '../frames/page-queues.ts';
import {hasDefect, noteDefect} from '../state/defects.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Frame, KObject, MapEntry, Mm, Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {workUnits} from '../state/work.ts';
import {forgetSlot} from './pager.ts';
import {enterPage} from './pmap.ts';
import {collapse, isDead, removeEverywhere} from './shadow.ts';
/**
 * Copies a page from further down into the top object, even if nobody else would miss it there, and takes it out of
 * every page table, be it private or a file's: others that still use it fault again. It goes to the inactive pages. False
 * when memory is used up.
 */
export function copyUp(kernel: Kernel, vma: Vma, vpn: Vpn, entry: MapEntry, page: Frame): boolean {
	if (kernel.policies.mayReuse(kernel, page) && isOnlyReader(kernel, kernel.mapEntry.object[entry], page)) {
		return moveUp(kernel, vma, vpn, entry, page);
	}

	const frame = allocateFrame(kernel, frameKinds.anon);
	if (frame === 0) {
		return false;
	}

	const mm = kernel.vma.mm[vma];
	const top = kernel.mapEntry.object[entry];
	const source = objectOfPage(kernel, page);
	kernel.frame.word[frame] = kernel.frame.word[page];
	const isFile = kernel.frame.kind[page] !== frameKinds.anon;
	noteEffect(kernel.effects, isFile ? effectKinds.copyFile : effectKinds.copy, mm, vpn, frame, page);
	countWork(kernel, workUnits.page_copy);
	if (!isFile && isOnlyViewer(kernel, top, source)) {
		noteDefect(kernel, 'extraCopy', mm, vpn);
	}

	insertPage(kernel, top, indexOfPage(kernel, page), frame);
	removeEverywhere(kernel, page);
	joinQueue(kernel, page, queues.inactive);
	enterPage(kernel, vma, vpn, frame, true, true);
	collapse(kernel, mm, vpn, top);
	noteDeadPage(kernel, mm, vpn, source, page);
	return true;
}

/** Whether the page lies right below the top object, which alone still looks there. FreeBSD: vm_fault(), v_cow_optim. */
function isOnlyReader(kernel: Kernel, top: KObject, page: Frame): boolean {
	const source = objectOfPage(kernel, page);
	const isAnon = kernel.frame.kind[page] === frameKinds.anon;
	return isAnon && kernel.object.shadow[top] === source && kernel.object.refs[source] === 1;
}

/** Moves a page that nobody else can reach into the top object instead of copying it. FreeBSD: vm_page_rename(). */
function moveUp(kernel: Kernel, vma: Vma, vpn: Vpn, entry: MapEntry, page: Frame): boolean {
	const mm = kernel.vma.mm[vma];
	const top = kernel.mapEntry.object[entry];
	const index = indexOfPage(kernel, page);
	forgetSlot(kernel, page);
	detachPage(kernel, page);
	insertPage(kernel, top, index, page);
	countWork(kernel, workUnits.page_move);
	noteEffect(kernel.effects, effectKinds.reuse, mm, vpn, page);
	enterPage(kernel, vma, vpn, page, true, true);
	collapse(kernel, mm, vpn, top);
	return true;
}

/** Whether each object from below `top` down to `source` has no other holder. */
function isOnlyViewer(kernel: Kernel, top: KObject, source: KObject): boolean {
	const {shadow, refs} = kernel.object;
	let object = top;
	while (object !== source) {
		object = shadow[object];
		if (refs[object] !== 1) {
			return false;
		}
	}

	return true;
}

/** A page that nobody sees any more, in an object that two others still lie over, stays in memory. */
function noteDeadPage(kernel: Kernel, mm: Mm, vpn: Vpn, source: KObject, page: Frame): void {
	const isKept = objectOfPage(kernel, page) === source && kernel.object.kind[source] === objectKinds.anon;
	if (!hasDefect(kernel, 'deadPages') && isKept && isDead(kernel, source, indexOfPage(kernel, page))) {
		noteDefect(kernel, 'deadPages', mm, vpn, 1);
	}
}
