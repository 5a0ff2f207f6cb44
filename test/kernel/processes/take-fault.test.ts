/** What an access comes to: which faults it took, by what the hardware saw, and what it read. */
import {expect, test} from 'vitest';
import {readPages, writePages} from '../../../source/kernel/processes/access.ts';
import {type Access, createAccess, meetFault} from '../../../source/kernel/processes/take-fault.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import type {Vpn} from '../../../source/kernel/state/ids.ts';
import {checkStory} from '../../helpers/story.ts';

const vpn = (2 ** 32) as Vpn;
const {kernel} = checkStory(
	`
	1 map 0 4 rw        | ok
	1 write 0 1         | 1 zeroFill
	1 read 1 1          | 1 zeroPage
	1 map 8 1 r         | ok
	1 fork 2            | ok`,
);
const task = findTask(kernel, 1);

function told(act: (access: Access) => void): Partial<Access> {
	const access = createAccess();
	act(access);
	return Object.fromEntries(Object.entries(access).filter(([, value]) => value !== 0 && value !== false));
}

const met: readonly (readonly [what: string, page: number, isWrite: boolean, Partial<Access>])[] = [
	['a read of what is there', 0, false, {}],
	['a write of what others have too', 0, true, {protectedWrites: 1}],
	['a read of nothing', 2, false, {absentReads: 1}],
	['a write of nothing', 2, true, {absentWrites: 1}],
	['a read where no table is', 4096, false, {absentReads: 1}],
	['a write of the page of zeros', 1, true, {protectedWrites: 1}],
];

test.each(met)('the hardware meets %s, and nothing is served', (_, page, isWrite, fault) => {
	expect(told((access) => meetFault(kernel, task, vpn + page, isWrite, access))).toEqual(fault);
	expect(told((access) => meetFault(kernel, task, vpn + page, isWrite, access))).toEqual(fault);
});

test('a meeting forgets what was met before', () => {
	const access = createAccess();
	meetFault(kernel, task, vpn + 2, true, access);
	meetFault(kernel, task, vpn, false, access);
	expect(access).toEqual(createAccess());
});

test('an access adds up its faults, and digests what it reads', () => {
	const child = findTask(kernel, 2);
	expect(told((access) => writePages(kernel, child, vpn, vpn + 3, 5, access))).toEqual({
		minorFaults: 3,
		absentWrites: 1,
		protectedWrites: 2,
	});
	expect(told((access) => readPages(kernel, child, vpn, vpn + 3, access))).toEqual({
		// 5 × 1000003² + 5 × 1000003 + 5, in two halves.
		digestLow: Number((5n * 1000003n ** 2n + 5n * 1000003n + 5n) % 2n ** 32n),
		digestHigh: Number((5n * 1000003n ** 2n + 5n * 1000003n + 5n) / 2n ** 32n),
	});
	expect(told((access) => readPages(kernel, child, vpn, vpn + 4, access))).toMatchObject({absentReads: 1});
});

test('one that is refused ends there, and says what it was', () => {
	expect(told((access) => writePages(kernel, task, vpn + 8, vpn + 9, 5, access))).toEqual({
		segv: true,
		absentWrites: 1,
	});
	expect(told((access) => readPages(kernel, task, vpn + 8, vpn + 12, access))).toEqual({
		segv: true,
		minorFaults: 1,
		absentReads: 2,
	});
	const access = createAccess();
	readPages(kernel, task, vpn + 20, vpn + 21, access);
	readPages(kernel, task, vpn, vpn + 1, access);
	expect(access).toMatchObject({segv: false, absentReads: 0});
});

test('each fault is counted for its task', () => {
	const before = [kernel.task.minorFaults[task], kernel.task.majorFaults[task]];
	writePages(kernel, task, vpn + 3, vpn + 4, 9, createAccess());
	expect([kernel.task.minorFaults[task], kernel.task.majorFaults[task]]).toEqual([before[0] + 1, before[1]]);
});

test('one that had to read is a major fault', () => {
	const swapped = checkStory('1 map 0 4 rw\n1 write 0 4\n0 evict', {swapBytes: 2 ** 20}).kernel;
	const first = findTask(swapped, 1);
	expect(told((access) => readPages(swapped, first, vpn, vpn + 2, access))).toMatchObject({majorFaults: 2});
	expect([swapped.task.minorFaults[first], swapped.task.majorFaults[first]]).toEqual([4, 2]);
});
