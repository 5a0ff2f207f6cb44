/** Which tables a mapping needs, what a fork builds of them, and walking them by what is there. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {linux6} from '../../../source/designs/linux-6.ts';
import {allocateRow} from '../../../source/kernel/state/columns.ts';
import {geometries} from '../../../source/kernel/state/geometry.ts';
import type {Level, Mm, Vpn} from '../../../source/kernel/state/ids.ts';
import {createKernel, type Kernel} from '../../../source/kernel/state/kernel.ts';
import {allocateTable, buildTable, findTable, nextLeaf} from '../../../source/kernel/tables/table.ts';
import {holds} from '../../helpers/property.ts';
import {checkStory} from '../../helpers/story.ts';

const stories: Readonly<Record<string, string>> = {
	'one page needs a table of each level below the root, its neighbours none': `
		1 map 0 1024 rw     | ok
		1 tables            | 0
		1 write 0 1         | 1 zeroFill
		1 tables            | 3
		1 write 511 1       | 1 zeroFill
		1 tables            | 3
		1 write 512 1       | 1 zeroFill
		1 tables            | 4`,
	'fork builds the child a table for each of a copied mapping, filled or not': `
		1 map 0 1024 rw     | ok
		1 write 0 1         | 1 zeroFill
		1 read 600 1        | 1 zeroPage
		1 advise 600 1 dontneed | ok
		1 fork 2            | ok
		2 tables            | 4`,
	'fork builds the child upper tables that the parent has without a leaf below': `
		1 map 0 1024 rw     | ok
		1 write 600 1       | 1 zeroFill
		1 munmap 512 512    | ok
		1 tables            | 2
		1 fork 2            | ok
		2 tables            | 2`,
	'fork leaves file mappings that were never written to be faulted in again': `
		1 map 0 16 r lib    | ok
		1 read 0 1          | 1 mapFile
		1 fork 2            | ok
		2 tables            | 0
		2 resident          | 0`,
};

for (const [name, story] of Object.entries(stories)) {
	test(name, () => {
		checkStory(story);
	});
}

function createMm(id: keyof typeof geometries): {kernel: Kernel; mm: Mm} {
	const kernel = createKernel({geometry: geometries[id], policies: linux6.policies});
	const mm = allocateRow(kernel.mm);
	kernel.mm.root[mm] = allocateTable(kernel, kernel.geometry.levels as Level);
	return {kernel, mm};
}

test.each(['x86-64', 'i386'] as const)('on %s the next leaf is what a look at every page finds', (id) => {
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

test('on the way to the next leaf upper tables without one are passed over', () => {
	const {kernel, mm} = createMm('x86-64');
	const far = 2 ** 34;
	buildTable(kernel, mm, 0 as Vpn, 2);
	buildTable(kernel, mm, far as Vpn);
	expect(nextLeaf(kernel, mm, 0 as Vpn, (2 ** 35) as Vpn)).toBe(far);
	expect(nextLeaf(kernel, mm, (far + 1) as Vpn, (2 ** 35) as Vpn)).toBe(far + 1);
	expect(nextLeaf(kernel, mm, (far + 512) as Vpn, (2 ** 35) as Vpn)).toBe(2 ** 35);
});
