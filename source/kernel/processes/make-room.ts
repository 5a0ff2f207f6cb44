/** Room in memory that is short: pages leave it before a process is refused or killed. */
import {freeFrames} from '../frames/frame.ts';
import {pagingRequests, tellNotSimulated} from '../frames/swap.ts';
import type {Mm} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';

/**
 * Has pages of files leave memory, and others where the machine has swap and the kernel can; returns how many frames that
 * freed. That a kernel cannot swap is told where there is nothing else. Linux: try_to_free_pages().
 */
export function makeRoom(kernel: Kernel, pages: number, asking: Mm): number {
	const freed = kernel.policies.reclaim(kernel, pages, asking);
	if (freed === 0 && kernel.policies.swaps !== true) {
		tellNotSimulated(kernel, 0, 0, pagingRequests.reclaim);
	}

	return freed;
}

/** Makes room where fewer than `frames` frames are free, before they are asked for where a refusal would end the call. */
export function haveRoom(kernel: Kernel, frames: number, asking: Mm): void {
	const free = freeFrames(kernel);
	if (free < frames) {
		makeRoom(kernel, frames - free, asking);
	}
}
