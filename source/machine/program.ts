/**
 * A program: the ops of a whole workload as rows, in file order, with its strings interned. Data only: a
 * machine keeps row numbers, so its state can be saved while the program stays as it was read.
 *
 * Row i of the columns is the i-th op of the file (from 0); the header is line 0 of the file, so op i is
 * "op number i + 1" for the stamps that writes leave: the n-th op of a file stamps n.
 */

import type {Geometry, HugePageMode} from '../kernel/index.ts';
import type {FittingColumn} from './fitting-column.ts';
import type {Limit} from './limits.ts';
import {opFlags} from './op.ts';

/** The header of a workload file; sizes are in bytes. */
export type Header = {
	readonly name: string;
	readonly description?: string;
	readonly cpus: number;
	/** Physical memory; undefined is as much as is asked for. */
	readonly memoryBytes?: number;
	readonly swapBytes: number;
	/** How Linux promises memory (vm.overcommit_memory): 0 by a guess, 1 always, 2 no more than the commit limit. */
	readonly overcommit?: number;
	/** Percent of memory that, with swap, is the commit limit (vm.overcommit_ratio); 50 where absent. */
	readonly overcommitRatio?: number;
	readonly geometry: Geometry['id'];
	/** How transparent huge pages are set; undefined where the workload does not say: then as `madvise`. */
	readonly hugePages?: HugePageMode;
	/** Huge pages that are set aside for MAP_HUGETLB (vm.nr_hugepages); none where absent. */
	readonly hugetlbPages?: number;
	/** What limits the answers that are got from it; nothing where it is exact. */
	readonly limits?: readonly Limit[];
};

/** One mapping of an exec's image; fields as those of the op `mmap`. */
export type ImageMapping = {
	readonly address: number;
	readonly length: number;
	/** opFlags: read, write, exec, shared, growsDown, device. */
	readonly flags: number;
	readonly file?: string;
	readonly offset: number;
	readonly name?: string;
	/** Bytes at the end of the mapping that exec itself has written (arguments on the stack). */
	readonly filled?: number;
};

/** What a row holds beside its kind, for building programs; every field defaults to nothing. Which op has which: ops/. */
export type RowFields = {
	readonly pid?: number;
	/** fork vfork clone spawn: the new pid · wait: the pid waited for, absent for any. */
	readonly child?: number;
	readonly address?: number;
	readonly length?: number;
	/** mmap: bytes into the file. */
	readonly offset?: number;
	/** mremap: bytes, and where it moves. */
	readonly newLength?: number;
	readonly to?: number;
	/** mprotect: the protection key, where it sets one. */
	readonly key?: number;
	/** madvise: one of adviceKinds. */
	readonly advice?: number;
	/** run, sleep: microseconds. */
	readonly us?: number;
	/** exit: its code, and the number of the signal that it dies of. */
	readonly code?: number;
	readonly signal?: number;
	/** start: pid of the parent. */
	readonly parent?: number;
	/** read: pages around it that were not in the page cache, bit i the page i - 15 further up. */
	readonly uncached?: number;
	/** read: pages above it in one large folio, bit i the page i + 1 further up. */
	readonly folio?: number;
	/** limit: processes and threads. */
	readonly processes?: number;
	/** cgroup: bytes. */
	readonly memory?: number;
	readonly swap?: number;
	/** reclaim: pages. */
	readonly pages?: number;
	/** opFlags. */
	readonly flags?: number;
	/** start exec spawn comm: the name that the process gets. */
	readonly comm?: string;
	/** mmap: the file; none for anonymous memory. */
	readonly file?: string;
	/** mark: what it says. */
	readonly label?: string;
	/** cgroup: which. */
	readonly cgroup?: string;
	/** mmap: what the mapping is called · start setuid: the user. */
	readonly name?: string;
	readonly uid?: number;
	readonly pgid?: number;
	readonly argv?: readonly string[];
	readonly image?: readonly ImageMapping[];
	/** Microseconds since the start of the recording. */
	readonly time?: number;
	/** faultClasses: the fault that a recording saw here. */
	readonly fault?: number;
};

/** What /proc calls memory of huge pages of the pool. */
export const hugetlbName = '/anon_hugepage (deleted)';

/** Name of the mapping that brk grows; every program has it among its strings. */
export const heapName = '[heap]';

/** No kernel gives longer names than its PATH_MAX, nor takes longer words of a command line (MAX_ARG_STRLEN). */
export const nameLengthMax = 4096;
export const wordLengthMax = 2 ** 17;

/** A number that an op does not carry. */
export const absent = -1;

/** Fields that ops have to themselves. A row keeps at most two of them. */
export type OwnNumber =
	| 'offset'
	| 'newLength'
	| 'key'
	| 'to'
	| 'advice'
	| 'us'
	| 'code'
	| 'signal'
	| 'parent'
	| 'uncached'
	| 'folio'
	| 'processes'
	| 'memory'
	| 'swap'
	| 'pages';

/** The text that an op has to itself. A row keeps one. */
export type OwnText = 'comm' | 'file' | 'label' | 'cgroup';

export type Program = {
	readonly header: Header;
	/** Ops in the program; columns are exactly this long. */
	readonly count: number;
	readonly kind: Uint8Array;
	readonly pid: Int32Array;
	readonly child: FittingColumn;
	readonly address: Float64Array;
	readonly length: FittingColumn;
	/** Two numbers, and which of the row's fields they are is the op's own (Op.value, Op.target): only its file reads them. */
	readonly value: FittingColumn;
	readonly target: FittingColumn;
	readonly flags: Uint16Array;
	/** Index into `strings`; 0 is "none". Which of the row's fields `text` is is the op's own too (Op.text). */
	readonly text: FittingColumn;
	readonly name: FittingColumn;
	readonly uid: FittingColumn;
	readonly pgid: FittingColumn;
	/** Index into `argvs` and `images`; 0 is "none". */
	readonly argv: FittingColumn;
	readonly image: FittingColumn;
	/** Microseconds; NaN where the file says nothing. */
	readonly time: Float64Array;
	readonly fault: Uint8Array;
	/** Index 0 is the empty string. */
	readonly strings: readonly string[];
	/** Index of each string. */
	readonly numbers: ReadonlyMap<string, number>;
	readonly argvs: readonly (readonly string[])[];
	readonly images: readonly (readonly ImageMapping[])[];
	/** More ops may come at its end: it is followed while it is recorded (growing-program.ts). */
	readonly isOpen?: boolean;
	/** It is the beginning of a recording that is being read: its last op so far is no end of anything. */
	readonly isPartial?: boolean;
};

/** Rights of a mapping as `rwx` text, the way workload files write them. */
export function rightsText(flags: number): string {
	return `${flags & opFlags.read ? 'r' : '-'}${flags & opFlags.write ? 'w' : '-'}${flags & opFlags.exec ? 'x' : '-'}`;
}

/** The rights of a mapping among its flags. */
export function rightsOf(flags: number): number {
	return flags & (opFlags.read | opFlags.write | opFlags.exec);
}

/** Of all processes that are there at some time; 0 where there are none. */
export function highestPid({pid, child, count}: Program): number {
	let most = 0;
	for (let op = 0; op < count; op += 1) {
		most = Math.max(most, pid[op], child[op]);
	}

	return most;
}
