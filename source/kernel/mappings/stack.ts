/** Stacks: mappings that grow downwards when a page just below them is touched. */

import {effectKinds, noteEffect} from '../state/effects.ts';
import type {Vma, Vpn} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {accessFlags, vmaFlags} from '../state/vmas.ts';
import {prepareAnonVma} from './anon-vma.ts';
import {commit} from './commit.ts';
import {resizeVma} from './vma.ts';

/** Pages that must stay free between a growing stack and the mapping below it (stack_guard_gap, 1 MiB). */
const guardPages = 256;

/** Grows `vma` down to hold `vpn` if it may; false when the access is to be refused. Linux: expand_downwards(), acct_stack_growth(). */
export function growStackTo(kernel: Kernel, vma: Vma, vpn: Vpn): boolean {
	const {flags, start, end, previous} = kernel.vma;
	if ((flags[vma] & vmaFlags.growsDown) === 0 || end[vma] - vpn > kernel.limits.stackPages) {
		return false;
	}

	const below = previous[vma];
	const guarded =
		below !== 0 && (flags[below] & vmaFlags.growsDown) === 0 && (flags[below] & accessFlags) !== 0;
	if (guarded && vpn - end[below] < guardPages) {
		return false;
	}

	const isAccounted = (flags[vma] & vmaFlags.account) !== 0;
	if (isAccounted && commit(kernel, start[vma] - vpn) < 0) {
		return false;
	}

	prepareAnonVma(kernel, vma);
	noteEffect(kernel.effects, effectKinds.growStack, kernel.vma.mm[vma], vpn, 0, 0, start[vma] - vpn);
	resizeVma(kernel, vma, vpn, end[vma]);
	return true;
}
