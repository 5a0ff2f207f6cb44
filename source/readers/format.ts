/**
 * What a format of recordings is. Most take *lines*, and are told by the first of them; some take *bytes*, and make lines of
 * another format of them. Some formats of lines can be *followed* while they are written.
 */
import type {Limit} from '../machine/limits.ts';
import type {Header, Program} from '../machine/program.ts';
import type {OpRow} from '../machine/program-builder.ts';
import type {Problem} from './problems.ts';

/** What a file came to. Recordings collect problems; a workload file has none, its first mistake is a UserError. */
export type Recording = {readonly program: Program; readonly problems: readonly Problem[]};

export type LineReader = {
	/** Takes the next line, without its line end; numbers count from 1. */
	line(text: string, number: number): void;
	/**
	 * The same for a line that begins at `from` in UTF-8 `bytes`, which hold its end. Answers where the next line begins; 0 where
	 * nothing was taken and the line has to come as text. Absent where all lines have to.
	 */
	bytes?(bytes: Buffer, from: number, number: number): number;
	/** Says that there are no more lines. */
	finish(): Recording;
};

/**
 * Reads a recording that goes on. An op is told once nothing is still to come that would change it, but for what the whole
 * recording tells in hindsight: how much of each stack was filled, and what the page cache was like. What was told stays so,
 * in the order of the recording, however its lines come.
 */
export type Follower = {
	line(text: string, number: number): void;
	/** Says that no line has come for a while: all that is there can be told. */
	rest(): void;
	/** Says that no line will come any more. */
	end(): void;
	/** The ops that can be told by now and that were not told yet. */
	take(): readonly OpRow[];
	/** What limits the answers by now. */
	limits(): readonly Limit[];
	/** What it says of the machine that it comes from, and of itself. */
	machine(): Partial<Header>;
};

/** What is assumed of memory that a recording does not show being touched; strace/image.ts says what each means. */
export const touchModels = ['light', 'none'] as const;
export type TouchModel = (typeof touchModels)[number];

export type ReadOptions = {readonly touch?: TouchModel};

/** One file of a recording that is spread over several. */
export type Part = {readonly name: string; readonly lines: readonly string[]};

export type TextFormat = {
	readonly takes: 'lines';
	/** A word for it. */
	readonly id: string;
	readonly title: string;
	/** Whether a file that begins with these lines is of this format. */
	sniff(firstLines: readonly string[]): boolean;
	/** `name` names the file in errors, and the workload. */
	createReader(name: string, options?: ReadOptions): LineReader;
	/** Absent where a recording means nothing until its end is known. */
	createFollower?(name: string, options?: ReadOptions): Follower;
	/** The lines of a recording whose tool writes a file a process; absent where each file stands alone. */
	merge?(parts: readonly Part[]): {readonly lines: Iterable<string>; readonly limits: readonly Limit[]};
};

/** Bytes on their way in, and the file that they come from where there is one. */
export type ByteSource = {
	readonly name: string;
	readonly path: string | undefined;
	readonly bytes: AsyncIterable<Buffer>;
	readonly env: Readonly<Record<string, string | undefined>>;
};

export type ByteFormat = {
	readonly takes: 'bytes';
	readonly id: string;
	readonly title: string;
	/** Whether a file that begins with these bytes is of this format. */
	sniff(head: Uint8Array): boolean;
	/** The same recording as lines of a text format. Throws a UserError where it cannot be had here. */
	text(source: ByteSource): Promise<AsyncIterable<Buffer>>;
};
