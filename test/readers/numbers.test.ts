/** Numbers beyond all ranges in every field of every reader: what is read can be replayed, and what cannot be meant is told. */
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {createMachine, runMachine} from '../../source/machine/machine.ts';
import {opNames, ops} from '../../source/machine/ops/index.ts';
import {timeUs} from '../../source/machine/state.ts';
import {UserError} from '../../source/machine/user-error.ts';
import {createCollector} from '../../source/readers/collect.ts';

const extremes = ['18446744073709551615', '-1', '9007199254740993'];
const number = /0x[\da-f]+|\d+(?:\.\d+)?/g;

function linesOf(name: string): readonly string[] {
	const bytes = readFileSync(new URL(`../../fixtures/field/${name}`, import.meta.url));
	const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
	return text.split('\n').slice(0, 60);
}

/** Each number of a kind of line once: lines that differ in their numbers only are of one kind. */
function* changed(lines: readonly string[]): Generator<readonly string[]> {
	const seen = new Set<string>();
	for (const [i, line] of lines.entries()) {
		const kind = line.replaceAll(number, 'N');
		for (const match of seen.has(kind) ? [] : line.matchAll(number)) {
			for (const extreme of extremes) {
				const put = line.slice(0, match.index) + extreme + line.slice(match.index + match[0].length);
				yield lines.with(i, put);
			}
		}

		seen.add(kind);
	}
}

/** Only times may have fractions. */
const columns = ['pid', 'child', 'address', 'length', 'value', 'target', 'uid', 'pgid'] as const;

function check(lines: readonly string[]): void {
	const collector = createCollector('numbers', {});
	lines.forEach(collector.take);
	const {program} = collector.finish();
	for (const column of columns) {
		expect(
			program[column].find((value) => !Number.isSafeInteger(Math.trunc(value))),
			column,
		).toBeUndefined();
	}

	for (const {address, length, offset} of program.images.flat()) {
		expect([address, length, offset].every(Number.isSafeInteger)).toBe(true);
	}

	const machine = createMachine(program);
	runMachine(machine);
	expect(timeUs(machine)).toBeLessThan(1e16);
}

test.each([
	'mm-calls.strace',
	'ns-clone.strace',
	'old-mmap.strace',
	'runs-in-32-bit.strace',
	'ftrace.txt',
	'perf-F-addr.perf.txt.gz',
	'perf-sw-page-faults.perf.txt',
	'forest.ndjson',
])('every number of %s', (name) => {
	for (const lines of changed(linesOf(name))) {
		try {
			check(lines);
		} catch (error) {
			expect(error, lines.join('\n')).toBeInstanceOf(UserError);
		}
	}
});

/** What the other fields of an op have, where it cannot do without them. */
const plain: Readonly<Record<string, unknown>> = {
	pid: 1,
	child: 7,
	addr: '0x10000',
	len: '8K',
	newLen: '8K',
	prot: 'rw-',
	share: 'private',
	comm: 'a',
	label: 'a mark',
	advice: 'dontneed',
	flags: ['current'],
};
const values = [
	1e308,
	-1,
	2 ** 53,
	2 ** 53 - 1,
	0.5,
	2 ** 31,
	'0xffffffffffffffff',
	'8388607G',
	'0x7ffffffff000',
	null,
];

test.each(opNames)('every number of the op %s', (op) => {
	const {fields, required} = ops[op];
	const needed = Object.fromEntries(required.map((name) => [name, plain[name] ?? 1]));
	for (const [name, value] of Object.keys(fields).flatMap((each) =>
		values.map((put) => [each, put] as const),
	)) {
		const line = JSON.stringify({op, ...needed, ...(op === 'start' ? {pid: 9} : {}), [name]: value});
		try {
			check([
				'{"forkscope":1,"name":"numbers"}',
				'{"op":"start","pid":1,"comm":"a"}',
				'{"pid":1,"op":"mmap","addr":"0x10000","len":"64K","prot":"rw-","share":"private"}',
				'{"pid":1,"op":"write","addr":"0x10000","len":"64K"}',
				line,
			]);
		} catch (error) {
			expect(error, line).toBeInstanceOf(UserError);
		}
	}
});

test('an op that no process can have asked for is told, with its line', () => {
	const collector = createCollector('numbers', {});
	collector.take('10 execve("/bin/a", ["a"], 0x7ffd) = 0');
	collector.take('10 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0xffffffffffff000');
	expect(collector.finish().problems).toEqual([
		{line: 2, message: 'a mmap with a number that no process can have', count: 1},
	]);
});
