/** The registry of designs: every way of forking that can be chosen with --kernel. */
import type {Design} from './design.ts';
import {linux6} from './linux-6.ts';

export const designs: readonly Design[] = [linux6];

/** What runs when nobody chooses. */
export const defaultDesign = linux6;

export function findDesign(id: string): Design | undefined {
	return designs.find((design) => design.id === id);
}
