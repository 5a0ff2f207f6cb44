import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Header, Program} from '../../../source/machine/program.ts';
import {createProgramBuilder, type OpRow, opRow} from '../../../source/machine/program-builder.ts';
import {UserError} from '../../../source/machine/user-error.ts';
import {workloadLines} from '../../../source/readers/forkscope/write.ts';
import {holdsAsync} from '../../helpers/property.ts';
import {readText} from '../../helpers/read-text.ts';

const header = '{"forkscope":1,"name":"case"}';

const mistakes: readonly (readonly [name: string, text: string, message: string])[] = [
	['no header', '{"op":"mark","label":"x"}', 'This is no workload and no recording that can be read'],
	[
		'another version',
		'{"forkscope":2,"name":"x"}',
		'standard input:1: This is no workload header; expected format version 1 for "forkscope"',
	],
	['a header without name', '{"forkscope":1}', 'expected the field "name"'],
	['a header with a typo', '{"forkscope":1,"name":"x","cpu":2}', 'not "cpu"'],
	[
		'no JSON',
		`${header}\nfork`,
		'standard input:2: This op cannot be read; expected one JSON object on the line',
	],
	['an unknown op', `${header}\n{"op":"frok","pid":1}`, 'expected "op" to be one of start, fork'],
	[
		'a missing field',
		`${header}\n\n{"op":"fork","pid":1}`,
		'standard input:3: This op cannot be read; expected the field "child"',
	],
	[
		'an unknown field',
		`${header}\n{"op":"fork","pid":1,"child":2,"x":0}`,
		'only the fields pid, child, not "x"',
	],
	[
		'a bad size',
		`${header}\n{"op":"munmap","pid":1,"addr":"0x10","len":"4X"}`,
		'text such as "0x1000", "64K" or "4M" for "len"',
	],
	[
		'bad rights',
		`${header}\n{"op":"mprotect","pid":1,"addr":0,"len":1,"prot":"rw"}`,
		'rights such as "rw-" or "r-x" for "prot"',
	],
	[
		'a bad mapping of an image',
		`${header}\n{"op":"exec","pid":1,"comm":"a","image":[{"addr":0}]}`,
		'mapping 1 of the image: the field "len"',
	],
	[
		'bad advice',
		`${header}\n{"op":"madvise","pid":1,"addr":0,"len":1,"advice":"sequential"}`,
		'one of dontneed, dontfork',
	],
];

test.each(mistakes)('%s is one sentence with its line', async (_, text, message) => {
	await expect(readText(text)).rejects.toThrow(message);
});

test('sizes and addresses are numbers or text', async () => {
	const {program} = await readText(
		`${header}\n{"op":"mmap","pid":1,"addr":"0x100000000000","len":"40M","prot":"rw-","share":"private"}\n`,
	);
	expect(opRow(program, 0)).toEqual({op: 'mmap', pid: 1, address: 2 ** 44, length: 40 * 2 ** 20, flags: 3});
});

const pid = fc.integer({min: 1, max: 40_000});
const bytes = fc.integer({min: 0, max: 2 ** 36}).map((pages) => pages * 4096);
const text = fc.string({minLength: 1, unit: 'binary'}).filter((value) => value.isWellFormed());
const time = fc.option(fc.integer({min: 0, max: 10 ** 9}), {nil: undefined});
const flags = fc.integer({min: 0, max: 31});
const mapping = fc.record(
	{address: bytes, length: bytes, flags, offset: fc.constant(0), name: text, filled: bytes},
	{requiredKeys: ['address', 'length', 'flags', 'offset']},
);

