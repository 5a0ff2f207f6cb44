/** Lines that no tool writes: endless, of one sign, with names beyond all bounds, with line ends that are none. */
import {describe, expect, test} from 'vitest';
import {createCollector} from '../../source/readers/collect.ts';
import {workloadLines} from '../../source/readers/forkscope/write.ts';
import type {Recording} from '../../source/readers/format.ts';

const heads: Readonly<Record<string, string>> = {
	perf: '      sh 10 [000]     1.000000: PERF_RECORD_COMM exec: sh:10/10',
	strace: '10 execve("/bin/a", ["a"], 0x7ffd) = 0',
	ftrace: '# tracer: nop',
	forkscope: '{"forkscope":1,"name":"x"}',
};

function read(...lines: readonly string[]): Recording {
	const collector = createCollector('a recording', {});
	for (const line of lines) {
		collector.take(line);
	}

	return collector.finish();
}

/** Each sign, and each beginning, is one that some pattern of a reader takes. */
const signs = [
	'/',
	'a',
	' ',
	'1',
	'"',
	'(',
	'<',
	'[',
	'] ',
	'\\',
	'-',
	'-1 ',
	'1.1: ',
	'> ',
	'/strace',
	'\u2028',
	'= ?',
	'─',
];
const beginnings = ['', '10 mmap(', 'sh 10 [000] 1.0: PERF_RECORD_MMAP2 ', 'sh-10 [000] .... 1.0: '];

/** Longer by far than what a pattern could read twice over for each of its signs. */
const bombLength = 2 ** 18;

describe.each(Object.entries(heads))('in a recording of %s', (_, head) => {
	test.each(signs)('an endless line of %j is read once', (sign) => {
		for (const beginning of beginnings) {
			const bomb = beginning + sign.repeat(bombLength / sign.length);
			const tryIt = () => read(head, bomb);
			if (head.startsWith('{') && bomb.trim() !== '') {
				expect(tryIt).toThrow(/expected one JSON object/);
			} else {
				expect(tryIt().problems.length).toBeLessThan(3);
			}
		}
	});
});

/** Line ends to JavaScript and Unicode, letters of a name to the kernel. */
const odd = 'a\u2028b\u2029c\u0085d\re';

test.each([
	['perf', [`${odd} 7/7 [000] 1.000100: PERF_RECORD_COMM exec: ${odd}:7/7`]],
	['perf without a CPU', [`${odd}  7  1.000100: PERF_RECORD_COMM exec: ${odd}:7/7`]],
	['strace', [`7<${odd}> execve("/bin/${odd}", ["${odd}"], 0x7ffd) = 0`]],
	[
		'ftrace',
		[
			'# tracer: nop',
			` ${odd}-7 [000] .... 1.000100: sched_process_exec: filename=/bin/${odd} pid=7 old_pid=7`,
		],
	],
])('signs that some take for line ends stay within a name of %s', (_, lines) => {
	const {program, problems} = read(...lines);
	expect(problems).toEqual([]);
	expect(program.strings).toContain(odd);
});

test('names beyond all bounds are cut, stay apart, and are told', () => {
	const long = 'x'.repeat(5000);
	const exec = (name: string) => `10 execve("/bin/a", ["${name}"], 0x7ffd) = 0`;
	const open = (name: string, fd: number) => `10 openat(3, "/${name}", O_RDONLY) = ${fd}<${`/${name}`}>`;
	const map = (name: string, fd: number) =>
		`10 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, ${fd}</${name}>, 0) = 0x7f000000${fd}000`;
	const names = [`${long}a`, `${long}b`];
	const lines = names.flatMap((name, i) => [open(name, 3 + i), map(name, 3 + i)]);
	const {program} = read(exec('w'.repeat(2 ** 17 + 1)), ...lines);
	const cut = program.strings.filter((text) => text.startsWith('/xxx'));
	expect(cut.map(({length}) => length)).toEqual([4096, 4096]);
	expect(new Set(cut).size).toBe(2);
	expect(program.header.limits).toContainEqual({kind: 'cut-names', count: 3});
	expect(() => read(...workloadLines(program))).not.toThrow();
});
