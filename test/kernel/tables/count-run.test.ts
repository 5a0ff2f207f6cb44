import {expect, test} from 'vitest';
import {linux6} from '../../../source/designs/linux-6.ts';
import {allocateFrame, frameKinds} from '../../../source/kernel/frames/frame.ts';
import {geometries} from '../../../source/kernel/state/geometry.ts';
import type {Frame} from '../../../source/kernel/state/ids.ts';
import {createKernel, type Kernel} from '../../../source/kernel/state/kernel.ts';
import {packPte, pteBits} from '../../../source/kernel/state/pte.ts';
import {roomAt} from '../../../source/kernel/state/strips.ts';
import {countRun} from '../../../source/kernel/tables/count-run.ts';
import {allocateTable} from '../../../source/kernel/tables/table.ts';

const {present, special, dirty} = pteBits;

/** A table with two pages, one of them twice, among empty entries; `first` is where it begins. */
function tableWithPages(): {kernel: Kernel; first: number; pages: readonly [Frame, Frame]} {
	const kernel = createKernel({geometry: geometries['x86-64'], policies: linux6.policies});
	const first = roomAt(kernel, allocateTable(kernel, 1), 0);
	const pages = [allocateFrame(kernel, frameKinds.anon), allocateFrame(kernel, frameKinds.anon)] as const;
	kernel.strip.entry[first + 2] = packPte(pages[0], present);
	kernel.strip.entry[first + 3] = packPte(pages[1], present | dirty);
	kernel.strip.entry[first + 6] = packPte(pages[1], present);
	return {kernel, first, pages};
}

test('a run is counted for each of its pages, empty entries for none', () => {
	const {kernel, first, pages} = tableWithPages();
	const counted = countRun(kernel, first, first + 8, 1);
	expect(counted).toMatchObject({filled: 3, hasUnmapped: false});
	expect(counted.bits & 0xff).toBe(present | dirty);
	expect([0, ...pages].map((page) => kernel.frame.mapcount[page])).toEqual([0, 1, 2]);
});

test('what is taken off again tells which run held the last entry of a page', () => {
	const {kernel, first, pages} = tableWithPages();
	countRun(kernel, first, first + 8, 1);
	expect(countRun(kernel, first + 3, first + 4, -1)).toMatchObject({filled: 1, hasUnmapped: false});
	expect(countRun(kernel, first + 6, first + 8, -1)).toMatchObject({filled: 1, hasUnmapped: true});
	expect(countRun(kernel, first, first + 2, -1)).toMatchObject({filled: 0, hasUnmapped: false});
	expect([0, ...pages].map((page) => kernel.frame.mapcount[page])).toEqual([0, 1, 0]);
});

test('entries of no page are seen, and a change can be taken back', () => {
	const {kernel, first, pages} = tableWithPages();
	kernel.strip.entry[first] = packPte(pages[0], present | special);
	expect(countRun(kernel, first, first + 8, 1).bits & special).toBe(special);
	countRun(kernel, first, first + 8, -1);
	expect([0, ...pages].map((page) => kernel.frame.mapcount[page])).toEqual([0, 0, 0]);
});
