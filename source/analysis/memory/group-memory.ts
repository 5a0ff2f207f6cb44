/** What several processes hold together: the sum of a subtree, where what they share among them counts once. */

import {isThread} from '../../kernel/processes/task.ts';
import {nextRow} from '../../kernel/state/columns.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Table, Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {pteBits, pteFrame, pteSlot} from '../../kernel/state/pte.ts';
import {isStandIn} from '../../kernel/tables/table.ts';
import {type GroupMemory, type MemoryView, pathsTo} from './memory.ts';
import {visitAway, visitMapped, visitTables, visitUnmapped} from './walk.ts';

const {present, special, swapped} = pteBits;

/** Nothing is made for one of the processes: there may be a hundred thousand. */
export function groupMemory(view: MemoryView, tasks: readonly Task[]): GroupMemory {
	const {kernel, processes} = view;
	const own = new Int32Array(kernel.frame.count);
	const isCounted = new Uint8Array(kernel.table.count);
	const isSlotCounted = new Uint8Array(kernel.swap.count);
	const members = membersByMm(kernel, tasks);
	const {entry} = kernel.strip;
	const {levels, endVpn} = kernel.geometry;
	const sum = {share: 0, resident: 0, unique: 0, virtual: 0, swapped: 0, tables: 0, tops: 0};
	let paths = 0;
	const countTable = (table: Table, level: number) => {
		if (isStandIn(kernel, table)) {
			return;
		}

		sum[level === levels ? 'tops' : 'tables'] += 1 - isCounted[table];
		isCounted[table] = 1;
	};
	const countSlot = (slot: number) => {
		sum.swapped += 1 - isSlotCounted[slot];
		isSlotCounted[slot] = 1;
	};
	const countFrames = (_table: number, first: number, count: number) => {
		for (let index = first; index < first + count; index += 1) {
			const word = entry[index];
			if ((word & present) !== 0 && (word & special) === 0) {
				own[pteFrame(word)] += paths;
			} else if ((word & swapped) !== 0) {
				countSlot(pteSlot(word));
			}
		}
	};
	const countFrame = (frame: number) => {
		own[frame] += paths;
	};

	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		if (members[mm] > 0) {
			paths = Math.min(members[mm], processes[mm]);
			sum.virtual += kernel.mm.totalPages[mm];
			visitTables(kernel, mm, countTable);
			visitMapped(kernel, mm, countFrames);
			visitUnmapped(kernel, mm, 0, endVpn, countFrame);
			visitAway(kernel, mm, 0, endVpn, countSlot);
		}
	}

	for (let frame = 1; frame < own.length; frame += 1) {
		if (own[frame] > 0) {
			const all = pathsTo(view, frame);
			sum.resident += 1;
			sum.share += own[frame] / all;
			sum.unique += own[frame] === all ? 1 : 0;
		}
	}

	return {
		rssBytes: sum.resident * pageBytes,
		pssBytes: Math.round(sum.share * pageBytes),
		ussBytes: sum.unique * pageBytes,
		virtualBytes: sum.virtual * pageBytes,
		swappedBytes: sum.swapped * pageBytes,
		tablePages: sum.tables,
		topTablePages: sum.tops,
	};
}

function membersByMm(kernel: Kernel, tasks: readonly Task[]): Int32Array {
	const members = new Int32Array(kernel.mm.count);
	for (const task of tasks) {
		const mm = kernel.task.mm[task];
		if (mm !== 0 && !isThread(kernel, task)) {
			members[mm] += 1;
		}
	}

	return members;
}
