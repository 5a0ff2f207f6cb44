/** What a scenario is: where it starts, and what each CPU is to do at once. */
import type {Call, PageKind} from './step.ts';

export type StartPage = {
	readonly kind: PageKind;
	/** Where it is at the start: in the table, nowhere yet (a file page is cached), or in a swap slot. */
	readonly place: 'present' | 'absent' | 'swapped';
	/** Whether its entry says that it was used lately, so that swap-out passes it by. */
	readonly isYoung: boolean;
	/** Whether the frame is in its cache only because it was read from there: not different from disk. */
	readonly isClean: boolean;
};

export type StartCpu = {
	/** 0 for the kernel's own work. */
	readonly mm: number;
	readonly calls: readonly Call[];
};

/** What a CPU's TLB holds at the start. */
export type Belief = {readonly cpu: number; readonly page: number; readonly isWritable: boolean};

export type Scenario = {
	readonly name: string;
	readonly says: string;
	/** Its place in the letters. */
	readonly letter: string;
	/** A protocol that the file itself names. */
	readonly locks?: string;
	/** The address spaces whose directory leads to table 1. */
	readonly sharers: readonly number[];
	readonly mms: number;
	readonly pages: readonly StartPage[];
	readonly beliefs: readonly Belief[];
	readonly cpus: readonly StartCpu[];
};
