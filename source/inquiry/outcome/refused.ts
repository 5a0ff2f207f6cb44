/** Ops that the simulated kernel refused: which they are, with what error, and where they stand in the file. */

import {plural} from '../../analysis/words/text.ts';
import {errnoName} from '../../kernel/state/errno.ts';
import {type OpName, opName} from '../../machine/ops/index.ts';
import {absent, type Program} from '../../machine/program.ts';
import {opText} from '../history/events.ts';

export type RefusedOp = {
	readonly op: OpName;
	/** Absent of ops of the file itself. */
	readonly pid?: number;
	readonly errno: string;
	/** Its line in the workload file, the header being the first; of a recording, in the file that import writes. */
	readonly line: number;
};

/** The op of a row with what came of it, a negated errno; undefined where it was not refused. */
export function refusedOp(program: Program, op: number, result: number): RefusedOp | undefined {
	const errno = result < 0 ? errnoName(result) : undefined;
	if (errno === undefined) {
		return undefined;
	}

	const pid = program.pid[op];
	return {op: opName(program.kind[op]), ...(pid === absent ? {} : {pid}), errno, line: op + firstLine};
}

/** Line of the first op: the header stands above it. */
const firstLine = 2;

/** How many are told one by one. */
const shown = 5;

/** `1 op refused by the kernel:` and the first of them, a line each; nothing where there is none. */
export function refusedLines(program: Program, refused: readonly RefusedOp[]): string[] {
	if (refused.length === 0) {
		return [];
	}

	const rest = refused.length - shown;
	return [
		`${plural(refused.length, 'op')} refused by the kernel:`,
		...refused
			.slice(0, shown)
			.map(({errno, line}) => `  line ${line}: ${opText(program, line - firstLine)}: ${errno}`),
		...(rest > 0 ? [`  and ${rest} more`] : []),
	];
}
