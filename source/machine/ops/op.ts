/** What an op is: its number, its fields, what it does, and how the log says what it asks for. One file beside this an op. */
import type {WorkloadNeeds} from '../../designs/design.ts';
import type {OwnNumber, OwnText, Program} from '../program.ts';
import type {Fields} from './field.ts';
import type {Step} from './step.ts';

/** How numbers are written where a sentence is made of an op; `place` is what stands behind a range, with a blank before it, or nothing. */
export type Numbers = {
	size(bytes: number): string;
	address(address: number): string;
	place(address: number): string;
};

export type Op = {
	/** Its number in programs. */
	readonly kind: number;
	/** What it does, as docs/workload-format.md says it. */
	readonly meaning: string;
	/** Fields of the workload file in the order they are written; every op also takes `op` and `t`. */
	readonly fields: Fields;
	/** Those that must be there. */
	readonly required: readonly string[];
	/** Which of a row's fields `value`, `target` and `text` of a program hold for it; none where absent. */
	readonly value?: OwnNumber;
	readonly target?: OwnNumber;
	readonly text?: OwnText;
	/** Carries it out; returns 0 or a negated errno. */
	run(step: Step): number;
	/** What row `op` of a program asks for, whatever comes of it. */
	words(program: Program, op: number, numbers: Numbers): string;
	/** What it starts: a process of the beginning, a child that is like its parent at first, or one with a program of its own. */
	readonly starts?: 'first' | 'alike' | 'other';
	/** Done by the file itself and by no process. */
	readonly isOfFile?: true;
	/** It is about memory that is mapped already, at the address of its row. */
	readonly isInMapping?: true;
	/** Enters no kernel by itself, so that no system call is counted for it. */
	readonly isNoCall?: true;
	/** What row `op` asks of a kernel that not every one ever had. */
	needs?(program: Program, op: number): Partial<WorkloadNeeds>;
	/** End of what row `op` maps, in bytes. */
	reaches?(program: Program, op: number): number;
};
