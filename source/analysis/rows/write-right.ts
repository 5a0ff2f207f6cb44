/** Whether a page may be written where it is mapped: what the hardware would say, and who says no. */

import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Mm, Task, Vpn} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {pteBits} from '../../kernel/state/pte.ts';
import {reachTable, readEntry} from '../../kernel/tables/table.ts';
import type {MemoryView} from '../memory/memory.ts';

/** `directory`: the page's own entry would let a write through, and a directory entry above it does not. */
export type WriteRight = 'yes' | 'no' | 'directory';

/** Of a page that is present. */
export function writeRight(kernel: Kernel, mm: Mm, vpn: Vpn): WriteRight {
	if ((readEntry(kernel, mm, vpn) & pteBits.write) === 0) {
		return 'no';
	}

	return reachTable(kernel, mm, vpn, true) === 0 ? 'directory' : 'yes';
}

/** The same of a process, at an address in bytes. */
export function rightAt({kernel}: MemoryView, task: Task, address: number): WriteRight {
	return writeRight(kernel, kernel.task.mm[task], address / pageBytes);
}
