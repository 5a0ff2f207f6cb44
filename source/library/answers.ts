/**
 * What the library answers with: plain data that never changes, in the reader's words. Sizes are in bytes, times in microseconds
 * of the cost table, positions count events from the start of the workload.
 */

/** Resident, fair share (a page that n reach counts 1/n to each), and what nobody else reaches. */
export type Sizes = {readonly rssBytes: number; readonly pssBytes: number; readonly ussBytes: number};

/** What a process holds in truth, and what that kernel's own counters would say. */
export type Memory = Sizes & {
	readonly reported: Sizes;
	readonly virtualBytes: number;
	readonly swappedBytes: number;
	/** Page tables that can be reached, without the top one; and those of them that others reach too. */
	readonly tablePages: number;
	readonly sharedTablePages: number;
	/** VmPTE in pages: what the kernel has charged to this process. */
	readonly reportedTablePages: number;
};

export type ProcessRow = {
	readonly pid: number;
	/** 0 where there is no parent. */
	readonly ppid: number;
	readonly pgid: number;
	readonly name: string;
	/** The command line; empty for a zombie, and where the workload does not tell. */
	readonly command: string;
	readonly user: string;
	readonly state: 'ready' | 'waiting' | 'in vfork' | 'zombie';
	/** The process of a thread; absent of a process. */
	readonly threadOf?: number;
	readonly threads: number;
	/** Absent of threads, whose memory is their process's, and of zombies. */
	readonly memory?: Memory;
	/** Of a zombie. */
	readonly exitCode?: number;
	readonly exitSignal?: number;
};

export type TreeNode = ProcessRow & {readonly children: readonly TreeNode[]};

export type MappingRow = {
	/** End exclusive. */
	readonly start: number;
	readonly end: number;
	/** As in /proc/PID/maps: `rw-p`. */
	readonly perms: string;
	/** `[heap]`, `[stack]` or the name it was given; absent of plain memory. */
	readonly name?: string;
	/** What backs it, and where in it the mapping begins; absent of anonymous memory. */
	readonly file?: string;
	readonly offset?: number;
	/** In truth: resident, what the kernel has recorded and no entry maps among it; the others look through shared page tables. */
	readonly rssBytes: number;
	readonly pssBytes: number;
	readonly ussBytes: number;
	/** What /proc/PID/smaps would say, in kB and by its own names. */
	readonly smaps: Readonly<Record<string, number>>;
	/** Tables of the last level that cover a part of it, and those of them with more than one user. */
	readonly tables: number;
	readonly sharedTables: number;
	/** Of a mapping that fork treats in a way of its own. */
	readonly onFork?: 'not copied' | 'wiped';
};

export type TableRow = {
	readonly table: number;
	/** 1 is a table of the last level, whose entries are pages. */
	readonly level: number;
	/** Linux's name of the level: PGD, PUD, PMD, PTE. */
	readonly levelName: string;
	/** Directory entries, or address spaces for the top table, that point at it. */
	readonly references: number;
	/** Addresses that it covers; end exclusive. */
	readonly start: number;
	readonly end: number;
	readonly used: number;
	readonly entries: number;
	/** Entries that let writes through; absent above the last level. */
	readonly writable?: number;
	/** Whether the directory entry above lets writes through, and anything at all; absent at the top. */
	readonly isWritable?: boolean;
	readonly isPresent?: boolean;
	/** The frame from which on the entry above maps all of it in one piece. */
	readonly hugeFrame?: number;
	/** Pids of the processes that reach it, ascending. */
	readonly sharers: readonly number[];
};

export type FrameRow = {
	readonly frame: number;
	readonly kind:
		| 'private memory'
		| 'file page'
		| 'shared memory'
		| 'page table'
		| 'pool page'
		| 'zero page'
		| 'device';
	/** References: entries, the page cache, and for page tables what points at them. */
	readonly references: number;
	/** Entries that map it, and paths on which processes reach it: more where page tables are shared. */
	readonly mapcount: number;
	readonly paths: number;
	/** Where it is reached, the first 64 of them. */
	readonly owners: readonly {readonly pid: number; readonly address: number}[];
	/** What it contains: 0 is zeros, 7 a page of a file, else the number of the op that wrote it. */
	readonly contents: number;
	/** Events since it was filled or last written to; undefined for what was there before the run: pages of files, the page of zeros. */
	readonly age?: number;
	readonly file?: string;
	readonly offset?: number;
};

/** Pages that a child was born with, and what has become of each. */
export type SharedPages = {
	readonly inherited: number;
	readonly shared: number;
	readonly copiedByChild: number;
	readonly copiedByParent: number;
	readonly letGo: number;
};

