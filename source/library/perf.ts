/** `forkscope/perf`: the parser of what `perf script` prints, line by line and as a whole. */
import {createPerfLine, parsePerfLine as fill} from '../readers/perf/line.ts';

export {type OpenedWorkload, type Problem, read as readPerf} from './open.ts';

export type PerfLine = {
	readonly comm: string;
	readonly tid: number;
	/** The process; 0 where the line does not say it, as most do not. */
	readonly pid: number;
	/** Microseconds of the recording's clock. */
	readonly time: number;
	/** Such as `PERF_RECORD_MMAP2` or `exceptions:page_fault_user`. */
	readonly event: string;
	/** What follows the name of the event. */
	readonly payload: string;
};

/** Undefined for a line that is none of perf script's. */
export function parsePerfLine(line: string): PerfLine | undefined {
	const parsed = createPerfLine();
	return fill(line, parsed) ? parsed : undefined;
}
