/** Shapes of page tables: what they reach, and what of that a process may map. */
import {expect, test} from 'vitest';
import {
	type Geometry,
	geometries,
	pageBytes,
	pagesInFolio,
	slotsInRow,
} from '../../../source/kernel/state/geometry.ts';

const all: readonly Geometry[] = Object.values(geometries);

test.each(all)(
	'$id: tables of a power of two reach all of memory that a process may map, none is idle',
	({entries, levels, endVpn}) => {
		expect(Math.log2(entries) % 1).toBe(0);
		expect(entries ** levels).toBeGreaterThanOrEqual(endVpn);
		expect(entries ** (levels - 1)).toBeLessThan(endVpn);
	},
);

test.each(all)(
	'$id: a table fills one page with entries as wide as its addresses need',
	({id, entries, endVpn}) => {
		const entryBytes = endVpn * pageBytes > 2 ** 32 ? 8 : 4;
		expect(entries * entryBytes).toBe(pageBytes);
		expect(geometries[id].id).toBe(id);
	},
);

// Linux: TASK_SIZE of each; /proc/PID/maps shows nothing at or above.
test.each([
	['x86-64', 0x7fff_ffff_f000],
	['arm64', 0x1_0000_0000_0000],
	['i386', 0xffff_e000],
] as const)('%s: memory of a process ends at %i', (id, end) => {
	expect(geometries[id].endVpn * pageBytes).toBe(end);
});

test.each(all)('$id has huge entries if they map what a folio is, 2 MiB', ({entries, hasHugeEntries}) => {
	expect(pagesInFolio * pageBytes).toBe(2 ** 21);
	expect(hasHugeEntries).toBe(entries === pagesInFolio);
});

test('a run of slots of an amap never crosses a table', () => {
	expect(all.every(({entries}) => entries % slotsInRow === 0)).toBe(true);
	expect(pageBytes).toBe(4096);
});
