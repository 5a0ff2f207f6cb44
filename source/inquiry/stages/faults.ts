/** The faults of an event: how many were counted, and which page each is about, told by what the kernel noted on the way. */
import type {Mm, Vpn} from '../../kernel/state/ids.ts';
import {workUnits} from '../../kernel/state/work.ts';
import type {Machine} from '../../machine/state.ts';
import {stepWatched} from '../../timeline/break-off.ts';

/** The page that a fault is about, in an address space. */
export type Page = {readonly mm: Mm; readonly vpn: Vpn};

/** Further faults go without a page of their own. */
const faultsMax = 64;

export function faultsIn(amount: Float64Array): number {
	return amount[workUnits.fault_minor] + amount[workUnits.fault_major];
}

/**
 * By the number of faults that were counted before; of an event without faults the page that it did something to first.
 * Carries the event out, to its end or as far as that.
 */
export function findPages(machine: Machine): readonly Page[] {
	const {effects, work} = machine.kernel;
	const before = faultsIn(work.amount);
	const pages: Page[] = [];
	let seen = 0;
	const noteFor = (fault: number): void => {
		for (; seen < effects.count; seen += 1) {
			const page = {mm: effects.mm[seen], vpn: effects.vpn[seen]};
			if (page.mm !== 0 && page.vpn > 0) {
				pages[fault] ??= page;
			}
		}
	};
	stepWatched(machine, (_counted, amount) => {
		const fault = faultsIn(amount) - before;
		noteFor(fault);
		return fault >= faultsMax;
	});
	noteFor(Math.max(0, pages.length - 1));
	return pages;
}