const rows: fc.Arbitrary<OpRow> = fc.oneof(
	fc.record(
		{
			op: fc.constant('start' as const),
			pid,
			comm: text,
			time,
			argv: fc.array(text),
			uid: pid,
			name: text,
			pgid: pid,
			parent: pid,
		},
		{requiredKeys: ['op', 'pid', 'comm']},
	),
	fc.record(
		{op: fc.constantFrom('fork' as const, 'vfork' as const), pid, child: pid, time},
		{requiredKeys: ['op', 'pid', 'child']},
	),
	fc.record({op: fc.constant('clone' as const), pid, child: pid, flags: fc.constantFrom(32, 96, 160)}),
	fc.record(
		{op: fc.constant('exec' as const), pid, comm: text, image: fc.array(mapping)},
		{requiredKeys: ['op', 'pid', 'comm']},
	),
	fc.record(
		{op: fc.constant('exit' as const), pid, code: fc.nat(255), flags: fc.constant(256)},
		{requiredKeys: ['op', 'pid']},
	),
	fc.record(
		{
			op: fc.constant('mmap' as const),
			pid,
			address: bytes,
			length: bytes,
			flags,
			file: text,
			offset: bytes,
			name: text,
		},
		{requiredKeys: ['op', 'pid', 'address', 'length', 'flags']},
	),
	fc.record(
		{op: fc.constant('mremap' as const), pid, address: bytes, length: bytes, newLength: bytes, to: bytes},
		{requiredKeys: ['op', 'pid', 'address', 'length', 'newLength']},
	),
	fc.record(
		{
			op: fc.constantFrom('read' as const, 'write' as const),
			pid,
			address: bytes,
			length: bytes,
			fault: fc.integer({min: 1, max: 3}),
			time,
		},
		{requiredKeys: ['op', 'pid', 'address', 'length']},
	),
	fc.record({op: fc.constant('mark' as const), label: text}),
	fc.record({
		op: fc.constant('spawn' as const),
		pid,
		child: pid,
		comm: text,
		argv: fc.array(text),
		image: fc.array(mapping),
	}),
	fc.record({op: fc.constant('return' as const), pid}),
	fc.record({op: fc.constant('wait' as const), pid, child: pid}, {requiredKeys: ['op', 'pid']}),
	fc.record({op: fc.constant('exit' as const), pid, signal: fc.integer({min: 1, max: 64})}),
	fc.record({op: fc.constant('munmap' as const), pid, address: bytes, length: bytes}),
	fc.record({
		op: fc.constant('mprotect' as const),
		pid,
		address: bytes,
		length: bytes,
		flags: fc.integer({min: 1, max: 7}),
	}),
	fc.record({
		op: fc.constant('madvise' as const),
		pid,
		address: bytes,
		length: bytes,
		advice: fc.integer({min: 1, max: 6}),
	}),
	fc.record({op: fc.constant('brk' as const), pid, address: bytes}),
	fc.record({op: fc.constantFrom('run' as const, 'sleep' as const), pid, us: fc.nat(10 ** 9), time}),
	fc.record({op: fc.constant('comm' as const), pid, comm: text}),
	fc.record(
		{op: fc.constant('setuid' as const), pid, uid: pid, name: text},
		{requiredKeys: ['op', 'pid', 'uid']},
	),
	fc.record({op: fc.constant('setpgid' as const), pid, pgid: pid}),
);

const headers: fc.Arbitrary<Header> = fc.record(
	{
		name: text,
		description: text,
		cpus: fc.integer({min: 1, max: 64}),
		memoryBytes: bytes,
		swapBytes: bytes,
		geometry: fc.constantFrom('x86-64' as const, 'arm64' as const, 'i386' as const),
	},
	{requiredKeys: ['name', 'cpus', 'swapBytes', 'geometry']},
);

function build(head: Header, ops: readonly OpRow[]): Program {
	const builder = createProgramBuilder();
	for (const op of ops) {
		builder.add(op);
	}

	return builder.finish(head);
}

function plain(program: Program) {
	return {header: program.header, ops: Array.from({length: program.count}, (_, i) => opRow(program, i))};
}

test('what is written reads back as the same program', () =>
	holdsAsync(
		fc.asyncProperty(headers, fc.array(rows), async (head, ops) => {
			const program = build(head, ops);
			const read = await readText([...workloadLines(program), ''].join('\n'));
			expect(plain(read.program)).toEqual(plain(program));
		}),
	));

test('names may be empty', async () => {
	const text = `${header}\n{"op":"start","pid":1,"comm":""}\n{"op":"mark","label":""}\n`;
	const {program} = await readText(text);
	expect([...workloadLines(program), ''].join('\n')).toBe(text);
});

const damage = fc.record({at: fc.nat(), length: fc.nat(8), put: fc.string({maxLength: 6})});

test('a damaged file is read, or refused in one sentence with its line', () =>
	holdsAsync(
		fc.asyncProperty(
			headers,
			fc.array(rows),
			fc.array(damage, {minLength: 1}),
			async (head, ops, damages) => {
				let damaged = [...workloadLines(build(head, ops)), ''].join('\n');
				for (const {at, length, put} of damages) {
					const from = at % (damaged.length + 1);
					damaged = `${damaged.slice(0, from)}${put}${damaged.slice(from + length)}`;
				}

				const outcome = await readText(damaged).catch((error: unknown) => error);
				expect(outcome instanceof Error ? outcome : undefined).toSatisfy(
					(error) => error === undefined || error instanceof UserError,
				);
			},
		),
	));
