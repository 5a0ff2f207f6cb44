/** Memory cgroups: a charge counts for the group and all that it is in, and the first limit on the way refuses it. */
import {describe, expect, test} from 'vitest';
import {
	cgroupNamed,
	chargePage,
	chargeSlot,
	isHalfOut,
	isWithin,
	maySwap,
	unchargePage,
	unchargeSlot,
} from '../../../source/kernel/frames/cgroup.ts';
import type {Cgroup} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {anchorRow} from '../../../source/kernel/state/schema.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

/** `inner` in `middle` in `outer`, and `beside` by itself; their names are numbers. */
function family(): {kernel: Kernel; outer: Cgroup; middle: Cgroup; inner: Cgroup; beside: Cgroup} {
	const kernel = bareKernel({swapSlots: 1});
	const outer = cgroupNamed(kernel, 70, 0);
	const middle = cgroupNamed(kernel, 71, outer);
	const inner = cgroupNamed(kernel, 72, middle);
	return {kernel, outer, middle, inner, beside: cgroupNamed(kernel, 73, 0)};
}

test('a name is of one group, made without limits when it is first asked for', () => {
	const {kernel, outer, middle, inner, beside} = family();
	expect([70, 71, 72, 73].map((name) => cgroupNamed(kernel, name, 0))).toEqual([
		outer,
		middle,
		inner,
		beside,
	]);
	expect(kernel.cgroup.live).toBe(4);
	expect([outer, middle, inner, beside].map((row) => kernel.cgroup.parent[row])).toEqual([
		0,
		outer,
		middle,
		0,
	]);
	expect([kernel.cgroup.pagesMax[inner], kernel.cgroup.slotsMax[inner]]).toEqual([
		Number.POSITIVE_INFINITY,
		Number.POSITIVE_INFINITY,
	]);
});

test('a group is within itself and what it is in, not within what is in it or beside it', () => {
	const {kernel, outer, middle, inner, beside} = family();
	expect([inner, middle, outer, beside].map((each) => isWithin(kernel, each, middle))).toEqual([
		true,
		true,
		false,
		false,
	]);
	expect([isWithin(kernel, inner, outer), isWithin(kernel, 0, outer), isWithin(kernel, inner, 0)]).toEqual([
		true,
		false,
		true,
	]);
});

describe('pages', () => {
	const counts = ({cgroup: {pages}}: Kernel, ...rows: readonly Cgroup[]) => rows.map((row) => pages[row]);

	test('are counted for a group and all that it is in, and taken off again; the most is remembered', () => {
		const {kernel, outer, middle, inner, beside} = family();
		expect([chargePage(kernel, inner, false), chargePage(kernel, middle, false)]).toEqual([true, true]);
		expect(counts(kernel, inner, middle, outer, beside)).toEqual([1, 2, 2, 0]);
		unchargePage(kernel, inner);
		unchargePage(kernel, middle);
		chargePage(kernel, outer, false);
		expect(counts(kernel, inner, middle, outer, beside)).toEqual([0, 0, 1, 0]);
		expect([inner, middle, outer].map((row) => kernel.cgroup.peak[row])).toEqual([1, 2, 2]);
	});

	test.each(['inner', 'middle', 'outer'] as const)(
		'are refused at the limit of the %s one, which is named, and nothing is counted',
		(name) => {
			const groups = family();
			const {kernel, inner, middle, outer} = groups;
			kernel.cgroup.pagesMax[groups[name]] = 2;
			expect([1, 2, 3].map(() => chargePage(kernel, inner, false))).toEqual([true, true, false]);
			expect(counts(kernel, inner, middle, outer)).toEqual([2, 2, 2]);
			expect(kernel.anchor.full[anchorRow]).toBe(groups[name]);
			expect([inner, middle, outer].map((row) => kernel.cgroup.limitHits[row])).toEqual(
				[inner, middle, outer].map((row) => (row === groups[name] ? 1 : 0)),
			);
		},
	);

	test('that are urgent are charged beyond the limit', () => {
		const {kernel, inner} = family();
		kernel.cgroup.pagesMax[inner] = 0;
		expect(chargePage(kernel, inner, true)).toBe(true);
		expect([kernel.cgroup.pages[inner], kernel.cgroup.limitHits[inner]]).toEqual([1, 0]);
	});
});

describe('slots of swap', () => {
	const counts = ({cgroup: {slots}}: Kernel, ...rows: readonly Cgroup[]) => rows.map((row) => slots[row]);

	test('are counted for a group and all that it is in, and taken off again', () => {
		const {kernel, outer, middle, inner, beside} = family();
		expect([chargeSlot(kernel, inner), chargeSlot(kernel, middle)]).toEqual([true, true]);
		expect(counts(kernel, inner, middle, outer, beside)).toEqual([1, 2, 2, 0]);
		unchargeSlot(kernel, inner);
		expect(counts(kernel, inner, middle, outer)).toEqual([0, 1, 1]);
	});

	test('are refused at the limit of any of them, and nothing is counted', () => {
		const {kernel, outer, middle, inner} = family();
		kernel.cgroup.slotsMax[outer] = 1;
		expect([chargeSlot(kernel, inner), chargeSlot(kernel, inner)]).toEqual([true, false]);
		expect(counts(kernel, inner, middle, outer)).toEqual([1, 1, 1]);
		expect(chargeSlot(kernel, 0)).toBe(true);
	});

	test('half of what any of them may have is half', () => {
		const {kernel, outer, inner, beside} = family();
		kernel.cgroup.slotsMax[outer] = 6;
		chargeSlot(kernel, inner);
		chargeSlot(kernel, inner);
		expect(isHalfOut(kernel, inner)).toBe(false);
		chargeSlot(kernel, inner);
		expect([inner, outer, beside, 0 as const].map((row) => isHalfOut(kernel, row))).toEqual([
			true,
			true,
			false,
			false,
		]);
	});

	test('may be had where the machine has swap and the group may have some', () => {
		const {kernel, inner, middle} = family();
		kernel.cgroup.slotsMax[inner] = 0;
		kernel.cgroup.slotsMax[middle] = 1;
		expect([maySwap(kernel, inner), maySwap(kernel, middle), maySwap(kernel, 0)]).toEqual([
			false,
			true,
			true,
		]);
		const without = bareKernel({swapSlots: 0});
		expect([maySwap(without, 0), maySwap(without, cgroupNamed(without, 1, 0))]).toEqual([false, false]);
	});
});
