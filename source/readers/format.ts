/** What a trace format is: how it is told by its first lines, and a reader that takes lines as they come. */
import type {Program} from '../machine/program.ts';

/** A line of a recording that could not be used; lines are counted from 1. */
export type Problem = {readonly line: number; readonly message: string};

/** What a file came to. Recordings collect problems; a workload file has none, its first mistake is a UserError. */
export type Recording = {readonly program: Program; readonly problems: readonly Problem[]};

export type LineReader = {
	/** Takes the next line, without its line end; numbers count from 1. */
	line(text: string, number: number): void;
	/** Says that there are no more lines. */
	finish(): Recording;
};

/** What is assumed of memory that a recording does not show being touched; strace-image.ts says what each means. */
export const touchModels = ['light', 'none'] as const;
export type TouchModel = (typeof touchModels)[number];

export type ReadOptions = {readonly touch?: TouchModel};

export type TraceFormat = {
	/** What `--from` takes. */
	readonly id: string;
	readonly title: string;
	/** Whether a file that begins with these lines is of this format. */
	sniff(firstLines: readonly string[]): boolean;
	/** `name` names the file in errors, and the workload. */
	createReader(name: string, options?: ReadOptions): LineReader;
};
