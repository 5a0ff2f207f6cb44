/** Memory of one process, as the tree shows it. */
import {pageBytes} from '../kernel/kernel.ts';
import {residentPages} from '../kernel/rss.ts';
import type {Machine} from '../machine/machine.ts';

export type ProcessFacts = {
	readonly sizeBytes: number;
	readonly rssBytes: number;
	readonly pssBytes: number;
	readonly ussBytes: number;
	readonly tables: number;
	readonly sharedTables: number;
};

/** Undefined for what has no memory of its own. */
export function processFacts({kernel}: Machine, task: number): ProcessFacts | undefined {
	const mm = kernel.task.mm[task];
	if (mm === 0) {
		return undefined;
	}

	return {
		sizeBytes: kernel.mm.totalPages[mm] * pageBytes,
		rssBytes: residentPages(kernel, mm) * pageBytes,
		pssBytes: 0,
		ussBytes: 0,
		tables: kernel.mm.tables[mm],
		sharedTables: 0,
	};
}
