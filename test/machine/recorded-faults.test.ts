/** What recordings bring with them: faults that were not served, pages that were not cached, files that are memory. */

import {expect, test} from 'vitest';
import {viewMemory} from '../../source/analysis/memory/memory.ts';
import {mapRows} from '../../source/analysis/rows/maps.ts';
import {checkKernel} from '../../source/kernel/check/check.ts';
import {findTask} from '../../source/kernel/processes/task.ts';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import {readText} from '../helpers/read-text.ts';

const address = (page: number) => `0x${(0x1000_0000 + page * 4096).toString(16)}`;
const page = (at: number, count = 1) => ({pid: 1, addr: address(at), len: count * 4096});
const map = (fields: object) => ({op: 'mmap', ...page(0, 32), prot: 'rw-', share: 'shared', ...fields});

/** Runs ops of process 1; says what each took (reads of absent, writes to absent, to protected pages) and Rss in pages. */
async function check(ops: readonly object[], taken: readonly string[], rss: number) {
	const lines = [{forkscope: 1, name: 'test'}, {op: 'start', pid: 1, comm: 'a'}, ...ops];
	const {program} = await readText(lines.map((line) => JSON.stringify(line)).join('\n'));
	const machine = createMachine(program);
	const told: string[] = [];
	while (stepMachine(machine)) {
		const {absentReads, absentWrites, protectedWrites} = machine.outcome.access;
		told.push(`${absentReads} ${absentWrites} ${protectedWrites}`);
	}

	expect(told.slice(2)).toEqual(taken);
	expect(machine.outcome.result).toBe(0);
	const rows = mapRows(viewMemory(machine), findTask(machine.kernel, 1));
	expect(rows.reduce((sum, {smaps}) => sum + smaps.Rss / 4, 0)).toBe(rss);
	expect(checkKernel(machine.kernel)).toBeUndefined();
}

const anonymous = map({share: 'private'});

test('a fault that was not served is met and leaves the page as it was', () =>
	check(
		[
			anonymous,
			{op: 'write', ...page(0), fault: 'absentWrite', refused: true},
			{op: 'write', ...page(0), fault: 'absentWrite'},
			{op: 'write', ...page(0), fault: 'protectedWrite', refused: true},
			{op: 'read', ...page(1), fault: 'absentRead', refused: true},
		],
		['0 1 0', '0 1 0', '0 0 0', '1 0 0'],
		1,
	));

const file = map({file: '/f', share: 'private', prot: 'r--'});

test('pages that were not cached are left out of the window around a read, until somebody uses them', () =>
	check(
		[
			file,
			{op: 'read', ...page(0), uncached: [3, 5]},
			{op: 'read', ...page(3), uncached: [2]},
			{op: 'munmap', ...page(0, 32)},
			file,
			{op: 'read', ...page(0), uncached: [3, 5]},
			{op: 'read', ...page(3)},
			{op: 'read', ...page(5)},
		],
		['1 0 0', '1 0 0', '0 0 0', '0 0 0', '1 0 0', '0 0 0', '1 0 0'],
		16,
	));

test('a read that is alone brings no page along', () =>
	check(
		[file, {op: 'read', ...page(4, 2), alone: true}, {op: 'read', ...page(5)}, {op: 'read', ...page(6)}],
		['2 0 0', '0 0 0', '1 0 0'],
		16,
	));

test('a read maps the folio that its window ends in', () =>
	check(
		[
			file,
			{op: 'read', ...page(1), folio: [15, 16, 18]},
			{op: 'read', ...page(0, 18)},
			{op: 'read', ...page(18)},
		],
		['1 0 0', '0 0 0', '1 0 0'],
		32,
	));

test.each(['/dev/shm/x', '/memfd:x (deleted)', '/SYSV00000000 (deleted)'])(
	'%s is memory: pages come one by one, and reads map them writable',
	(name) =>
		check(
			[map({file: name}), {op: 'read', ...page(0, 3)}, {op: 'write', ...page(0, 4)}],
			['3 0 0', '0 1 0'],
			4,
		),
);

test.each([
	['/dev/shm/x', '1 0 0'],
	['/SYSV00000000 (deleted)', '4 0 0'],
	['/secretmem (deleted)', '4 0 0'],
])('%s has fault-around, or none', (name, reads) => {
	const segment = map({file: name});
	return check(
		[
			segment,
			{op: 'write', ...page(0, 4)},
			{op: 'munmap', ...page(0, 32)},
			segment,
			{op: 'read', ...page(0, 4)},
		],
		['0 4 0', '0 0 0', '0 0 0', reads],
		4,
	);
});

test('the vdso is mapped one page at a time', () =>
	check([map({file: '[vdso]', share: 'private', prot: 'r-x'}), {op: 'read', ...page(0, 2)}], ['2 0 0'], 2));

test('mremap of nothing maps shared memory once more', () =>
	check(
		[
			map({}),
			{op: 'write', ...page(8, 4)},
			{op: 'mremap', pid: 1, addr: address(8), len: 0, newLen: 4 * 4096, to: address(100)},
			{op: 'write', ...page(100, 4)},
		],
		['0 4 0', '0 0 0', '0 4 0'],
		8,
	));
