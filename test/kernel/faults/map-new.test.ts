/** A page that a fault has just made: its entry, its counts, and whose counter it is in. */
import {expect, test} from 'vitest';
import {enterNewAnon, mapNewAnon} from '../../../source/kernel/faults/map-new.ts';
import {allocateFrame, frameFlags, frameKinds, referencesOf} from '../../../source/kernel/frames/frame.ts';
import {residentPages} from '../../../source/kernel/frames/rss.ts';
import {createMm} from '../../../source/kernel/mappings/mm.ts';
import {insertVma} from '../../../source/kernel/mappings/vma.ts';
import type {Vpn} from '../../../source/kernel/state/ids.ts';
import {packPte, pteBits} from '../../../source/kernel/state/pte.ts';
import {vmaFlags} from '../../../source/kernel/state/vmas.ts';
import {buildTable, roomFor} from '../../../source/kernel/tables/table.ts';
import {bareKernel, workDone} from '../../helpers/bare-kernel.ts';

const vpn: Vpn = 5;

/** A mapping with a table, and a frame for its page 5. */
function withFrame(id?: string) {
	const kernel = bareKernel({}, id);
	const mm = createMm(kernel);
	const {read, write} = vmaFlags;
	const vma = insertVma(kernel, mm, {
		...{start: 0, end: 10, flags: read | write, offset: 0},
		...{object: 0, mapping: 0, name: 0, anonVma: 0, chain: 0},
	});
	const table = buildTable(kernel, mm, vpn);
	kernel.table.isProtected[table] = 1;
	const frame = allocateFrame(kernel, frameKinds.anon);
	return {kernel, mm, vma, table, frame, index: roomFor(kernel, table, 1, vpn)};
}

test('its entry lets everything through and says that it was written, and it is one owner’s', () => {
	const {kernel, mm, vma, table, frame, index} = withFrame();
	mapNewAnon(kernel, vma, table, index, frame);
	const {present, write, dirty} = pteBits;
	expect(kernel.strip.entry[index]).toBe(packPte(frame, present | write | dirty));
	expect([referencesOf(kernel, frame), kernel.frame.mapcount[frame], kernel.frame.flags[frame]]).toEqual([
		1,
		1,
		frameFlags.exclusive,
	]);
	expect([kernel.table.used[table], residentPages(kernel, mm)]).toEqual([1, 1]);
});

test('its table has an entry that may be written', () => {
	const {kernel, vma, table, frame, index} = withFrame();
	mapNewAnon(kernel, vma, table, index, frame);
	expect(kernel.table.isProtected[table]).toBe(0);
});

test('entered for many address spaces at once, it is in the counter of none yet', () => {
	const {kernel, mm, table, frame, index} = withFrame();
	enterNewAnon(kernel, table, index, frame);
	expect([residentPages(kernel, mm), kernel.frame.mapcount[frame], kernel.table.used[table]]).toEqual([
		0, 1, 1,
	]);
});

test.each([
	['linux-6', 1, 0],
	['4.4bsd', 0, 1],
	['linux-2.4', 0, 0],
])('it is entered in the reverse maps where there are any: %s', (id, adds, lists) => {
	const {kernel, vma, table, frame, index} = withFrame(id);
	mapNewAnon(kernel, vma, table, index, frame);
	expect([workDone(kernel, 'rmap_add'), workDone(kernel, 'pv_add')]).toEqual([adds, lists]);
	expect(kernel.detail.chain[kernel.frame.detail[frame]]).toBe(0);
});
