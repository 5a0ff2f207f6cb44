/** Resident counters: which of the three a frame is in, what the most was, and what happens to a counter that lost touch. */
import {describe, expect, test} from 'vitest';
import {allocateFrame, frameKinds} from '../../../source/kernel/frames/frame.ts';
import {
	changeResident,
	countReplaced,
	countResident,
	countSwapped,
	forgetResident,
	residentPages,
} from '../../../source/kernel/frames/rss.ts';
import {allocateRow} from '../../../source/kernel/state/columns.ts';
import {hasDefect} from '../../../source/kernel/state/defects.ts';
import type {Mm} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {totals} from '../../../source/kernel/state/schema.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

const {anon, file, shmem, device} = frameKinds;

function withMm(id?: string): {kernel: Kernel; mm: Mm} {
	const kernel = bareKernel({}, id);
	return {kernel, mm: allocateRow(kernel.mm)};
}

/** Private, of files, shared. */
const counters = ({mm: {rssAnon, rssFile, rssShmem}}: Kernel, mm: Mm) => [
	rssAnon[mm],
	rssFile[mm],
	rssShmem[mm],
];
const change = (kernel: Kernel, mm: Mm, [own, files, shared]: readonly [number, number, number]) =>
	changeResident(kernel, mm, own, files, shared);
const allResident = (kernel: Kernel) => kernel.total.value[totals.resident];

describe('an entry for a frame', () => {
	test.each([
		['of private memory', anon, [1, 0, 0]],
		['of a file', file, [0, 1, 0]],
		['of shared memory', shmem, [0, 0, 1]],
		['of a device', device, [0, 0, 1]],
	] as const)('%s', (_, kind, counted) => {
		const {kernel, mm} = withMm();
		const frame = allocateFrame(kernel, kind);
		countResident(kernel, mm, frame, 1);
		expect([counters(kernel, mm), residentPages(kernel, mm), allResident(kernel)]).toEqual([counted, 1, 1]);
		countResident(kernel, mm, frame, -1);
		expect([counters(kernel, mm), allResident(kernel), kernel.mm.peakRss[mm]]).toEqual([[0, 0, 0], 0, 1]);
		expect(hasDefect(kernel, 'residentDrift')).toBe(false);
	});

	test.each([
		['a file’s by a private copy', file, anon, [1, 0, 0]],
		['shared memory by a private copy', shmem, anon, [1, 0, 0]],
		['a file’s by shared memory', file, shmem, [0, 0, 1]],
		['private memory by a file’s', anon, file, [0, 1, 0]],
		['private memory by a copy', anon, anon, [1, 0, 0]],
		['shared memory by shared memory', shmem, shmem, [0, 0, 1]],
	] as const)('replaced: %s', (_, before, after, counted) => {
		const {kernel, mm} = withMm();
		const [old, frame] = [allocateFrame(kernel, before), allocateFrame(kernel, after)];
		countResident(kernel, mm, old, 1);
		countReplaced(kernel, mm, old, frame);
		expect([counters(kernel, mm), allResident(kernel)]).toEqual([counted, 1]);
	});
});

test('the most is remembered, of all three together', () => {
	const {kernel, mm} = withMm();
	changeResident(kernel, mm, 3, 2, 1);
	changeResident(kernel, mm, -3, 1, 1);
	expect([residentPages(kernel, mm), kernel.mm.peakRss[mm], allResident(kernel)]).toEqual([5, 6, 5]);
});

test('an address space that goes takes what it still says with it', () => {
	const {kernel, mm} = withMm();
	changeResident(kernel, mm, 3, 0, 0);
	changeResident(kernel, allocateRow(kernel.mm), 0, 2, 0);
	forgetResident(kernel, mm);
	expect(allResident(kernel)).toBe(2);
});

describe('more is taken off than was added', () => {
	test.each([
		['private memory', [1, 5, 5], [-2, 0, 0], [-1, 5, 5], 10],
		['files', [5, 1, 5], [0, -2, 0], [5, -1, 5], 10],
		['shared memory', [5, 5, 1], [0, 0, -2], [5, 5, -1], 10],
	] as const)('a counter of today goes below zero and shows zero: %s', (_, before, taken, after, shown) => {
		const {kernel, mm} = withMm('linux-6');
		change(kernel, mm, before);
		change(kernel, mm, taken);
		expect([counters(kernel, mm), residentPages(kernel, mm), allResident(kernel)]).toEqual([
			after,
			shown,
			shown,
		]);
		expect(hasDefect(kernel, 'residentDrift')).toBe(true);
		expect([kernel.effects.mm[0], kernel.effects.vpn[0]]).toEqual([mm, 0]);
	});

	test.each([
		['what one lacks is taken from the others', [1, 5, 5], [-2, 0, 0], [0, 5, 4]],
		['from the one before it too', [5, 1, 0], [0, -3, 0], [3, 0, 0]],
		['and all stop at zero', [1, 1, 1], [-5, 0, 0], [0, 0, 0]],
		['nothing is lost where none is below', [2, 1, 1], [-2, 0, 0], [0, 1, 1]],
	] as const)('the one counter of before 2.6 stops at zero: %s', (_, before, taken, after) => {
		const {kernel, mm} = withMm('linux-2.4');
		change(kernel, mm, before);
		change(kernel, mm, taken);
		expect(counters(kernel, mm)).toEqual(after);
		expect(allResident(kernel)).toBe(after[0] + after[1] + after[2]);
	});
});

test.each([
	['linux-6', -2],
	['linux-2.4', 0],
])('swap entries are counted, below zero where the resident counter goes there: %s', (id, drifted) => {
	const {kernel, mm} = withMm(id);
	countSwapped(kernel, mm, 3);
	countSwapped(kernel, mm, -1);
	expect(kernel.mm.swapped[mm]).toBe(2);
	countSwapped(kernel, mm, -4);
	expect(kernel.mm.swapped[mm]).toBe(drifted);
});
