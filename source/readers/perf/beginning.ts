/** What is known of the processes that ran already when a recording began. */
import type {Program} from '../../machine/program.ts';

/** When a process was read, in microseconds of the recording's clock. */
export type Moment = {readonly from: number; readonly to: number};

export type Beginning = {
	/** Leads to what /proc has told. */
	readonly program: Program;
	readonly moments: ReadonlyMap<number, Moment>;
};

/** What is kept of a beginning while events are read. */
export type BeginningState = Beginning & {
	/** Tids that were there. */
	readonly known: ReadonlySet<number>;
	/** Whether its mappings ask for huge pages where the machine has them always. */
	readonly asksHugePages: boolean;
	/** Tids that came and went before any process was read. */
	readonly past: Set<number>;
	/** Pids that the recording tells of: perf was attached to them, or to who made them. */
	readonly recorded: Set<number>;
	/** When the last one was read. */
	readonly end: number;
	/** Whether the event at hand came while its process was read: it may be in the snapshot or not. */
	isDuring: boolean;
};
