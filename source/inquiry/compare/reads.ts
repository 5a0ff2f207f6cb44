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

/** Where the reads of a program stand: their rows in its order, and at the row of each its place among them. */
type ReadPlaces = {readonly ops: Int32Array; readonly place: Int32Array};

/** They are the same for all kernels that run it. */
const placesOf = new WeakMap<Program, ReadPlaces>();
const {read} = opKinds;

/** The log of a machine before its first op; `note` is to be called after every event. */
export function logReads({program, outcome}: Machine): {readonly log: ReadLog; note(): void} {
	const {ops, place} = readsIn(program);
	const {kind} = program;
	const log = {
		op: ops,
		end: new Uint8Array(ops.length),
		high: new Uint32Array(ops.length),
		low: new Uint32Array(ops.length),
	};
	return {
		log,
		note() {
			if (kind[outcome.op] === read) {
				const row = place[outcome.op];
				log.end[row] = outcome.result < 0 || outcome.signal !== 0 ? readEnds.refused : readEnds.answered;
				log.high[row] = outcome.access.digestHigh;
				log.low[row] = outcome.access.digestLow;
			}
		},
	};
}

function readsIn(program: Program): ReadPlaces {
	const known = placesOf.get(program);
	if (known !== undefined) {
		return known;
	}

	const {count, kind} = program;
	const ops = new Int32Array(count);
	const place = new Int32Array(count);
	let reads = 0;
	for (let op = 0; op < count; op += 1) {
		if (kind[op] === read) {
			place[op] = reads;
			ops[reads] = op;
			reads += 1;
		}
	}

	const places = {ops: ops.slice(0, reads), place};
	placesOf.set(program, places);
	return places;
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
