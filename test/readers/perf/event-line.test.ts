/** An event read from bytes is the one that is read from text, or is left to that. */
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createCollector} from '../../../source/readers/collect.ts';
import {createLineSplitter} from '../../../source/readers/lines.ts';
import {createEventParser} from '../../../source/readers/perf/event-line.ts';
import {createHead, parseHeadBytes} from '../../../source/readers/perf/head-bytes.ts';
import {createPerfLine, parsePerfLine} from '../../../source/readers/perf/line.ts';

const call =
	'             cc1 14105 [001]  1255.964915:       syscalls:sys_enter_mmap: addr: 0x00000000, len: 0x00200000, prot: 0x00000003';
const mapping =
	'             cc1 14106 [000]  1255.979505: PERF_RECORD_MMAP2 14106/14106: [0x7f1a94e00000(0x400000) @ 0x7f1a94e00000 00:00 0 0]: rw-p //anon';

const parseEvent = createEventParser();

/** What the bytes of a line come to, with other lines before and behind; undefined where it is left to the text. */
function fromBytes(line: string) {
	const before = Buffer.from('something else 7 \n');
	const bytes = Buffer.concat([before, Buffer.from(`${line}\nmore 1 [000] 2.5: x\n`)]);
	const head = createHead();
	const parsed = createPerfLine();
	const at = parseHeadBytes(bytes, before.length, head);
	const next = at === 0 ? 0 : parseEvent(bytes, before.length, at, head, parsed);
	expect([0, before.length + Buffer.byteLength(line) + 1]).toContain(next);
	return next === 0 ? undefined : parsed;
}

function fromText(line: string) {
	const parsed = createPerfLine();
	expect(parsePerfLine(line, parsed)).toBe(true);
	return parsed;
}

test.each([
	['a call', call],
	['a record', mapping],
	['the end of a call', call.replace(/enter_mmap.*/, 'exit_mmap: 0x7f54bfe00000')],
	['nothing behind the name', call.replace(/enter_mmap.*/, 'enter_vfork: ')],
	['a name with blanks', call.replace('cc1', 'a  b')],
	['a name of blanks', call.replace('cc1', '   ')],
	['a tid of ten digits', call.replace('14105', '4294967295')],
	['an event that nobody knows', call.replace('syscalls:sys_enter_mmap', 'block:block_rq_issue')],
])('%s is read from bytes', (_name, line) => {
	expect(fromBytes(line)).toEqual(fromText(line));
});

test.each([
	['signs beyond ASCII', mapping.replace('//anon', '/tmp/\u00e9')],
	['a name beyond ASCII', call.replace('cc1', '\u00e9')],
	['an entity', mapping.replace('//anon', '/tmp/&lt;')],
	['an address behind it', `${call}               0`],
	['the line end of Windows', `${call}\r`],
	['a count before the event', call.replace('syscalls', '1 syscalls')],
	['a pid before the tid', call.replace('14105', '14105/14105')],
	['a name of two words', call.replace('syscalls:sys_enter_mmap', 'two words')],
	['no name', call.replace('syscalls:sys_enter_mmap', '')],
	['a name alone', call.replace(/enter_mmap.*/, 'enter_vfork:')],
])('%s is left to the text', (_name, line) => {
	expect(fromBytes(line)).toBeUndefined();
});

test.each([call, mapping])(
	'with a sign more, less or changed it is read as the text is, or left to it: %s',
	(plain) => {
		const changed = fc.tuple(
			fc.nat(plain.length),
			fc.nat(2),
			fc.constantFrom(...' 0159afx.:[]-/=&_P\n\u00e9'),
		);
		fc.assert(
			fc.property(changed, ([at, cut, sign]) => {
				const line = plain.slice(0, at) + sign.replace('\n', '') + plain.slice(at + cut);
				const parsed = fromBytes(line);
				expect(parsed === undefined ? undefined : fromText(line)).toEqual(parsed);
			}),
			{numRuns: 2000},
		);
	},
);

test('more names than are kept are read all the same, and names of one number stay apart', () => {
	const line = (name: string) => call.replace('cc1', name);
	const names = ['Aa', 'BB', 'Aa', ...Array.from({length: 1100}, (_, i) => `n${i}`), 'n1'];
	expect(names.map((name) => fromBytes(line(name))?.comm)).toEqual(names);
});

test.each(['lua-make', 'redis-bgsave', 'apache-prefork'])('%s comes to the same without bytes', (name) => {
	const file = new URL(`../../../fixtures/recordings/${name}.perf.txt.gz`, import.meta.url);
	const bytes = gunzipSync(readFileSync(file));
	const read = (withBytes: boolean) => {
		const collector = createCollector(name, {});
		let taken = 0;
		const takeBytes = (all: Buffer, from: number): number => {
			const next = collector.takeBytes(all, from);
			taken += next === 0 ? 0 : 1;
			return next;
		};
		const splitter = createLineSplitter(collector.take, withBytes ? takeBytes : undefined);
		for (let at = 0; at < bytes.length; at += 100_001) {
			splitter.write(bytes.subarray(at, at + 100_001));
		}

		splitter.end();
		return {taken, recording: collector.finish()};
	};

	const [quick, slow] = [read(true), read(false)];
	expect(quick.taken).toBeGreaterThan(1000);
	expect(slow.taken).toBe(0);
	expect(quick.recording).toEqual(slow.recording);
});
