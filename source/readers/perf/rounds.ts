/**
 * What perf record writes to a pipe, on its way to perf script. It comes in rounds, and perf script prints a round only when
 * the next has ended, so that its lines are in the order of time: where a program pauses, its last lines would wait until it
 * goes on. So after a round that nothing follows an empty one is put in.
 */
import {Transform} from 'node:stream';

/** Records of perf_event.h and perf's event.h; those of the last two have data behind them that their size does not count. */
const records = {finishedRound: 68, tracingData: 66, auxTrace: 71} as const;
const headerBytes = 8;

/** Nothing has followed for so many milliseconds. */
const pauseMs = 40;

/** An end of a round with nothing in it. */
function emptyRound(): Buffer {
	const round = Buffer.alloc(headerBytes);
	round.writeUInt32LE(records.finishedRound, 0);
	round.writeUInt16LE(headerBytes, 6);
	return round;
}

/** Passes everything on, and ends rounds that pauses follow. */
export function endRounds(): Transform {
	const framing = createFraming();
	let timer: NodeJS.Timeout | undefined;
	return new Transform({
		transform(chunk: Buffer, _encoding, done) {
			clearTimeout(timer);
			if (framing.take(chunk)) {
				timer = setTimeout(() => this.push(emptyRound()), pauseMs);
			}

			done(null, chunk);
		},
		flush(done) {
			clearTimeout(timer);
			done();
		},
		destroy(error, done) {
			clearTimeout(timer);
			done(error);
		},
	});
}

/** Follows where records begin; `take` answers whether a piece has ended with the end of a round. */
function createFraming() {
	// The beginning of a record that is not whole, and bytes of the last one that are still to come. The file's own head is first.
	let rest = Buffer.alloc(0);
	let skip = 16;
	return {
		take(chunk: Buffer): boolean {
			let type = 0;
			let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
			while (bytes.length > 0) {
				const skipped = Math.min(skip, bytes.length);
				skip -= skipped;
				bytes = bytes.subarray(skipped);
				const size = sizeOf(bytes);
				if (skip > 0 || size === undefined) {
					break;
				}

				type = bytes.readUInt32LE(0);
				skip = size;
			}

			rest = Buffer.from(bytes);
			return type === records.finishedRound && skip === 0 && rest.length === 0;
		},
	};
}

/** Bytes of the record that begins here, with the data behind it; undefined where too little of it is there. */
function sizeOf(bytes: Buffer): number | undefined {
	const least = headerBytes + 8;
	const isShort = bytes.length < headerBytes;
	const type = isShort ? 0 : bytes.readUInt32LE(0);
	const hasData = type === records.tracingData || type === records.auxTrace;
	if (isShort || (hasData && bytes.length < least)) {
		return undefined;
	}

	const behind = hasData ? bytes.readUInt32LE(headerBytes) : 0;
	return Math.max(headerBytes, bytes.readUInt16LE(6)) + behind;
}
