/** A page fault read from bytes is the one that is read from text, or is left to that. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createFault, parseFault} from '../../../source/readers/perf/fault-line.ts';
import {createHead, parseHeadBytes} from '../../../source/readers/perf/head-bytes.ts';
import {createPerfLine, numberAfter, parsePerfLine} from '../../../source/readers/perf/line.ts';

const plain =
	'            make 14099 [000]  1255.898411:    exceptions:page_fault_user: address=0x7fd1023a1e06 ip=0x7fd1023897ad error_code=0x6';

/** What the bytes of a line come to, with other lines before and behind; undefined where it is left to the text. */
function fromBytes(line: string) {
	const before = Buffer.from('something else 7 \n');
	const bytes = Buffer.concat([before, Buffer.from(`${line}\nmore 1 [000] 2.5: x\n`)]);
	const head = createHead();
	const fault = createFault();
	const at = parseHeadBytes(bytes, before.length, head);
	const next = at === 0 ? 0 : parseFault(bytes, at, fault);
	expect([0, before.length + Buffer.byteLength(line) + 1]).toContain(next);
	return next === 0 ? undefined : {tid: head.tid, time: head.time, ...fault};
}

function fromText(line: string) {
	const parsed = createPerfLine();
	expect(parsePerfLine(line, parsed)).toBe(true);
	return {
		tid: parsed.tid,
		time: parsed.time,
		address: numberAfter(parsed.payload, 'address='),
		errorCode: numberAfter(parsed.payload, 'error_code='),
		isUser: parsed.event === 'exceptions:page_fault_user',
	};
}

test.each([
	['a fault of a program', plain],
	['one of the kernel', plain.replace('user', 'kernel').replace('0x7fd1023897ad', 'rep_stos_alternative')],
	['nanoseconds', plain.replace('898411', '898411123')],
	['a CPU that perf does not know', plain.replace('[000]', '[-01]')],
	['a name with blanks and a bracket', plain.replace('make', 'a [b c')],
	['no padding', plain.trim()],
])('%s is read from bytes', (_name, line) => {
	expect(fromBytes(line)).toEqual(fromText(line));
});

test.each([
	['an address that no number holds exactly', plain.replace('0x7fd1', '0xffff7fd1')],
	['capital letters', plain.replace('7fd1023a1e06', '7FD1023A1E06')],
	['a pid before the tid', plain.replace('14099', '14098/14099')],
	['a comment', `#${plain.slice(1)}`],
	['a tid of nobody', plain.replace('14099', '0')],
	['a name with a bracket before a blank', plain.replace('make', 'a [b] c')],
	['no CPU', plain.replace('[000]', '')],
	['a name that ends as a CPU does', plain.replace('make', 'make]')],
	['another event', plain.replace('page_fault_user', 'page_fault')],
	['a symbol with blanks', plain.replace('ip=0x7fd1023897ad', 'ip=operator new error')],
	['something behind', `${plain}               0`],
	['the line end of Windows', `${plain}\r`],
	['no fraction', plain.replace('1255.898411', '1255')],
	['a count before the event', plain.replace('exceptions', '1 exceptions')],
])('%s is left to the text', (_name, line) => {
	expect(fromBytes(line)).toBeUndefined();
});

test('a line with a sign more, less or changed is read as the text is, or left to it', () => {
	const changed = fc.tuple(fc.nat(plain.length), fc.nat(2), fc.constantFrom(...' 0159afx.:[]-/=\\né'));
	fc.assert(
		fc.property(changed, ([at, cut, sign]) => {
			const line = plain.slice(0, at) + sign.replace('\n', '') + plain.slice(at + cut);
			const fault = fromBytes(line);
			expect(fault === undefined ? undefined : fromText(line)).toEqual(fault);
		}),
		{numRuns: 3000},
	);
});
