/** Room in memory that is short: who is asked for how much, and what is told where nothing can be had. */
import {describe, expect, test} from 'vitest';
import {cgroupNamed} from '../../../source/kernel/frames/cgroup.ts';
import {allocateFrame, frameKinds} from '../../../source/kernel/frames/frame.ts';
import {pagingRequests} from '../../../source/kernel/frames/swap.ts';
import {haveRoom, makeRoom} from '../../../source/kernel/processes/make-room.ts';
import {allocateRow} from '../../../source/kernel/state/columns.ts';
import {effectKinds} from '../../../source/kernel/state/effects.ts';
import type {Mm} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import type {Limits} from '../../../source/kernel/state/limits.ts';
import {anchorRow} from '../../../source/kernel/state/schema.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

/** A kernel whose reclaim notes what it is asked for, and says that it freed so many. */
function asked(limits: Partial<Limits>, freed = 0, id?: string) {
	const requests: number[][] = [];
	const kernel = bareKernel(limits, id);
	const reclaim = (_: Kernel, pages: number, asking: Mm, within = 0) => {
		requests.push([pages, asking, within]);
		return freed;
	};
	return {kernel: {...kernel, policies: {...kernel.policies, reclaim}}, requests, mm: allocateRow(kernel.mm)};
}

describe('making room', () => {
	test('asks the design, for an address space and within a group, and says what it freed', () => {
		const {kernel, requests, mm} = asked({}, 3);
		const group = cgroupNamed(kernel, 1, 0);
		expect([makeRoom(kernel, 8, mm), makeRoom(kernel, 5, mm, group)]).toEqual([3, 3]);
		expect(requests).toEqual([
			[8, mm, 0],
			[5, mm, group],
		]);
	});

	/** On-demand-fork cannot swap. */
	test.each([
		['odf', 0, 10, 1],
		['odf', 2, 10, 0],
		['odf', 0, 0, 0],
		['linux-6', 0, 10, 0],
	])(
		'a kernel that cannot swap says so where it frees nothing and there is swap: %s, %d freed, %d slots',
		(id, freed, swapSlots, told) => {
			const {kernel, mm} = asked({swapSlots}, freed, id);
			makeRoom(kernel, 8, mm);
			expect(kernel.effects.count).toBe(told);
			if (told > 0) {
				const {kind, mm: whose, vpn, other} = kernel.effects;
				expect([kind[0], whose[0], vpn[0], other[0]]).toEqual([
					effectKinds.notSimulated,
					0,
					0,
					pagingRequests.reclaim,
				]);
			}
		},
	);
});

describe('having room', () => {
	test.each([
		['enough', 7, []],
		['all that is free', 8, []],
		['one more', 9, [[1, 1, 0]]],
		['many more', 20, [[12, 1, 0]]],
	])('of 8 free frames: %s', (_, frames, expected) => {
		const {kernel, requests, mm} = asked({frames: 10});
		allocateFrame(kernel, frameKinds.anon);
		allocateFrame(kernel, frameKinds.anon);
		haveRoom(kernel, frames, mm);
		expect(requests).toEqual(expected);
	});

	test('asks every group on the way up for what it lacks, and those without a limit for nothing', () => {
		const {kernel, requests, mm} = asked({frames: 100});
		const top = cgroupNamed(kernel, 1, 0);
		const middle = cgroupNamed(kernel, 2, top);
		const bottom = cgroupNamed(kernel, 3, middle);
		const {pages, pagesMax} = kernel.cgroup;
		pagesMax[top] = 20;
		pages[top] = 15;
		pagesMax[bottom] = 10;
		pages[bottom] = 4;
		kernel.anchor.charging[anchorRow] = cgroupNamed(kernel, 4, 0);
		kernel.anchor.chargingTables[anchorRow] = bottom;
		haveRoom(kernel, 5, mm);
		expect(requests).toEqual([]);
		haveRoom(kernel, 6, mm);
		expect(requests).toEqual([[1, mm, top]]);
		haveRoom(kernel, 9, mm);
		expect(requests.slice(1)).toEqual([
			[3, mm, bottom],
			[4, mm, top],
		]);
	});
});
