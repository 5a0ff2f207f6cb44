/** Which table a change goes to: closed or open, built, opened or left to all its users, and who counts its pages. */
import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {allocateFrame, frameKinds} from '../../../source/kernel/frames/frame.ts';
import {createObject, objectKinds} from '../../../source/kernel/frames/object.ts';
import {findTask} from '../../../source/kernel/processes/task.ts';
import {hasDefect} from '../../../source/kernel/state/defects.ts';
import type {Mm, Vpn} from '../../../source/kernel/state/ids.ts';
import type {Kernel} from '../../../source/kernel/state/kernel.ts';
import {vmaAt} from '../../../source/kernel/state/vmas.ts';
import {
	countEntered,
	editTable,
	forEachCharged,
	forEachUser,
	isClosed,
	tableForFault,
	tableToMove,
	tableToProtect,
} from '../../../source/kernel/tables/open-table.ts';
import {findDirectoryEntry, findTable} from '../../../source/kernel/tables/table.ts';
import {checkStory} from '../../helpers/story.ts';

const vpn: Vpn = 2 ** 32;
const far: Vpn = vpn + 1024;

/** A parent and its child who have a table in common, and a stranger who has not. */
function family(id: string): {kernel: Kernel; parent: Mm; child: Mm} {
	const {kernel} = checkStory(
		`
		1 map 0 512 rw
		1 map 1024 4 rw
		1 write 0 2
		1 write 1024 2
		1 fork 2
		2 write 1024 1`,
		{design: findDesign(id)},
	);
	return {kernel, parent: kernel.task.mm[findTask(kernel, 1)], child: kernel.task.mm[findTask(kernel, 2)]};
}

describe('a shared table', () => {
	test.each(['cow-pte', 'mccracken', 'shared-pt-absent'])(
		'is closed to both, and one’s own is not: %s',
		(id) => {
			const {kernel, parent, child} = family(id);
			const {sharing} = kernel.policies;
			const closed = (mm: Mm, at: Vpn) =>
				sharing !== undefined && isClosed(kernel, sharing, findDirectoryEntry(kernel, mm, at));
			expect(kernel.table.refs[findTable(kernel, parent, vpn)]).toBe(2);
			expect([closed(parent, vpn), closed(child, vpn), closed(child, far)]).toEqual([true, true, false]);
		},
	);

	test('is opened before a write enters a page, and another read of it is not in its way', () => {
		const {kernel, child, parent} = family('cow-pte');
		const table = findTable(kernel, child, vpn);
		expect(tableForFault(kernel, vmaAt(kernel, child, vpn), vpn, true)).not.toBe(table);
		expect([findTable(kernel, parent, vpn), kernel.table.refs[table]]).toEqual([table, 1]);
	});

	test('is made one’s own before entries of it are changed', () => {
		const {kernel, child, parent} = family('cow-pte');
		const table = findTable(kernel, parent, vpn);
		const own = editTable(kernel, child, vpn);
		expect([own === table, findTable(kernel, child, vpn), findTable(kernel, parent, vpn)]).toEqual([
			false,
			own,
			table,
		]);
		expect(editTable(kernel, child, vpn)).toBe(own);
		expect(editTable(kernel, child, vpn + 2 ** 20)).toBe(0);
	});

	test('is used by those whose directory leads to it', () => {
		const {kernel, parent, child} = family('cow-pte');
		const users = (at: Vpn, mm: Mm) => {
			const found: Mm[] = [];
			forEachUser(kernel, at, findTable(kernel, mm, at), (user) => found.push(user));
			return found;
		};

		expect([users(vpn, child), users(far, parent), users(far, child)]).toEqual([
			[parent, child],
			[parent],
			[child],
		]);
	});
});

test('a kernel without shared tables builds what is missing, and edits what is there', () => {
	const {kernel, child} = family('linux-6');
	const missing = vpn + 400;
	expect(findTable(kernel, child, vpn)).not.toBe(0);
	expect(editTable(kernel, child, vpn)).toBe(findTable(kernel, child, vpn));
	expect(editTable(kernel, child, vpn + 2 ** 20)).toBe(0);
	expect(tableForFault(kernel, vmaAt(kernel, child, missing), missing, true)).toBe(
		findTable(kernel, child, vpn),
	);
	expect([tableToProtect(kernel, child, vpn, vpn + 1), tableToMove(kernel, child, vpn)]).toEqual([
		findTable(kernel, child, vpn),
		findTable(kernel, child, vpn),
	]);
});

