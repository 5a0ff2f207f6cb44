/** Parts of a kernel by process and page, as stories on x86-64 count pages. */
import {findTask} from '../../source/kernel/processes/task.ts';
import type {EntryIndex, Frame, Mm, Table, Vma, Vpn} from '../../source/kernel/state/ids.ts';
import type {Kernel} from '../../source/kernel/state/kernel.ts';
import {pteFrame} from '../../source/kernel/state/pte.ts';
import {vmaAt} from '../../source/kernel/state/vmas.ts';
import {entryIndex, findTable} from '../../source/kernel/tables/table.ts';

/** Where pages of stories begin. */
const base = 2 ** 32;

export function vpnOf(page: number): Vpn {
	return base + page;
}

export function mmOf(kernel: Kernel, pid: number): Mm {
	return kernel.task.mm[findTask(kernel, pid)];
}

export function vmaOf(kernel: Kernel, pid: number, page: number): Vma {
	return vmaAt(kernel, mmOf(kernel, pid), vpnOf(page));
}

/** The leaf table that a process has for a page. */
export function tableAt(kernel: Kernel, pid: number, page: number): Table {
	return findTable(kernel, mmOf(kernel, pid), vpnOf(page));
}

/** Where the entry of a page stands among the entries of all tables. */
export function indexAt(kernel: Kernel, pid: number, page: number): EntryIndex {
	return entryIndex(kernel, tableAt(kernel, pid, page), 1, vpnOf(page));
}

export function frameAt(kernel: Kernel, pid: number, page: number): Frame {
	return pteFrame(kernel.strip.entry[indexAt(kernel, pid, page)]);
}
