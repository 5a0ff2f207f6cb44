/** Room in memory that is short: pages go to swap before anybody is refused or killed. */
import type {Kernel} from '../state/kernel.ts';

/** Sends pages to swap where the machine has any and the kernel can; returns how many frames that freed. Linux: try_to_free_pages(). */
export function makeRoom(kernel: Kernel, pages: number): number {
	return kernel.limits.swapSlots === 0 ? 0 : (kernel.policies.reclaim?.(kernel, pages) ?? 0);
}
