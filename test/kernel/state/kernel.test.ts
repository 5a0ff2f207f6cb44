/** A kernel that has just booted, and how it counts work. */
import {expect, test} from 'vitest';
import {linux6} from '../../../source/designs/linux-6.ts';
import {checkKernel} from '../../../source/kernel/check/check.ts';
import {tablesOf} from '../../../source/kernel/state/columns.ts';
import {geometries} from '../../../source/kernel/state/geometry.ts';
import {countWork, createKernel, type Kernel} from '../../../source/kernel/state/kernel.ts';
import {defaultLimits} from '../../../source/kernel/state/limits.ts';
import {anchorRow, queuesInLruvec, totals} from '../../../source/kernel/state/schema.ts';
import {workUnitCount, workUnits} from '../../../source/kernel/state/work.ts';

const boot = (options: Partial<Parameters<typeof createKernel>[0]> = {}): Kernel =>
	createKernel({geometry: geometries['x86-64'], policies: linux6.policies, ...options});

test.each(Object.values(geometries))('on $id nothing is in use, and all rules hold', (geometry) => {
	const kernel = boot({geometry});
	const once = ['queue', 'lruvec', 'work', 'total', 'anchor'];
	const used = Object.entries(kernel.columns).filter(([, {live}]) => live > 0);
	expect(used.map(([name]) => name)).toEqual(once);
	expect(kernel.geometry).toBe(geometry);
	expect(checkKernel(kernel)).toBeUndefined();
});

test('what is kept once has a row for each of its names, and no more', () => {
	const {work, total, anchor, queue, lruvec} = boot();
	expect(work.count).toBe(workUnitCount + 1);
	expect(total.count).toBe(Object.keys(totals).length + 1);
	expect(anchor.count).toBe(anchorRow + 1);
	expect([lruvec.count, queue.count]).toEqual([2, queuesInLruvec + 1]);
});

test('the first file that is opened has an identity, all other numbers begin at zero', () => {
	const {total} = boot();
	const begun = [...total.value.keys()].filter((row) => total.value[row] !== 0);
	expect(begun).toEqual([totals.nextMapping]);
	expect(total.value[totals.nextMapping]).toBe(1);
});

test('limits that are not given are the usual ones', () => {
	expect(boot().limits).toEqual(defaultLimits);
	expect(boot({limits: {frames: 24}}).limits).toEqual({...defaultLimits, frames: 24});
});

test('huge pages are had where they are asked for, unless it is said otherwise', () => {
	expect(boot().hugePages).toBe('madvise');
	expect(boot({hugePages: 'always'}).hugePages).toBe('always');
});

test('the tables that are saved are those that the kernel works on, and no other kernel’s', () => {
	const [kernel, other] = [boot(), boot()];
	for (const [name, table] of Object.entries(kernel.columns)) {
		expect(kernel[name as keyof typeof kernel.columns]).toBe(table);
	}

	const tables = tablesOf(kernel.columns);
	expect(tablesOf(other.columns).filter((table) => tables.includes(table))).toEqual([]);
	expect(other.effects).not.toBe(kernel.effects);
});

test('work is counted where it belongs, once or as often as is said', () => {
	const kernel = boot();
	countWork(kernel, workUnits.page_copy);
	countWork(kernel, workUnits.page_copy, 4);
	countWork(kernel, workUnits.pte_copy, 0);
	const counted = [...kernel.work.amount.keys()].filter((row) => kernel.work.amount[row] !== 0);
	expect(counted).toEqual([workUnits.page_copy]);
	expect(kernel.work.amount[workUnits.page_copy]).toBe(5);
});
