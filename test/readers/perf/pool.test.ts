/** Memory of the pool of huge pages: where a recording says how many were free, it is simulated, else counted. */
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {expect, test} from 'vitest';
import {opFlags} from '../../../source/machine/op.ts';
import {opKinds} from '../../../source/machine/ops/index.ts';
import type {Program} from '../../../source/machine/program.ts';
import {perfFormat} from '../../../source/readers/perf/index.ts';
import {faults} from '../../helpers/recorded.ts';

/** The first line says how its machine was set. */
const lines = gunzipSync(readFileSync('fixtures/recordings/small/huge-page-pool.perf.txt.gz'))
	.toString('utf8')
	.split('\n');

function read(text: readonly string[]): Program {
	const reader = perfFormat.createReader('pool');
	for (const [i, line] of text.entries()) {
		reader.line(line, i + 1);
	}

	return reader.finish().program;
}

const ofPool = ({kind, flags, length, count}: Program) =>
	Array.from({length: count}, (_, i) => i)
		.filter((i) => kind[i] === opKinds.mmap && (flags[i] & opFlags.hugetlb) !== 0)
		.map((i) => length[i]);

test('all faults on its pages are as recorded, a child that copies them included', () => {
	const program = read(lines);
	expect(program.header.hugetlbPages).toBe(8);
	expect(ofPool(program)).toEqual([3 * 2 ** 21]);
	expect(program.header.limits).toBeUndefined();
	expect(faults(program)).toEqual({recorded: 83, same: 83});
});

test('where it is not told how many pages were free, the call is counted', () => {
	const program = read(lines.slice(1));
	expect(program.header.hugetlbPages).toBeUndefined();
	expect(ofPool(program)).toEqual([]);
	expect(program.header.limits).toContainEqual({kind: 'not-simulated', count: 1, names: {MAP_HUGETLB: 1}});
});

test('pages of another size than the pool has are counted too', () => {
	const gigabytes = lines.map((line) => line.replace('flags: 0x00040022', 'flags: 0x78040022'));
	expect(read(gigabytes).header.limits).toContainEqual({
		kind: 'not-simulated',
		count: 1,
		names: {MAP_HUGETLB: 1},
	});
});