describe('who counts the pages of a shared table', () => {
	const charged = (kernel: Kernel, mm: Mm, at: Vpn) => {
		const found: Mm[] = [];
		forEachCharged(kernel, mm, at, findTable(kernel, mm, at), (user) => found.push(user));
		return found;
	};

	test.each(['cow-pte', 'mccracken', 'shared-pt', 'linux-6'])(
		'one’s own is counted for oneself: %s',
		(id) => {
			const {kernel, child} = family(id);
			expect(charged(kernel, child, far)).toEqual([child]);
			expect(hasDefect(kernel, 'residentDrift')).toBe(false);
		},
	);

	test('each user, the owner, or who asks and so loses touch, as the design has it', () => {
		const told = ['cow-pte', 'mccracken', 'shared-pt'].map((id) => {
			const {kernel, parent, child} = family(id);
			const resident = kernel.policies.sharing?.resident;
			const expected = {each: [parent, child], owner: [parent], splitter: [child]}[resident ?? 'splitter'];
			expect([id, charged(kernel, child, vpn)]).toEqual([id, expected]);
			expect([id, hasDefect(kernel, 'residentDrift')]).toEqual([id, resident === 'splitter']);
			return resident;
		});
		expect(new Set(told).size).toBeGreaterThan(1);
	});
});

describe('changes in place, for all who share the table', () => {
	test.each([
		['shared-pt', 1, true],
		['shared-pt', 512, true],
		['odf', 1, false],
		['cow-pte', 512, false],
		['linux-6', 1, true],
	] as const)('rights: %s, %d pages', (id, pages, inPlace) => {
		const {kernel, child} = family(id);
		const table = findTable(kernel, child, vpn);
		const isCommon = kernel.table.refs[table] > 1;
		expect(tableToProtect(kernel, child, vpn, vpn + pages) === table).toBe(inPlace || !isCommon);
		expect(hasDefect(kernel, 'protectReaches')).toBe(inPlace && isCommon);
	});

	test.each([
		['shared-pt', true],
		['cow-pte', false],
		['linux-6', true],
	] as const)('moves: %s', (id, inPlace) => {
		const {kernel, child} = family(id);
		const table = findTable(kernel, child, vpn);
		const isCommon = kernel.table.refs[table] > 1;
		expect(tableToMove(kernel, child, vpn) === table).toBe(inPlace);
		expect(hasDefect(kernel, 'remapTakes')).toBe(inPlace && isCommon);
	});
});

describe('a page just entered', () => {
	test.each([
		['linux-6', [0, 1], false],
		['mccracken', [1, 1], false],
		['shared-pt', [0, 1], true],
	] as const)('is counted for who the design says: %s', (id, more, tellsFill) => {
		const {kernel, parent, child} = family(id);
		const before = [parent, child].map((mm) => kernel.mm.rssAnon[mm]);
		countEntered(
			kernel,
			child,
			vpn,
			findTable(kernel, child, vpn),
			allocateFrame(kernel, frameKinds.anon),
			1,
		);
		expect([parent, child].map((mm, i) => kernel.mm.rssAnon[mm] - before[i])).toEqual(more);
		expect(hasDefect(kernel, 'readFill')).toBe(tellsFill);
	});

	test.each(['mccracken', 'shared-pt'])(
		'by a read goes into the shared table, where all see the same: %s',
		(id) => {
			const {kernel, child} = family(id);
			const table = findTable(kernel, child, vpn);
			expect(tableForFault(kernel, vmaAt(kernel, child, vpn), vpn, false)).toBe(table);
			expect(hasDefect(kernel, 'strangePage')).toBe(false);
		},
	);

	test.each(['flags', 'offset', 'end'] as const)(
		'by a read is strange to a sharer whose mapping differs: %s',
		(column) => {
			const {kernel, parent, child} = family('mccracken');
			const other = vmaAt(kernel, parent, vpn);
			kernel.vma[column][other] =
				column === 'end' ? vpn : column === 'flags' ? 0 : kernel.vma.offset[other] + 1;
			kernel.vma.object[other] = column === 'offset' ? createObject(kernel, objectKinds.file, 1) : 0;
			tableForFault(kernel, vmaAt(kernel, child, vpn), vpn, false);
			expect(hasDefect(kernel, 'strangePage')).toBe(true);
		},
	);
});
