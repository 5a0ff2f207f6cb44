/** Reverse maps: which kernels count what, and how many blocks the chain of a page has. */
import {describe, expect, test} from 'vitest';
import {allocateFrame, frameKinds} from '../../../source/kernel/frames/frame.ts';
import {countReverseMaps, growChain, shrinkChain} from '../../../source/kernel/frames/reverse-map.ts';
import type {Frame} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {workUnits} from '../../../source/kernel/state/work.ts';
import {bareKernel, workDone} from '../../helpers/bare-kernel.ts';

test.each([
	['linux-6', [3, 2, 0, 0]],
	['linux-2.5-rmap', [3, 2, 0, 0]],
	['linux-2.4', [0, 0, 0, 0]],
	['v7', [0, 0, 0, 0]],
	['4.4bsd', [0, 0, 3, 2]],
	['uvm', [0, 0, 3, 2]],
])('%s counts entries in its own words, or not at all', (id, counts) => {
	const kernel = bareKernel({}, id);
	countReverseMaps(kernel, workUnits.rmap_add, 3);
	countReverseMaps(kernel, workUnits.rmap_remove, 2);
	const units = ['rmap_add', 'rmap_remove', 'pv_add', 'pv_remove'] as const;
	expect(units.map((unit) => workDone(kernel, unit))).toEqual(counts);
});

describe('the chain of a page', () => {
	function pageOf(kernel: Kernel): Frame {
		return allocateFrame(kernel, frameKinds.anon);
	}

	/** Blocks after each of the given numbers of entries was reached by one more, or one fewer. */
	function blocks(
		kernel: Kernel,
		page: Frame,
		change: typeof growChain,
		entries: readonly number[],
	): number[] {
		return entries.map((count) => {
			kernel.frame.mapcount[page] = count;
			change(kernel, page);
			return kernel.detail.chain[kernel.frame.detail[page]];
		});
	}

	const upTo = (count: number) => Array.from({length: count}, (_, i) => i + 1);

	test('has no block for one entry, one for up to seven, and one for every seven more', () => {
		const kernel = bareKernel();
		expect(blocks(kernel, pageOf(kernel), growChain, upTo(15))).toEqual([
			0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3,
		]);
		expect(workDone(kernel, 'chain_alloc')).toBe(3);
	});

	test('gives blocks back as entries go, the last with the last entry', () => {
		const kernel = bareKernel();
		const page = pageOf(kernel);
		blocks(kernel, page, growChain, upTo(15));
		expect(blocks(kernel, page, shrinkChain, upTo(14).reverse().concat(0))).toEqual([
			2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 0,
		]);
	});

	test('of a page that had but one entry was never there', () => {
		const kernel = bareKernel();
		const page = pageOf(kernel);
		expect(blocks(kernel, page, growChain, [1])).toEqual([0]);
		// Two pages of a kernel that lost count: none is made up.
		expect(blocks(kernel, page, shrinkChain, [5])).toEqual([0]);
	});
});
