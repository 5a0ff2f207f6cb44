/** Walking page tables by what is there: the next leaf is the one that a look at every page would find. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {linux6} from '../../../source/designs/linux-6.ts';
import {allocateRow} from '../../../source/kernel/state/columns.ts';
import {geometries} from '../../../source/kernel/state/geometry.ts';
import type {Level, Mm, Vpn} from '../../../source/kernel/state/ids.ts';
import {createKernel, type Kernel} from '../../../source/kernel/state/kernel.ts';
import {allocateTable, buildTable, findTable, nextLeaf} from '../../../source/kernel/tables/table.ts';
import {holds} from '../../helpers/property.ts';

function createMm(id: keyof typeof geometries): {kernel: Kernel; mm: Mm} {
	const kernel = createKernel({geometry: geometries[id], policies: linux6.policies});
	const mm = allocateRow(kernel.mm);
	kernel.mm.root[mm] = allocateTable(kernel, kernel.geometry.levels as Level);
	return {kernel, mm};
}

test.each(['x86-64', 'i386'] as const)('on %s it is what a look at every page finds', (id) => {
	const most = 5000;
	const place = fc.nat(most);
	holds(
		fc.property(fc.array(place, {maxLength: 4}), place, place, (built, from, to) => {
			const {kernel, mm} = createMm(id);
			for (const vpn of built) {
				buildTable(kernel, mm, vpn as Vpn);
			}

			let at = Math.min(from, to);
			const end = Math.max(from, to);
			while (at < end && findTable(kernel, mm, at as Vpn) === 0) {
				at += 1;
			}

			expect(nextLeaf(kernel, mm, Math.min(from, to) as Vpn, end as Vpn)).toBe(at);
		}),
	);
});

test('upper tables without a leaf are passed over', () => {
	const {kernel, mm} = createMm('x86-64');
	const far = 2 ** 34;
	buildTable(kernel, mm, 0 as Vpn, 2);
	buildTable(kernel, mm, far as Vpn);
	expect(nextLeaf(kernel, mm, 0 as Vpn, (2 ** 35) as Vpn)).toBe(far);
	expect(nextLeaf(kernel, mm, (far + 1) as Vpn, (2 ** 35) as Vpn)).toBe(far + 1);
	expect(nextLeaf(kernel, mm, (far + 512) as Vpn, (2 ** 35) as Vpn)).toBe(2 ** 35);
});
