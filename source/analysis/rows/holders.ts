/** Who holds a frame: every process that reaches it, and at which addresses. One pass over all page tables. */
import {frameKinds, isUsed} from '../../kernel/frames/frame.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Task, Vpn} from '../../kernel/state/ids.ts';
import type {MemoryView} from '../memory/memory.ts';
import {visitTables} from '../memory/walk.ts';
import {findWays} from '../memory/ways.ts';
import {livingProcesses} from './processes.ts';

export type Holder = {
	readonly task: Task;
	readonly pid: number;
	/** In bytes; for a page table that of the first page it covers. */
	readonly address: number;
	/** Set for a page table: its level. */
	readonly level?: number;
};

/** By pid, then by address. The zero page has no holders. */
export function holdersOf({kernel}: MemoryView, frame: number): Holder[] {
	const holders: Holder[] = [];
	if (frame === 0 || !isUsed(kernel, frame) || kernel.frame.kind[frame] === frameKinds.zero) {
		return holders;
	}

	const {hits, leads} = findWays(kernel, [frame]);
	const isTable = kernel.frame.kind[frame] === frameKinds.table;
	const reaches = (task: Task) => leads[kernel.mm.root[kernel.task.mm[task]]] === 1;
	for (const task of livingProcesses(kernel, reaches)) {
		const pid = kernel.task.pid[task];
		const visit = (table: number, level: number, vpn: Vpn) => {
			if (isTable && kernel.table.frame[table] === frame) {
				holders.push({task, pid, address: vpn * pageBytes, level});
			}

			for (const {place} of hits.get(table) ?? []) {
				holders.push({task, pid, address: (vpn + place) * pageBytes});
			}
		};
		visitTables(kernel, kernel.task.mm[task], visit, leads);
	}

	return holders;
}
