/** A read or write from bytes is the one that JSON has there, or is left to that. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {faultClasses} from '../../../source/machine/op.ts';
import {createTouchRow} from '../../../source/machine/program-builder.ts';
import {readOp} from '../../../source/readers/forkscope/forkscope.ts';
import {parseTouchLine} from '../../../source/readers/forkscope/touch-line.ts';
import {holds} from '../../helpers/property.ts';

const plain = '{"t":61,"op":"write","pid":14099,"addr":"0x5648a329d000","len":4096,"fault":"absentWrite"}';

/** What the bytes of a line come to, with other lines before and behind; undefined where it is left to the text. */
function fromBytes(line: string) {
	const before = Buffer.from('{"op":"mark"}\n');
	const bytes = Buffer.concat([before, Buffer.from(`${line}\n${plain}\n`)]);
	const row = createTouchRow();
	const next = parseTouchLine(bytes, before.length, row);
	expect([0, before.length + Buffer.byteLength(line) + 1]).toContain(next);
	return next === 0 ? undefined : row;
}

/** The same by JSON; throws where it is no op. */
function fromText(line: string) {
	const {
		op,
		pid,
		address,
		length,
		time = Number.NaN,
		fault = 0,
		flags = 0,
		...rest
	} = readOp(JSON.parse(line));
	expect(rest).toEqual({});
	return {isWrite: op === 'write', pid, address, length, time, fault, flags};
}

test.each([
	['a recorded fault', plain],
	['a read', plain.replace('write', 'read').replace('absentWrite', 'absentRead')],
	['a protected page', plain.replace('absentWrite', 'protectedWrite')],
	['no time and no class', '{"op":"read","pid":1,"addr":"0x1000","len":4096}'],
	['a decimal address, a length in hexadecimal', '{"op":"read","pid":1,"addr":4096,"len":"0x1000"}'],
	['another order', '{"len":0,"addr":0,"pid":2147483647,"op":"write","t":0}'],
	[
		'the most digits',
		'{"t":999999999999999,"op":"read","pid":1,"addr":"0xfffffffffffff","len":999999999999999}',
	],
])('%s is read from bytes', (_name, line) => {
	expect(fromBytes(line)).toEqual(fromText(line));
});

test.each([
	['blanks', plain.replaceAll(',', ', ')],
	['the line end of Windows', `${plain}\r`],
	['another op', plain.replace('write', 'mlock')],
	['another field', plain.replace('"fault"', '"alone":true,"fault"')],
	['a field twice', plain.replace('"t":61', '"pid":1')],
	['a field that is missing', plain.replace('"len":4096,', '')],
	['a fraction', plain.replace('61', '61.5')],
	['an exponent', plain.replace('4096', '4e3')],
	['a number below zero', plain.replace('61', '-61')],
	['a zero before a number', plain.replace('61', '061')],
	['a pid of nobody', plain.replace('14099', '0')],
	['a pid beyond 31 bits', plain.replace('14099', '2147483648')],
	['capital letters', plain.replace('0x5648a329d000', '0x5648A329D000')],
	['a size with a unit', plain.replace('4096', '"4K"')],
	['an address that no number holds exactly', plain.replace('0x5648a329d000', '0x5648a329d00000')],
	['no digits', plain.replace('0x5648a329d000', '0x')],
	['a class that there is not', plain.replace('absentWrite', 'absent')],
	['something behind', `${plain} `],
	['no end', plain.slice(0, -1)],
	['a comma before the end', plain.replace('}', ',}')],
	['no object', plain.slice(1)],
	['nothing', '{}'],
])('%s is left to the text', (_name, line) => {
	expect(fromBytes(line)).toBeUndefined();
});

const number = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(0, 4096, 1e15, 0.5, -1, 1e21));
const size = fc.oneof(
	number,
	fc.maxSafeNat().map((value) => `0x${value.toString(16)}`),
	fc.constantFrom('4K', '0x', '12', '0X1', '0x1G'),
);
const values = {
	t: number,
	op: fc.constantFrom('read', 'write', 'exit', 'readwrite'),
	pid: number,
	addr: size,
	len: size,
	fault: fc.constantFrom(...Object.keys(faultClasses), 'none'),
	alone: fc.boolean(),
};
const object = fc.record(values, {requiredKeys: []});

test('whatever an object has, in whatever order: what is read from bytes is what JSON has', () => {
	holds(
		fc.property(object, fc.infiniteStream(fc.nat(6)), (fields, order) => {
			const entries = Object.entries(fields)
				.map((entry) => [order.next().value as number, entry] as const)
				.sort(([left], [right]) => left - right)
				.map(([, entry]) => entry);
			const line = JSON.stringify(Object.fromEntries(entries));
			const row = fromBytes(line);
			expect(row ?? fromTextOrNothing(line)).toEqual(fromTextOrNothing(line));
		}),
	);
});

test('whatever byte of a line is another one: what is read from bytes is what JSON has', () => {
	const signs = fc.constantFrom(...'{}[]",:.0123456789aefx\\ \u00e9');
	holds(
		fc.property(fc.nat(plain.length - 1), signs, fc.boolean(), (at, sign, isAdded) => {
			const line = plain.slice(0, at) + sign + plain.slice(at + (isAdded ? 0 : 1));
			const row = fromBytes(line);
			expect(row === undefined || fromTextOrNothing(line)).toEqual(row ?? true);
		}),
	);
});

function fromTextOrNothing(line: string) {
	try {
		return fromText(line);
	} catch {
		return undefined;
	}
}
