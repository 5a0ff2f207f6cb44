/** Known defects of designs, by number. Each is noted as an effect the first time it bites, and then never again. */
import {effectKinds, noteEffect} from './effects.ts';
import type {Mm, Vpn} from './ids.ts';
import type {Kernel} from './kernel.ts';
import {totals} from './schema.ts';

/** The sentences that tell people about them stand in designs/defects.ts. At most 50: they are bits of one number. */
export const defects = {
	/** A read fault entered a page in a table that others share. */
	readFill: 1,
	/** Such a page stands where another sharer maps something else, or nothing. */
	strangePage: 2,
	/** munmap or exit made a copy of a shared table that it was about to drop. */
	overUnshare: 3,
	/** mprotect edited a shared table, for every sharer. */
	protectReaches: 4,
	/** mremap took entries out of a shared table, away from every sharer. */
	remapTakes: 5,
	/** The resident counter no longer says what is resident. */
	residentDrift: 6,
	/** The last user of a table copied it, only to throw the original away. */
	lastUserCopies: 7,
	/** The last user of a table got it back with writable entries of pages that others still map. */
	writableAgain: 8,
	/** madvise(DONTNEED) did nothing. */
	dontneedIgnored: 9,
	/** A page was copied although nobody else could see it (4.4BSD). */
	extraCopy: 10,
	/** Pages that nobody can see any more stay in memory, as the collapse that would free them has not come (4.4BSD). */
	deadPages: 11,
	/** A split made its copies of entries clean, so that nothing tells any more that their pages were written. */
	dirtLost: 12,
	/** Objects that would have been collapsed stay, as a page of the upper one has been in swap (4.4BSD). */
	pagerBlocks: 13,
	/** Slots of swap hold what no process can see any more (4.4BSD). */
	swapLeak: 14,
	/** A table of a file was shared although it maps pages that one process has written for itself (McCracken 2006). */
	privateShared: 15,
} as const;
export type DefectName = keyof typeof defects;

/** Tells of a defect if it has not been told yet. `amount` is what the sentence counts, if anything. */
export function noteDefect(kernel: Kernel, defect: DefectName, mm: Mm, vpn: Vpn, amount = 0): void {
	const {value} = kernel.total;
	const bit = 2 ** defects[defect];
	if (Math.floor(value[totals.defects] / bit) % 2 === 1) {
		return;
	}

	value[totals.defects] += bit;
	noteEffect(kernel.effects, effectKinds.defect, mm, vpn, 0, defects[defect], amount);
}

/** Whether a defect has been told in this run. */
export function hasDefect(kernel: Kernel, defect: DefectName): boolean {
	return Math.floor(kernel.total.value[totals.defects] / 2 ** defects[defect]) % 2 === 1;
}

/** The numbers of all that have been told in this run. */
export function metDefects(kernel: Kernel): number[] {
	return (Object.entries(defects) as [DefectName, number][])
		.filter(([name]) => hasDefect(kernel, name))
		.map(([, number]) => number);
}
