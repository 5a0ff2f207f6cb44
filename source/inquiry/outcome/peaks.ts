/** Peaks of a run: the most that was ever in use at a time, between two events. */

import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {totals} from '../../kernel/state/schema.ts';
import type {Machine} from '../../machine/state.ts';

export type Peaks = {
	readonly frames: number;
	/** Of them for page tables. */
	readonly tableFrames: number;
	readonly processes: number;
	/** Sum of what the processes report as resident; and of their fair shares, that is of all frames that anybody maps. */
	readonly rssKb: number;
	readonly pssKb: number;
};

export type PeakWatch = {
	readonly found: {-readonly [Name in keyof Peaks]: Peaks[Name]};
	/** Frames that anybody maps, at most: as many as at the last look, and all that was mapped since. */
	mappedMost: number;
};

export function createPeaks(): PeakWatch {
	return {found: {frames: 0, tableFrames: 0, processes: 0, rssKb: 0, pssKb: 0}, mappedMost: 0};
}

/** Looks at the machine after an event. Sums are only made anew where the event can have raised them. */
export function notePeaks(watch: PeakWatch, machine: Machine): void {
	const {kernel, outcome} = machine;
	const {found} = watch;
	const {value} = kernel.total;
	found.frames = Math.max(found.frames, value[totals.framesUsed]);
	found.tableFrames = Math.max(found.tableFrames, value[totals.tablesUsed]);
	found.processes = Math.max(found.processes, value[totals.tasksAlive] - value[totals.threadsAlive]);
	found.rssKb = Math.max(found.rssKb, kilobytes(value[totals.resident]));
	const {minorFaults, majorFaults} = outcome.access;
	if (minorFaults + majorFaults === 0 && kernel.effects.count === 0 && outcome.other === 0) {
		return;
	}

	noteShares(watch, kernel);
}

function kilobytes(pages: number): number {
	return (pages * pageBytes) / 1024;
}

/** A look at every frame is dear, so it is only taken when the sum can have risen by half a percent. */
const worthALook = 1.005;

function noteShares(watch: PeakWatch, kernel: Kernel): void {
	const {found} = watch;
	watch.mappedMost += pagesMapped(kernel);
	if (kilobytes(watch.mappedMost) <= found.pssKb * worthALook) {
		return;
	}

	const {mapcount, count} = kernel.frame;
	let mapped = 0;
	for (let frame = 1; frame < count; frame += 1) {
		// One where it is not zero, by the sign of its negative: half the time of asking.
		mapped += -mapcount[frame] >>> 31;
	}

	watch.mappedMost = mapped;
	found.pssKb = Math.max(found.pssKb, kilobytes(mapped));
}

/** What the event can have mapped of frames that nobody mapped before; some effects stand for several pages. */
function pagesMapped({effects}: Kernel): number {
	let pages = 0;
	for (let i = 0; i < effects.count; i += 1) {
		pages += Math.max(1, effects.amount[i]);
	}

	return pages;
}
