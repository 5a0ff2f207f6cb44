/** Which faults prove that a machine had swap. */
import {expect, test} from 'vitest';
import {adviceKinds, faultClasses} from '../../../source/machine/op.ts';
import {createProgramBuilder, type OpRow} from '../../../source/machine/program-builder.ts';
import {countPagedOut} from '../../../source/readers/perf/paged-out.ts';

const {absentRead, absentWrite, protectedWrite} = faultClasses;

const place = (page: number, pages = 1, pid = 1) => ({
	pid,
	address: 2 ** 32 + page * 4096,
	length: pages * 4096,
});
const fault = (page: number, kind: number, pid = 1): OpRow => ({
	op: 'write',
	...place(page, 1, pid),
	fault: kind,
});
const advise = (page: number, pages: number, advice: number = adviceKinds.pageout): OpRow => ({
	op: 'madvise',
	...place(page, pages),
	advice,
});
const written = [fault(0, absentWrite), fault(1, absentWrite)];

const cases: readonly (readonly [string, readonly OpRow[], number])[] = [
	['a page that was there and is absent afterwards', [...written, advise(0, 4), fault(0, absentWrite)], 1],
	['a read of it too', [...written, advise(0, 2), fault(0, absentRead), fault(1, absentRead)], 2],
	['once for each time it went', [...written, advise(0, 2), fault(0, absentWrite), fault(0, absentWrite)], 1],
	['not what was there before', [...written, fault(0, absentWrite)], 0],
	['not a page that nobody has touched', [...written, advise(0, 4), fault(2, absentWrite)], 0],
	['not one that is only protected', [...written, advise(0, 2), fault(0, protectedWrite)], 0],
	['not one of another process', [...written, advise(0, 2), fault(0, absentWrite, 2)], 0],
	[
		'not one that was given back meanwhile',
		[...written, advise(0, 2), advise(0, 2, adviceKinds.dontneed), fault(0, absentWrite)],
		0,
	],
	[
		'nor one that was unmapped',
		[...written, advise(0, 2), {op: 'munmap', ...place(0, 9)}, fault(0, absentWrite)],
		0,
	],
	[
		'nor one of a program that is gone',
		[...written, advise(0, 2), {op: 'exec', pid: 1}, fault(0, absentWrite)],
		0,
	],
	[
		'nor where another piece of advice was meant',
		[...written, advise(0, 2, adviceKinds.cold), fault(0, absentWrite)],
		0,
	],
];

test.each(cases)('%s', (_, rows, proofs) => {
	const builder = createProgramBuilder();
	rows.forEach(builder.add);
	const program = builder.finish({name: 'pages', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
	expect(countPagedOut(program)).toBe(proofs);
});
