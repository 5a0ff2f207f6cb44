import {expect, test} from 'vitest';
import {detailFor, dropDetail} from '../../../source/kernel/frames/detail.ts';
import {allocateFrame, frameKinds} from '../../../source/kernel/frames/frame.ts';
import {columnsOf, shapeOf} from '../../../source/kernel/state/columns.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

/** The columns of a detail that hold anything. */
function noted({detail}: Kernel, row: number): readonly string[] {
	return shapeOf(detail)
		.map(({name}) => name)
		.filter((name) => columnsOf(detail)[name][row] !== 0);
}

test('a plain page has no detail, and what is noted of another is not read as its own', () => {
	const kernel = bareKernel();
	const [plain, other] = [1, 2].map(() => allocateFrame(kernel, frameKinds.anon));
	const own = detailFor(kernel, other);
	kernel.detail.part[own] = 7;
	expect([plain, other].map((frame) => kernel.detail.part[kernel.frame.detail[frame]])).toEqual([0, 7]);
	expect(kernel.detail.live).toBe(1);
});

test('a page has one detail, however often it is asked for and however many others get one', () => {
	const kernel = bareKernel();
	const frames = Array.from({length: 100}, () => allocateFrame(kernel, frameKinds.anon));
	const rows = frames.map((frame) => detailFor(kernel, frame));
	expect(new Set(rows).size).toBe(100);
	expect(frames.map((frame) => detailFor(kernel, frame))).toEqual(rows);
	expect(frames.map((frame) => kernel.frame.detail[frame])).toEqual(rows);
});

test('what was noted is gone with the detail, whose row the next page gets', () => {
	const kernel = bareKernel();
	const [first, second] = [1, 2].map(() => allocateFrame(kernel, frameKinds.anon));
	const row = detailFor(kernel, first);
	for (const {name} of shapeOf(kernel.detail)) {
		columnsOf(kernel.detail)[name][row] = name === 'link' ? 0 : 1;
	}

	dropDetail(kernel, first);
	expect([noted(kernel, row), kernel.frame.detail[first], kernel.detail.live]).toEqual([[], 0, 0]);
	dropDetail(kernel, first);
	expect([detailFor(kernel, second), kernel.detail.live]).toEqual([row, 1]);
});
