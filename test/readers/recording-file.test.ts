/** What is written of a recording comes back the same, down to the bits of its columns, or not at all. */
import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {createProgramBuilder} from '../../source/machine/program-builder.ts';
import type {Recording} from '../../source/readers/format.ts';
import {readRecording, writeRecording} from '../../source/readers/recording-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-recording-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

function recordingOf(ops: number): Recording {
	const builder = createProgramBuilder();
	builder.add({op: 'start', pid: 1, comm: 'naïve “sh”', argv: ['sh', '-c', '']});
	builder.add({op: 'exec', pid: 1, comm: 'x', image: [{address: 4096, length: 4096, flags: 5, offset: 0}]});
	for (let i = 2; i < ops; i += 1) {
		builder.add({op: 'write', pid: 1, address: 2 ** 40 + i * 4096, length: 4096, time: i / 3, fault: 2});
	}

	const header = {name: 'kept', cpus: 1, swapBytes: 0, geometry: 'x86-64'} as const;
	return {
		program: builder.finish({...header, limits: [{kind: 'lost-events', count: 2}]}),
		problems: [{line: 7, message: 'not a line', count: 1, isText: true}],
	};
}

test.each([2, 3, 70, 5000])('%d ops', (ops) => {
	const file = path.join(folder, `${ops}`);
	const recording = recordingOf(ops);
	const bytes = writeRecording(file, recording);
	expect(readRecording(file)).toEqual(recording);
	expect(statSync(file)).toMatchObject({size: bytes, mode: 0o100_600});
});

test('nothing is written over what is there', () => {
	const file = path.join(folder, 'there');
	writeFileSync(file, 'something');
	expect(() => writeRecording(file, recordingOf(3))).toThrow('EEXIST');
	expect(readFileSync(file, 'utf8')).toBe('something');
});

test('a file that was changed anywhere, or cut, is refused', () => {
	const file = path.join(folder, 'changed');
	writeRecording(file, recordingOf(70));
	const bytes = readFileSync(file);
	for (let at = 0; at < bytes.length; at += 11) {
		const changed = Buffer.from(bytes);
		changed[at] ^= 4;
		writeFileSync(file, changed);
		expect(() => readRecording(file)).toThrow('not what was written');
		writeFileSync(file, bytes.subarray(0, at));
		expect(() => readRecording(file)).toThrow();
	}
});
