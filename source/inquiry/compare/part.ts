/** A part of a comparison, as one of several processes writes it and `merge` reads it: what some of the kernels came to. */

import {type Asked, type Comparison, comparisonOf} from './comparison.ts';
import type {ReadLog} from './reads.ts';
import type {Skipped} from './rows.ts';
import type {DesignResult} from './run-kernel.ts';

export type ComparePart = Asked & {
	/** All kernels that were chosen, those of other parts too. */
	readonly kernels: readonly string[];
	readonly runs: readonly {
		readonly summary: DesignResult['summary'];
		/** The log of its reads, packed: which answers differ is known when all parts are there. */
		readonly reads: string;
	}[];
	readonly skipped: readonly Skipped[];
};

export function comparePart(
	asked: Asked,
	kernels: readonly string[],
	results: readonly DesignResult[],
	skipped: readonly Skipped[],
): ComparePart {
	const runs = results.map(({summary, reads}) => ({summary, reads: packed(reads)}));
	return {...asked, kernels, runs, skipped};
}

/** The parts of one comparison as the whole. */
export function mergeComparison(parts: readonly ComparePart[]): Comparison {
	const [{kernels, workload, told, costs, isMain}] = parts;
	const results = parts.flatMap(({runs}) =>
		runs.map(({summary, reads}) => ({summary, reads: unpacked(reads)})),
	);
	const skipped = parts
		.flatMap((part) => part.skipped)
		.sort((left, right) => kernels.indexOf(left.kernel) - kernels.indexOf(right.kernel));
	return comparisonOf({workload, told, costs, isMain}, results, skipped);
}

/** Bytes of a read in a packed log: its row, its digest in two words, how it ended. */
const readBytes = 13;

function packed({op, high, low, end}: ReadLog): string {
	const bytes = Buffer.alloc(op.length * readBytes);
	for (const [i, row] of op.entries()) {
		const at = i * readBytes;
		bytes.writeInt32LE(row, at);
		bytes.writeUInt32LE(high[i], at + 4);
		bytes.writeUInt32LE(low[i], at + 8);
		bytes.writeUInt8(end[i], at + 12);
	}

	return bytes.toString('base64');
}

function unpacked(text: string): ReadLog {
	const bytes = Buffer.from(text, 'base64');
	const at = Array.from({length: Math.floor(bytes.length / readBytes)}, (_, i) => i * readBytes);
	return {
		op: Int32Array.from(at, (place) => bytes.readInt32LE(place)),
		high: Uint32Array.from(at, (place) => bytes.readUInt32LE(place + 4)),
		low: Uint32Array.from(at, (place) => bytes.readUInt32LE(place + 8)),
		end: Uint8Array.from(at, (place) => bytes.readUInt8(place + 12)),
	};
}
