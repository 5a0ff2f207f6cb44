import {Readable} from 'node:stream';
import {gzipSync, zstdCompressSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {openWorkload} from '../../source/readers/open.ts';
import {readText} from '../helpers/read-text.ts';

const workload = '{"forkscope":1,"name":"case"}\n{"op":"start","pid":1,"comm":"init"}\n';
const recording = Array.from(
	{length: 2000},
	(_, i) => `      sh ${10 + i} [000]     1.000000: PERF_RECORD_COMM: name${i}:${10 + i}/${10 + i}\n`,
).join('');

test('compressed files are told by their content', async () => {
	expect((await readText(gzipSync(workload))).program.count).toBe(1);
	expect((await readText(zstdCompressSync(workload))).program.count).toBe(1);
});

test('a byte order mark before the first line is no part of it', async () => {
	expect((await readText(`\ufeff${workload}`)).program.count).toBe(1);
});

test('lines are split wherever the chunks end, also inside a character', async () => {
	const bytes = Buffer.from('{"forkscope":1,"name":"é"}\r\n{"op":"mark","label":"né"}');
	const {program} = await openWorkload('-', Readable.from([...bytes].map((byte) => Buffer.from([byte]))));
	expect([program.header.name, program.strings[program.text[0]]]).toEqual(['é', 'né']);
});

test('of a recording that was cut short everything before the cut is kept', async () => {
	for (const whole of [gzipSync(recording), zstdCompressSync(recording.repeat(40))]) {
		const {program} = await readText(whole.subarray(0, whole.length - 40));
		expect(program.count).toBeGreaterThan(0);
		expect(program.header.limits).toContainEqual({kind: 'cut-short', count: 1});
	}
});

const refusals = [
	['nothing at all', '', 'standard input is empty'],
	['text of no known kind', 'hello\nworld\n', 'This is no workload and no recording'],
	['bytes of no known kind', '\u0000\u0001\u0002', 'standard input is no text; expected forkscope workload'],
	['compressed bytes of no known kind', gzipSync('\u0000\u0001\u0002'), 'standard input is no text'],
] as const;

test.each(refusals)('%s is one clear error', async (_, text, message) => {
	await expect(readText(text)).rejects.toThrow(message);
});

test.each([
	['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], 'xz -dk'],
	['bzip2', [0x42, 0x5a, 0x68, 0x39], 'bzip2 -dk'],
	['zip', [0x50, 0x4b, 0x03, 0x04], 'unzip'],
])('what %s has packed is to be unpacked first', async (tool, bytes, command) => {
	await expect(readText(Uint8Array.from(bytes))).rejects.toThrow(
		`standard input is packed by ${tool}; expected it unpacked: ${command} standard input`,
	);
});

test('perf.data without perf is one sentence', async () => {
	const data = Readable.from([Buffer.from('PERFILE2h\u0000\u0000')]);
	await expect(openWorkload('-', data, {env: {PATH: '/no/such/folder'}})).rejects.toThrow(
		'standard input is what perf record writes, and perf is not installed here; expected its text',
	);
});

test('a line of more than 16 MiB is no line', async () => {
	const endless = Readable.from(Array.from({length: 20}, () => Buffer.alloc(2 ** 20, 'x')));
	await expect(openWorkload('-', endless)).rejects.toThrow('A line of more than 16 MiB');
});

test('a file that is not there is named', async () => {
	await expect(openWorkload('/no/such/file', Readable.from([]))).rejects.toThrow(
		'There is no file /no/such/file.',
	);
});
