/** Rounds of perf's pipe: what comes in goes out, and a round that a pause follows is ended by an empty one. */
import {Buffer} from 'node:buffer';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {endRounds} from '../../../source/readers/perf/rounds.ts';
import {eventually} from '../../helpers/eventually.ts';

const finished = 68;
const tracingData = 66;
const sample = 9;

function record(type: number, body: number, behind = 0): Buffer {
	const bytes = Buffer.alloc(8 + body + behind, type);
	bytes.fill(0, 0, 8);
	bytes.writeUInt32LE(type, 0);
	bytes.writeUInt16LE(8 + body, 6);
	if (type === tracingData) {
		bytes.writeUInt32LE(behind, 8);
	}

	return bytes;
}

const head = Buffer.from('PERFILE2\x10\0\0\0\0\0\0\0', 'latin1');
const round = record(finished, 0);
/** Its data looks like the end of a round, and is none. */
const traps = Buffer.concat([
	record(tracingData, 8, 64).subarray(0, 16),
	Buffer.concat(Array(8).fill(round)),
]);

function hex(...parts: readonly Buffer[]): string {
	return Buffer.concat(parts).toString('hex');
}

function passed(): {readonly stream: ReturnType<typeof endRounds>; readonly out: () => string} {
	const stream = endRounds();
	const chunks: Buffer[] = [];
	stream.on('data', (chunk: Buffer) => chunks.push(chunk));
	return {stream, out: () => hex(...chunks)};
}

test('after a round that nothing follows comes one more end', async () => {
	const {stream, out} = passed();
	const whole = Buffer.concat([head, traps, record(sample, 40), round]);
	stream.write(whole);
	await eventually(() => expect(out()).toBe(hex(whole, round)));
	stream.destroy();
});

test('in the middle of a record, of its data and of a round none does', async () => {
	for (const cut of [
		head,
		Buffer.concat([head, traps]).subarray(0, 32),
		Buffer.concat([head, record(sample, 40)]),
	]) {
		const {stream, out} = passed();
		stream.write(cut);
		const later = passed();
		later.stream.write(Buffer.concat([head, round]));
		// The other has paused for as long.
		await eventually(() => expect(later.out()).toBe(hex(head, round, round)));
		expect(out()).toBe(hex(cut));
		stream.destroy();
		later.stream.destroy();
	}
});

test('in whatever pieces it comes, all is passed on as it is, and its end is found', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.integer({min: 1, max: 50}), {minLength: 1, maxLength: 10}),
			async (sizes) => {
				const whole = Buffer.concat([head, traps, record(sample, 12), round, record(sample, 40), round]);
				const {stream, out} = passed();
				for (let at = 0, i = 0; at < whole.length; i += 1) {
					const size = sizes[i % sizes.length];
					stream.write(whole.subarray(at, at + size));
					at += size;
				}

				await eventually(() => expect(out()).toBe(hex(whole, round)));
				stream.destroy();
			},
		),
		{numRuns: 8},
	);
});
