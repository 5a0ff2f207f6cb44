/**
 * Whole images in swap: a process is in memory with all its pages or with none. Before it runs it is brought in, and others
 * go for it. Text goes with the last process in memory that uses it. V7: sched(), xswap() and swapin().
 */
import {fillPage, populateRange} from '../faults/populate.ts';
import {residentPages} from '../frames/rss.ts';
import {isAlive, taskStates} from '../processes/task.ts';
import {nextRow} from '../state/columns.ts';
import {errno} from '../state/errno.ts';
import type {Mm} from '../state/ids.ts';
import type {Kernel} from '../state/kernel.ts';
import {countWork} from '../state/kernel.ts';
import {isSwapped} from '../state/pte.ts';
import {totals} from '../state/schema.ts';
import {isLocked, isShared, vmaFlags} from '../state/vmas.ts';
import {workUnits} from '../state/work.ts';
import {visitEntries} from '../tables/visit.ts';
import {freeUnmapped} from './by-address-spaces.ts';
import {dirtyFlag, pageOf} from './mappers.ts';
import {fates, isOfFile, unmapEntry} from './page-out.ts';
import {leaveFile, takePage} from './take-page.ts';

/** Frees at least `pages` pages, if it can, by swapping images out, never that of `asking`; returns how many. */
export function reclaimByImages(kernel: Kernel, pages: number, asking: Mm): number {
	let freed = freeUnmapped(kernel, pages);
	while (freed < pages) {
		const victim = chooseImage(kernel, asking);
		const gone = victim === 0 ? 0 : swapOutImage(kernel, victim);
		if (gone === 0) {
			return freed;
		}

		freed += gone;
	}

	return freed;
}

/** The largest image of those asleep, else the one that has been in memory the longest; 0 for none. V7: sched(). */
function chooseImage(kernel: Kernel, asking: Mm): Mm {
	const awake = awakeOn(kernel);
	const {users, loaded} = kernel.mm;
	let largest: Mm = 0;
	let oldest: Mm = 0;
	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		const size = users[mm] === 0 || mm === asking ? 0 : residentPages(kernel, mm);
		if (size > 0 && awake[mm] === 0) {
			largest = size > residentPages(kernel, largest) ? mm : largest;
		} else if (size > 0) {
			oldest = oldest === 0 || loaded[mm] < loaded[oldest] ? mm : oldest;
		}
	}

	return largest || oldest;
}

/** By address space: tasks on it that can run. */
function awakeOn(kernel: Kernel): Int32Array {
	const awake = new Int32Array(kernel.mm.count);
	for (let task = nextRow(kernel.task, 0); task !== 0; task = nextRow(kernel.task, task)) {
		const canRun = isAlive(kernel, task) && kernel.task.state[task] === taskStates.running;
		awake[kernel.task.mm[task]] += canRun ? 1 : 0;
	}

	return awake;
}

/** Writes all private pages of an address space to swap, and lets go of its text; returns how many pages that freed. */
export function swapOutImage(kernel: Kernel, mm: Mm): number {
	let freed = 0;
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		if (isLocked(kernel, vma)) {
			continue;
		}

		visitEntries(kernel, mm, kernel.vma.start[vma], kernel.vma.end[vma], (table, index, vpn) => {
			const word = kernel.strip.entry[index];
			const frame = pageOf(word);
			if (frame === 0) {
				return;
			}

			countWork(kernel, workUnits.reclaim_visit);
			const mapper = {mm, vpn, table, index};
			if (!isOfFile(kernel, frame)) {
				freed += takePage(kernel, frame, [mapper]) ? 1 : 0;
				return;
			}

			kernel.frame.flags[frame] |= dirtyFlag(word);
			unmapEntry(kernel, mapper, fates.drops);
			if (kernel.frame.mapcount[frame] === 0) {
				leaveFile(kernel, frame, 1);
				freed += 1;
			}
		});
	}

	return freed;
}

/** Brings an image in before its process runs (Policies.resume). Returns 0 or -ENOMEM. V7: swapin(). */
export function bringImageIn(kernel: Kernel, mm: Mm): number {
	if (kernel.mm.swapped[mm] === 0) {
		return 0;
	}

	kernel.mm.loaded[mm] = kernel.total.value[totals.event];
	for (let vma = kernel.mm.firstVma[mm]; vma !== 0; vma = kernel.vma.next[vma]) {
		const {start, end} = kernel.vma;
		const isWrite = (kernel.vma.flags[vma] & vmaFlags.write) !== 0 && !isShared(kernel, vma);
		let isComplete = true;
		visitEntries(kernel, mm, start[vma], end[vma], (_table, index, vpn) => {
			isComplete &&= !isSwapped(kernel.strip.entry[index]) || fillPage(kernel, vma, vpn, isWrite);
		});
		if (!isComplete) {
			return -errno.ENOMEM;
		}

		populateRange(kernel, vma, start[vma], end[vma]);
	}

	return 0;
}

/** The end of fork: where not all of the copy found room, all of it is in swap (Policies.finishFork). V7: newproc(). */
export function swapOutUnfinished(kernel: Kernel, _parent: Mm, child: Mm): number {
	if (kernel.mm.swapped[child] > 0) {
		swapOutImage(kernel, child);
	}

	return 0;
}
