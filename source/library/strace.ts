/** `forkscope/strace`: the parser of what strace prints, line by line and as a whole. */
import {parseLine} from '../readers/strace/line.ts';

export {type Call, hasSucceeded, parseArgv, parseCall, parseString} from '../readers/strace/call.ts';
export type {ChildEnd, StraceLine as StraceBody} from '../readers/strace/line.ts';
export {type OpenedWorkload, type Problem, read as readStrace} from './open.ts';

/** A line's beginning, and what it says. */
export type StraceLine = NonNullable<ReturnType<typeof parseLine>>;

/** Undefined for a line that is none of strace's. */
export function parseStraceLine(line: string): StraceLine | undefined {
	return parseLine(line);
}
