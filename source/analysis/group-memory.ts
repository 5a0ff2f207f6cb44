/** What several processes hold together: the sum of a subtree, where what they share among them counts once. */
import type {Kernel} from '../kernel/kernel.ts';
import {pageBytes} from '../kernel/kernel.ts';
import {pteBits} from '../kernel/pte.ts';
import {isThread} from '../kernel/task.ts';
import {type Figures, type MemoryView, pathsTo} from './memory.ts';
import {visitMapped, visitTables, visitUnmapped} from './walk.ts';

const {present, special} = pteBits;

/** Several processes as one: a page or table that several of them reach counts once, `uss` is what nobody else reaches. */
export type GroupMemory = Figures & {readonly virtualBytes: number; readonly tablePages: number};

export function groupMemory(view: MemoryView, tasks: readonly number[]): GroupMemory {
	const {kernel, processes} = view;
	const own = new Int32Array(kernel.frame.count);
	const tables = new Set<number>();
	const sum = {share: 0, resident: 0, unique: 0, virtual: 0};
	for (const [mm, members] of membersByMm(kernel, tasks)) {
		sum.virtual += kernel.mm.totalPages[mm];
		visitTables(kernel, mm, (table) => tables.add(table));

		tables.delete(kernel.mm.root[mm]);
		const paths = Math.min(members, processes[mm]);
		visitMapped(kernel, mm, (_table, first, count) => {
			for (let index = first; index < first + count; index += 1) {
				const word = kernel.table.entry[index];
				if ((word & present) !== 0 && (word & special) === 0) {
					own[word >>> 8] += paths;
				}
			}
		});
		visitUnmapped(kernel, mm, 0, kernel.geometry.endVpn, (frame) => {
			own[frame] += paths;
		});
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
		tablePages: tables.size,
	};
}

function membersByMm(kernel: Kernel, tasks: readonly number[]): Map<number, number> {
	const members = new Map<number, number>();
	for (const task of tasks) {
		const mm = kernel.task.mm[task];
		if (mm !== 0 && !isThread(kernel, task)) {
			members.set(mm, (members.get(mm) ?? 0) + 1);
		}
	}

	return members;
}