export type SharingAnswer = {
	readonly parent: {readonly pid: number; readonly name: string};
	/** Parent and children as one. */
	readonly group: {
		readonly processes: number;
		/** Resident sizes added up, as if nothing were shared. */
		readonly countedWholeBytes: number;
		/** What they hold together, a page of several of them counted once. */
		readonly togetherBytes: number;
		readonly pssBytes: number;
		readonly ussBytes: number;
		/** What one more child would cost: what nobody shares with the median child. */
		readonly nextBytes?: number;
	};
	readonly children: readonly (SharedPages & {
		readonly pid: number;
		readonly name: string;
		/** Position just after the fork. */
		readonly born: number;
		/** `shares`, or how the sharing ended. */
		readonly now: string;
		/** Bytes that no other process reaches. */
		readonly ownBytes?: number;
	})[];
};

export type EventRow = {
	/** Just after it: the first event leads to position 1. */
	readonly position: number;
	readonly timeUs: number;
	/** Absent of marks. */
	readonly pid?: number;
	/** The process's name at that time; empty for a mark. */
	readonly actor: string;
	/** `fork`, `write`, … as workload files have it. */
	readonly op: string;
	/** In words: `fork 4 → 5`. */
	readonly asked: string;
	/** `102 entries copied`, `40 write-protected`. */
	readonly consequences: readonly string[];
	/** The name of the errno with which it was refused. */
	readonly errno?: string;
};

export type RefusedOp = {
	readonly op: string;
	readonly pid?: number;
	readonly errno: string;
	/** Its line in the workload file, the header being the first. */
	readonly line: number;
};

/** Amounts by unit of work, such as `page_copy`, `pte_copy` or `fault_minor`. */
export type Work = Readonly<Record<string, number>>;

export type Summary = {
	readonly workload: string;
	readonly kernel: string;
	readonly costs: string;
	/** Events: ops that were carried out; and ops that never ran. */
	readonly ops: number;
	readonly neverRan: number;
	readonly refused?: readonly RefusedOp[];
	readonly processes: number;
	readonly threads: number;
	readonly forks: number;
	readonly vforks: number;
	readonly spawns: number;
	readonly execs: number;
	readonly exits: number;
	readonly faults: Readonly<
		Record<'minor' | 'major' | 'cow' | 'reuse' | 'zero' | 'file' | 'unshare' | 'segv', number>
	>;
	readonly work: Work;
	readonly time: {
		readonly userUs: number;
		readonly sysUs: number;
		readonly realUs: number;
		readonly fork: {
			readonly count: number;
			readonly p50Us: number;
			readonly p99Us: number;
			readonly maxUs: number;
		};
	};
	readonly peak: Readonly<Record<'processes' | 'rssKb' | 'pssKb' | 'frames' | 'tableFrames', number>>;
};

export type CheckAnswer = {
	/** All counts agreed to the end. */
	readonly holds: boolean;
	readonly events: number;
	readonly checks: number;
	/** The first count that did not agree: after which event, and what is wrong. */
	readonly problem?: {readonly event: number; readonly op: string; readonly text: string};
	/** Broken rules of vfork, and known defects of the kernel where they first bit. */
	readonly findings: readonly {readonly event: number; readonly op: string; readonly text: string}[];
	readonly refused: readonly RefusedOp[];
	/** What limits the answer, a sentence each. */
	readonly trust: readonly string[];
};

export type ComparedKernel = Summary & {
	/** Whether its processes read what they read on linux-6; the first op that differs. */
	readonly reads: {readonly same: number; readonly differs: number; readonly firstAt?: number};
	/** Why it takes longer or shorter, in one sentence. */
	readonly because: string;
};

export type Comparison = {
	/** Least system time first. */
	readonly kernels: readonly ComparedKernel[];
	/** Kernels that cannot run the workload, and why. */
	readonly skipped: readonly {readonly kernel: string; readonly why: string}[];
};

export type RaceAnswer = {
	readonly scenario: string;
	readonly locks: string;
	/** Null where the bound of states was hit. */
	readonly holds: boolean | null;
	readonly states: number;
	/** What some interleavings come to though no law breaks. */
	readonly besides?: readonly string[];
	/** The shortest schedule that breaks a law. */
	readonly violation?: {
		readonly law: string;
		readonly says: string;
		readonly steps: readonly {
			readonly number: number;
			readonly cpu: number;
			readonly routine: string;
			readonly step: string;
			readonly locks: readonly string[];
		}[];
	};
};
