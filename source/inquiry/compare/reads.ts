/** What processes read in a run, read by read, and whether two runs of a program gave the same answers. */

import {opKinds} from '../../machine/ops/index.ts';
import type {Program} from '../../machine/program.ts';
import type {Machine} from '../../machine/state.ts';

/** A row a read of the program, in the order of the file. */
export type ReadLog = {
	/** Its row in the program. */
	readonly op: Int32Array;
	/** See readEnds. */
	readonly end: Uint8Array;
	/** The digest of what was read, in two words. */
	readonly high: Uint32Array;
	readonly low: Uint32Array;
};

const readEnds = {never: 0, answered: 1, refused: 2} as const;

/** `firstAt` is the first op that differs, as the file counts them: the header is line 0, the first op 1. */
export type Reads = {readonly same: number; readonly differs: number; readonly firstAt?: number};

/** The log of a machine before its first op; `note` is to be called after every event. */
export function logReads({program, outcome}: Machine): {readonly log: ReadLog; note(): void} {
	const row = new Int32Array(program.count);
	const ops = readsIn(program);
	for (let i = 0; i < ops.length; i += 1) {
		row[ops[i]] = i;
	}

	const log = {
		op: Int32Array.from(ops),
		end: new Uint8Array(ops.length),
		high: new Uint32Array(ops.length),
		low: new Uint32Array(ops.length),
	};
	return {
		log,
		note() {
			if (program.kind[outcome.op] === opKinds.read) {
				const read = row[outcome.op];
				log.end[read] = outcome.result < 0 || outcome.signal !== 0 ? readEnds.refused : readEnds.answered;
				log.high[read] = outcome.access.digestHigh;
				log.low[read] = outcome.access.digestLow;
			}
		},
	};
}

/** The rows of a program's reads. */
function readsIn({count, kind}: Program): readonly number[] {
	const rows: number[] = [];
	for (let op = 0; op < count; op += 1) {
		if (kind[op] === opKinds.read) {
			rows.push(op);
		}
	}

	return rows;
}

/** Of two runs of one program. A read that never came to an answer in one of them differs too. */
export function compareReads(log: ReadLog, reference: ReadLog): Reads {
	const differ = log.op.filter(
		(_, i) =>
			log.end[i] !== reference.end[i] || log.high[i] !== reference.high[i] || log.low[i] !== reference.low[i],
	);
	const counts = {same: log.op.length - differ.length, differs: differ.length};
	return differ.length === 0 ? counts : {...counts, firstAt: differ[0] + 1};
}
