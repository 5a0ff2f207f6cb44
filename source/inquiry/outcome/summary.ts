/** What a whole run came to, as a record of plain data: what `run --json`, `compare` and the library tell. Times are microseconds. */
import type {Fidelity} from './fidelity.ts';
import type {Peaks} from './peaks.ts';
import type {RefusedOp} from './refused.ts';

export type FaultCounts = {
	readonly minor: number;
	readonly major: number;
	/** Pages copied because a shared one was written, be it a page of a file. */
	readonly cow: number;
	/** Pages made writable in place instead: taken over by their last user, or shared for writing anyway. */
	readonly reuse: number;
	/** Pages filled with zeros, and mappings of the zero page. */
	readonly zero: number;
	/** Pages of files, of shared memory and of records beside the page tables that were mapped. */
	readonly file: number;
	/** Shared page tables split. */
	readonly unshare: number;
	/** Accesses that the kernel refused: each a signal that kills, or that a handler serves. */
	readonly segv: number;
};

export type RunSummary = {
	readonly workload: string;
	readonly kernel: string;
	readonly costs: string;
	/** Events: ops that were carried out. */
	readonly ops: number;
	/** Ops that never ran, as their process was asleep to the end. */
	readonly neverRan: number;
	/** Ops that the kernel refused, in the order in which it did; absent where there is none. */
	readonly refused?: readonly RefusedOp[];
	/** Processes that died of a signal, by its name; absent where there is none. */
	readonly deaths?: Readonly<Record<string, number>>;
	/** Processes killed because memory had run out. */
	readonly oomKills: number;
	readonly processes: number;
	readonly threads: number;
	readonly forks: number;
	readonly vforks: number;
	readonly spawns: number;
	readonly execs: number;
	readonly exits: number;
	readonly faults: FaultCounts;
	readonly work: Readonly<Record<string, number>>;
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
		/** System time of forks, of parents afterwards, and of children until they exec or are gone. */
		readonly parentAtForkUs: number;
		readonly parentLaterUs: number;
		readonly childUs: number;
	};
	readonly peak: Peaks;
	/** Known defects of the design that bit, by number, in the order they first did. */
	readonly defects: readonly number[];
	/** Only of recordings with page faults. */
	readonly fidelity?: Fidelity;
	/** What the answer rests on that is not simulated, a sentence each; absent where there is nothing. */
	readonly trust?: readonly string[];
};
