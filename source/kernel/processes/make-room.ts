/** Room in memory that is short: pages leave it before a process is refused or killed. */
import {freeFrames} from '../frames/frame.ts';
import {pagingRequests, tellNotSimulated} from '../frames/swap.ts';
import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Cgroup, Mm} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {anchorRow} from '../state/schema.ts';

/**
 * Has pages of files leave memory, and others where the machine has swap and the kernel can; returns how many frames that
 * freed. `full` is the cgroup whose limit asks for it, 0 where memory itself is short. That a kernel cannot swap is told where
 * there is nothing else. Linux: try_to_free_pages(), try_to_free_mem_cgroup_pages().
 */
export function makeRoom(kernel: Kernel, pages: number, asking: Mm, full: Cgroup = 0): number {
	const freed = kernel.policies.reclaim(kernel, pages, asking, full);
	if (freed > 0 && full !== 0) {
		noteEffect(kernel.effects, effectKinds.limitRoom, 0, 0, 0, full, freed);
	}

	if (freed === 0 && kernel.policies.swaps !== true) {
		tellNotSimulated(kernel, 0, 0, pagingRequests.reclaim);
	}

	return freed;
}

/**
 * Makes room where fewer than `frames` frames are free, or to be had within a limit, before they are asked for where a refusal
 * would end the call.
 */
export function haveRoom(kernel: Kernel, frames: number, asking: Mm): void {
	makeRoomFor(kernel, asking, 0, () => frames - freeFrames(kernel));

	const {parent, pages, pagesMax} = kernel.cgroup;
	for (let cgroup = kernel.anchor.chargingTables[anchorRow]; cgroup !== 0; cgroup = parent[cgroup]) {
		makeRoomFor(kernel, asking, cgroup, () => frames - (pagesMax[cgroup] - pages[cgroup]));
	}
}

/** As long as frames are lacking and some are to be had. */
function makeRoomFor(kernel: Kernel, asking: Mm, full: Cgroup, lacking: () => number): void {
	let isHad = true;
	while (isHad && lacking() > 0) {
		isHad = makeRoom(kernel, lacking(), asking, full) > 0;
	}
}
