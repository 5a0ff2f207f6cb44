/** An op from bytes is the one that JSON has there, or is left to that. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {PlainValue} from '../../../source/machine/ops/field.ts';
import {type OpName, opNames, ops} from '../../../source/machine/ops/index.ts';
import type {Op} from '../../../source/machine/ops/op.ts';
import {createPlainRow} from '../../../source/machine/plain-row.ts';
import {createProgramBuilder, type ProgramBuilder} from '../../../source/machine/program-builder.ts';
import {readOp} from '../../../source/readers/forkscope/forkscope.ts';
import {createPlainLines} from '../../../source/readers/forkscope/plain-line.ts';
import {holds} from '../../helpers/property.ts';

const touch = '{"t":61,"op":"write","pid":14099,"addr":"0x5648a329d000","len":4096,"fault":"absentWrite"}';
const mapping =
	'{"op":"mmap","pid":1,"addr":4096,"len":"4M","prot":"r-x","share":"shared","file":"/bin/sh","name":"x","stack":true}';

/** What a builder that got one op has. */
function programOf(add: (builder: ProgramBuilder) => void) {
	const builder = createProgramBuilder({capacity: 1});
	add(builder);
	return builder.finish({name: '', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
}

const parse = createPlainLines();

/** The program of a line, with other lines before and behind; undefined where it is left to the text. */
function fromBytes(line: string) {
	const before = Buffer.from('{"op":"mark"}\n');
	const bytes = Buffer.concat([before, Buffer.from(`${line}\n${touch}\n`)]);
	const row = createPlainRow();
	const next = parse(bytes, before.length, row);
	expect([0, before.length + Buffer.byteLength(line) + 1]).toContain(next);
	return next === 0 ? undefined : programOf((builder) => builder.addPlain(row));
}

/** The same by JSON; throws where it is no op. */
function fromText(line: string) {
	const row = readOp(JSON.parse(line));
	return programOf((builder) => builder.add(row));
}

function fromTextOrNothing(line: string) {
	try {
		return fromText(line);
	} catch {
		return undefined;
	}
}

test.each([
	['a recorded fault', touch],
	['a read', touch.replace('write', 'read').replace('absentWrite', 'absentRead')],
	['what was around', touch.replace('write', 'read').replace('}', ',"uncached":[-8,-2,1],"folio":[]}')],
	['no time and no class', '{"op":"read","pid":1,"addr":"0x1000","len":4096}'],
	['a decimal address, a length in hexadecimal', '{"op":"read","pid":1,"addr":4096,"len":"0x1000"}'],
	['another order', '{"len":0,"addr":0,"pid":2147483647,"op":"write","t":0}'],
	[
		'the most digits',
		'{"t":999999999999999,"op":"read","pid":1,"addr":"0xfffffffffffff","len":999999999999999}',
	],
	['a fraction', '{"op":"run","pid":1,"us":0.1}'],
	['the most digits of a fraction', touch.replace('61', '1234567.12345678')],
	['blanks', `${touch.replaceAll(',', ' , ').replaceAll(':', '\t:  ').replace('{', '{ ')} `],
	['the line end of Windows', `${touch}\r`],
	['a mapping', mapping],
	['a unit in small letters', mapping.replace('4M', '64k')],
	['decimal digits as text', mapping.replace('4M', '0099')],
	['no bit', mapping.replace('true', 'false')],
	[
		'memory of the pool',
		'{"op":"mmap","pid":1,"addr":0,"len":"1G","prot":"---","share":"private","hugetlb":true}',
	],
	['an empty text', '{"op":"mark","label":""}'],
	['flags', '{"op":"clone","pid":1,"child":2,"flags":[ "vm" ,"thread"]}'],
	['an op of the file', '{"op":"evict"}'],
])('%s is read from bytes', (_name, line) => {
	expect(fromBytes(line)).toEqual(fromText(line));
});

test.each([
	['another field', touch.replace('"fault"', '"alone":true,"fault"')],
	['a field twice', touch.replace('"t":61', '"pid":1')],
	['the op twice', touch.replace('"t":61', '"op":"write"')],
	['a field that is missing', touch.replace('"len":4096,', '')],
	['no op', touch.replace('"op":"write",', '')],
	['an op that there is not', touch.replace('write', 'writ')],
	['a field of every object', touch.replace('"t"', '"__proto__"')],
	['a fraction of bytes', touch.replace('4096', '4096.0')],
	['a point and nothing behind', touch.replace('61', '61.')],
	['too many digits of a fraction', touch.replace('61', '1234567.123456789')],
	['an exponent', touch.replace('4096', '4e3')],
	['a number below zero', touch.replace('61', '-61')],
	['zero below zero', touch.replace('61', '-0')],
	['a zero before a number', touch.replace('61', '061')],
	['a pid of nobody', touch.replace('14099', '0')],
	['a pid beyond 31 bits', touch.replace('14099', '2147483648')],
	['capital letters', touch.replace('0x5648a329d000', '0x5648A329D000')],
	['an address that no number holds exactly', touch.replace('0x5648a329d000', '0x5648a329d00000')],
	['a size that no number holds exactly', mapping.replace('4M', '99999999G')],
	['hexadecimal digits with a unit', mapping.replace('4M', '0x4M')],
	['two units', mapping.replace('4M', '4MM')],
	['no digits', touch.replace('0x5648a329d000', '0x')],
	['a class that there is not', touch.replace('absentWrite', 'absent')],
	['an escape in a name', mapping.replace('/bin/sh', '/bin\\/sh')],
	['letters beyond ASCII', mapping.replace('/bin/sh', '/bin/ß')],
	['a control character', mapping.replace('/bin/sh', '/bin/\tsh')],
	['a name that is too long', mapping.replace('/bin/sh', 'x'.repeat(4097))],
	['what may be no distance', touch.replace('write', 'read').replace('}', ',"uncached":[99]}')],
	['a list with a comma at its end', '{"op":"clone","pid":1,"child":2,"flags":["vm",]}'],
	['a list of words', '{"op":"start","pid":1,"comm":"sh","argv":["sh"]}'],
	['something behind', `${touch} x`],
	['no end', touch.slice(0, -1)],
	['a comma before the end', touch.replace('}', ',}')],
	['no object', touch.slice(1)],
	['blanks before', ` ${touch}`],
	['nothing', '{}'],
])('%s is left to the text', (_name, line) => {
	expect(fromBytes(line)).toBeUndefined();
});

const number = fc.oneof(
	fc.nat(),
	fc.maxSafeNat(),
	fc.double(),
	fc.constantFrom(0, 1, 4096, 1e15, 0.5, 61.25, -1, 1e21),
);
const text = fc.oneof(
	fc.string(),
	fc.string({unit: 'binary'}),
	fc.constantFrom('', 'sh', '"op":"read"', '/usr/lib/x.so'),
);
const size = fc.oneof(
	number,
	fc.maxSafeNat().map((value) => `0x${value.toString(16)}`),
	fc.nat().chain((value) => fc.constantFrom('', 'k', 'M', 'g', 'T').map((unit) => `${value}${unit}`)),
	fc.constantFrom('4K', '0x', '12', '0X1', '0x1G', '9007199254740991', '8388608G'),
);

/** Values that fit a field now and then. */
function fitting(plain: PlainValue | undefined): fc.Arbitrary<unknown> {
	switch (plain?.form) {
		case 'number':
			return number;
		case 'size':
			return size;
		case 'text':
			return text;
		case 'word':
			return fc.constantFrom(...plain.words.keys(), 'none');
		case 'words':
			return fc.array(fc.constantFrom(...plain.words.keys(), 'none'), {maxLength: 3});
		case 'bits':
			return fc.array(fc.integer({min: plain.first - 1, max: plain.last + 1}), {maxLength: 3});
		default:
			return fc.constantFrom([], ['a'], 'a');
	}
}

const objects = opNames.map((name: OpName) => {
	const {fields, required}: Op = ops[name];
	const all: Record<string, fc.Arbitrary<unknown>> = {
		op: fc.constant(name),
		t: number,
		strange: fc.constant(1),
	};
	for (const [field, {plain}] of Object.entries(fields)) {
		all[field] = fitting(plain);
	}

	return fc
		.record<Record<string, unknown>, string>(all, {requiredKeys: ['op', ...required]})
		.map((object) => {
			const {strange, ...rest} = object;
			return Object.keys(rest).length % 7 === 0 ? object : rest;
		});
});
const blanks = fc.constantFrom('', '', ' ', '\t', '  ');

/** A line with the fields of an object in any order. */
const lines = fc
	.tuple(fc.oneof(...objects), fc.infiniteStream(fc.nat(6)), blanks, blanks)
	.map(([object, order, before, behind]) => {
		const entries = Object.entries(object)
			.map(([name, value]) => ({place: order.next().value as number, name, value}))
			.sort((left, right) => left.place - right.place)
			.map(({name, value}) => `${JSON.stringify(name)}${before}:${behind}${JSON.stringify(value)}`);
		return `{${entries.join(`${behind},${before}`)}}`;
	});

test('whatever fields an op has, in whatever order: what is read from bytes is what JSON has', () => {
	holds(
		fc.property(lines, (line) => {
			const program = fromBytes(line);
			expect(program ?? fromTextOrNothing(line)).toEqual(fromTextOrNothing(line));
		}),
	);
});

test('whatever byte of a line is another one: what is read from bytes is what JSON has', () => {
	const signs = fc.constantFrom(...'{}[]",:.0123456789-aefx\\ \u00e9');
	holds(
		fc.property(lines, fc.nat(), signs, fc.boolean(), (line, place, sign, isAdded) => {
			const at = place % line.length;
			const changed = line.slice(0, at) + sign + line.slice(at + (isAdded ? 0 : 1));
			const program = fromBytes(changed);
			expect(program === undefined || fromTextOrNothing(changed)).toEqual(program ?? true);
		}),
	);
});

test('a text that came before is told from one that is as long', () => {
	const texts = Array.from({length: 5000}, (_, i) => `name ${(i * 7919) % 10_000}`);
	for (const label of [...texts, ...texts]) {
		const line = JSON.stringify({op: 'mark', label});
		expect(fromBytes(line)?.strings).toEqual(fromText(line).strings);
	}
});
