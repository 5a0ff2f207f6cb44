/**
 * What a format of recordings is. Most take *lines*, and are told by the first of them; some take *bytes*, and make lines of
 * another format of them. (One that *follows* a source which goes on growing would be a third kind; there is none yet.)
 */
import type {Limit} from '../machine/limits.ts';
import type {Program} from '../machine/program.ts';
import type {Problem} from './problems.ts';

/** What a file came to. Recordings collect problems; a workload file has none, its first mistake is a UserError. */
export type Recording = {readonly program: Program; readonly problems: readonly Problem[]};

export type LineReader = {
	/** Takes the next line, without its line end; numbers count from 1. */
	line(text: string, number: number): void;
	/** Says that there are no more lines. */
	finish(): Recording;
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
