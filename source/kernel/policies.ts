/** Policies: the few places where kernels truly differ. A design is a record of these; see designs/. */
import type { Kernel } from './kernel.ts';

export type Policies = {
	/** What vfork does with the parent's address space. */
	readonly vfork: 'share';
	/**
	 * Gives `child` what the fork copies of the parent's mapping: `vma` is the parent's, `copy` the child's, already
	 * in place. Returns 0 or -ENOMEM.
	 */
	copyMapping(kernel: Kernel, vma: number, copy: number): number;
};
