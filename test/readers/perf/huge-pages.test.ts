/** What the faults of a recording prove of how its machine was set to huge pages. */
import {expect, test} from 'vitest';
import type {HugePageMode} from '../../../source/kernel/index.ts';
import {adviceKinds, faultClasses, opFlags} from '../../../source/machine/op.ts';
import {createProgramBuilder, type OpRow} from '../../../source/machine/program-builder.ts';
import {judgeHugePages} from '../../../source/readers/perf/huge-pages.ts';

const {absentRead, absentWrite, protectedWrite} = faultClasses;
const flags = opFlags.read | opFlags.write;

function place(page: number, pages = 1) {
	return {pid: 1, address: 2 ** 32 + page * 4096, length: pages * 4096};
}

const map = (page: number, pages: number, more: Partial<OpRow> = {}): OpRow => ({
	op: 'mmap',
	...place(page, pages),
	flags,
	...more,
});
const fault = (page: number, kind: number, pid = 1): OpRow => ({
	op: 'write',
	...place(page),
	pid,
	fault: kind,
});
const advise = (page: number, pages: number, advice: number): OpRow => ({
	op: 'madvise',
	...place(page, pages),
	advice,
});
const mapped = map(0, 1024);

const cases: readonly (readonly [string, readonly OpRow[], string | undefined])[] = [
	['nothing is proved by one page', [mapped, fault(0, absentWrite)], undefined],
	['a page that came along', [mapped, fault(0, absentWrite), fault(5, protectedWrite)], 'always'],
	[
		'its own write-protect fault proves nothing',
		[mapped, fault(5, absentRead), fault(5, protectedWrite)],
		undefined,
	],
	[
		'a second absent page speaks against it',
		[
			mapped,
			fault(0, absentWrite),
			fault(1, absentWrite),
			fault(512, absentWrite),
			fault(600, protectedWrite),
		],
		undefined,
	],
	[
		'of another process it does not',
		[mapped, fault(0, absentWrite), fault(1, absentWrite, 2), fault(5, protectedWrite)],
		'always',
	],
	[
		'nor after some of it was unmapped',
		[
			mapped,
			fault(0, absentWrite),
			{op: 'munmap', ...place(1)},
			fault(1, absentWrite),
			fault(5, protectedWrite),
		],
		'always',
	],
	[
		'not where the mapping holds no 2 MiB',
		[map(1, 1000), fault(1, absentWrite), fault(5, protectedWrite)],
		undefined,
	],
	[
		'not in files and shared memory',
		[map(0, 512, {file: 'lib'}), map(512, 512, {flags: flags | opFlags.shared}), fault(5, protectedWrite)],
		undefined,
	],
	[
		'not what mremap brought',
		[
			mapped,
			{op: 'mremap', ...place(2048, 512), newLength: 512 * 4096, to: 2 ** 32},
			fault(5, protectedWrite),
		],
		undefined,
	],
	[
		'not what a call has filled',
		[mapped, {op: 'write', ...place(0, 4)}, fault(2, protectedWrite)],
		undefined,
	],
	[
		'where it was asked for and came it is as madvise',
		[mapped, advise(0, 512, adviceKinds.hugepage), fault(0, absentWrite), fault(5, protectedWrite)],
		undefined,
	],
	[
		'where it was asked for and did not come it is never',
		[mapped, advise(0, 512, adviceKinds.hugepage), fault(0, absentWrite), fault(1, absentWrite)],
		'never',
	],
];

function judge(rows: readonly OpRow[], told?: HugePageMode) {
	const builder = createProgramBuilder();
	rows.forEach(builder.add);
	return judgeHugePages(builder.finish({name: 'pages', cpus: 1, swapBytes: 0, geometry: 'x86-64'}), told);
}

test.each(cases)('%s', (_name, rows, mode) => {
	expect(judge(rows).mode).toBe(mode);
});

const reserved = [
	map(0, 2048, {flags: 0}),
	...[0, 100, 200, 300].map((page): OpRow => ({op: 'mprotect', ...place(page, 100), flags})),
	...[0, 100, 200, 300].map((page) => fault(page, absentWrite)),
];

test('memory that is reserved and opened bit by bit speaks for nothing', () => {
	expect(judge(reserved)).toEqual({proofs: 0, undecided: 0});
	expect(judge(reserved, 'always').mode).toBe('always');
	expect(judge([...reserved, {op: 'mprotect', ...place(512, 512), flags}, fault(600, absentWrite)])).toEqual({
		proofs: 0,
		undecided: 1,
	});
});

test('what the machine says stands, unless the program has turned huge pages off', () => {
	const once = [mapped, fault(0, absentWrite), fault(512, absentWrite)];
	expect(judge(once)).toEqual({proofs: 0, undecided: 2});
	expect(judge(once, 'always')).toEqual({mode: 'always', proofs: 0, undecided: 0});
	expect(judge([...once, fault(1, absentWrite)], 'always')).toEqual({
		mode: 'never',
		proofs: 1,
		undecided: 0,
	});
	expect(judge([...once, fault(1, absentWrite)], 'madvise').mode).toBe('madvise');
});
