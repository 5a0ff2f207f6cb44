/**
 * Memory of processes, in two views. *True*: by how many paths a frame can be reached; an entry in a page table or
 * address space that n processes share is n paths. *Reported*: what the kernel's own counters and map counts say, which
 * count entries and so see a shared table once. Where nothing but frames is shared both are the same.
 *
 * A view is good until the machine moves on. What it is asked for it works out once.
 */

import {isAlive, isThread} from '../../kernel/processes/task.ts';
import {isToCopy} from '../../kernel/shared-tables/hand-over.ts';
import {nextRow, rowId} from '../../kernel/state/columns.ts';
import type {Table, Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {pteBits, pteFrame} from '../../kernel/state/pte.ts';
import {totals} from '../../kernel/state/schema.ts';
import {visitStrips} from '../../kernel/state/strips.ts';
import type {Machine} from '../../machine/state.ts';
import type {Inherited, Past} from './past.ts';
import {visitMapped, visitTables, visitUnmapped} from './walk.ts';

/** Of an entry that counts for its frame: present, and neither the page of zeros nor device memory. */
const counted = pteBits.present | pteBits.special;

/** Resident, fair share (a page that n reach counts 1/n to each), and what nobody else reaches. */
export type Figures = {readonly rssBytes: number; readonly pssBytes: number; readonly ussBytes: number};

export type ProcessMemory = Figures & {
	readonly reported: Figures;
	readonly virtualBytes: number;
	/** What swap entries stand for; pages of shared memory in swap have none. */
	readonly swappedBytes: number;
	/** Huge pages of the pool that it maps (HugetlbPages); RSS and the others leave them out, as Linux does. */
	readonly hugetlbBytes: number;
	/** Page-table pages that can be reached, without the top one; and those of them that others reach too. */
	readonly tablePages: number;
	readonly sharedTablePages: number;
	/** Those that nobody else reaches, the top one among them: what is free again when it ends, beside its USS. */
	readonly ownTablePages: number;
	/** VmPTE: what the kernel has charged to this address space. */
	readonly reportedTablePages: number;
};

/** Several processes as one: a page or table that several of them reach counts once, `uss` is what nobody else reaches. */
export type GroupMemory = Figures & {
	readonly virtualBytes: number;
	/** A slot of swap that several of them name counts once. */
	readonly swappedBytes: number;
	/** Without the top ones, which stand apart. */
	readonly tablePages: number;
	readonly topTablePages: number;
};

export type MemoryView = {
	readonly kernel: Kernel;
	/** Strings and command lines by the numbers that the kernel keeps. */
	readonly strings: readonly string[];
	readonly argvs: readonly (readonly string[])[];
	/** What a process shares of what it was born with; absent where nobody knows the run. */
	readonly inherited?: (task: Task) => Inherited | undefined;
	/** Processes on each address space: more than one after vfork and clone. */
	readonly processes: Int32Array;
	/** Paths to each frame beyond its map count; absent where there are none. */
	readonly hiddenPaths: Int32Array | undefined;
	/** Answers so far, by address space. */
	readonly known: Map<number, ProcessMemory>;
	/** And of whole subtrees, by the row of the tree that stands for them. */
	readonly knownSubtrees: Map<string, GroupMemory & {readonly processes: number}>;
};

/** A view of the machine as it is now; with its past where that is known. Free until it is asked for memory. */
export function viewMemory(machine: Machine, past?: Past): MemoryView {
	const {kernel, program} = machine;
	const {strings, argvs} = program;
	let processes: Int32Array | undefined;
	let hidden: {readonly paths: Int32Array | undefined} | undefined;
	return {
		kernel,
		strings,
		argvs,
		inherited: past && ((task) => past(machine, task)),
		get processes() {
			processes ??= countProcesses(kernel);
			return processes;
		},
		// Costly, and not needed for names alone.
		get hiddenPaths() {
			hidden ??= {paths: countHiddenPaths(kernel, this.processes)};
			return hidden.paths;
		},
		known: new Map(),
		knownSubtrees: new Map(),
	};
}

function countProcesses(kernel: Kernel): Int32Array {
	const processes = new Int32Array(kernel.mm.count);
	for (let task = nextRow(kernel.task, 0); task !== 0; task = nextRow(kernel.task, task)) {
		if (isAlive(kernel, task) && !isThread(kernel, task)) {
			processes[kernel.task.mm[task]] += 1;
		}
	}

	return processes;
}

/**
 * A shared leaf table hides all its users but one, an address space all its processes but one, and a page that is
 * recorded beside the page tables and not in them hides all that could fault it in.
 */
function countHiddenPaths(kernel: Kernel, processes: Int32Array): Int32Array | undefined {
	const {refs, level, count} = kernel.table;
	let hidden: Int32Array | undefined;
	const hide = (first: number, entries: number, paths: number) => {
		hidden ??= new Int32Array(kernel.frame.count);
		for (let index = first; index < first + entries; index += 1) {
			const word = kernel.strip.entry[index];
			hidden[pteFrame(word)] += (word & counted) === pteBits.present ? paths : 0;
		}
	};

	const toCopy: ReadonlySet<number> = hideToCopy(kernel, hide);
	for (let table = 1; table < count; table += 1) {
		if (level[table] === 1 && refs[table] > 1 && !toCopy.has(table)) {
			visitStrips(kernel, rowId(kernel.table, table), 0, kernel.geometry.entries, (first, count) =>
				hide(first, count, refs[table] - 1),
			);
		}
	}

	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		if (processes[mm] > 1) {
			visitMapped(kernel, mm, (_table, first, entries) => hide(first, entries, processes[mm] - 1));
		}

		if (processes[mm] > 0) {
			visitUnmapped(kernel, mm, 0, kernel.geometry.endVpn, (frame) => {
				hidden ??= new Int32Array(kernel.frame.count);
				hidden[frame] += processes[mm];
			});
		}
	}

	return hidden;
}

/** Hides the one path of children to what they have still to copy of their parents' tables. Returns those tables. */
function hideToCopy(
	kernel: Kernel,
	hide: (first: number, entries: number, paths: number) => void,
): ReadonlySet<Table> {
	const tables = new Set<Table>();
	for (let mm = nextRow(kernel.mm, 0); mm !== 0; mm = nextRow(kernel.mm, mm)) {
		if (kernel.mm.pending[mm] > 0) {
			visitTables(kernel, mm, (table, level, vpn) => {
				if (level === 1 && isToCopy(kernel, mm, vpn)) {
					tables.add(table);
				}
			});
			visitMapped(kernel, mm, (_table, first, entries, vpn) => {
				if (isToCopy(kernel, mm, vpn)) {
					hide(first, entries, 1);
				}
			});
		}
	}

	return tables;
}

/** True number of paths to a frame. */
export function pathsTo({kernel, hiddenPaths}: MemoryView, frame: number): number {
	return kernel.frame.mapcount[frame] + (hiddenPaths?.[frame] ?? 0);
}

/** How many processes there are, and resident pages by their counters: what an answer about all of them would cost. */
export function extentOf({kernel: {total}}: MemoryView): {
	readonly processes: number;
	readonly pages: number;
} {
	return {processes: total.value[totals.tasksAlive], pages: total.value[totals.resident]};
}
