/** What columns of ids and measures can hold, and that the compiler keeps ids apart. */
import {expect, test} from 'vitest';
import {type ColumnKind, createColumn} from '../../../source/kernel/state/columns.ts';
import {geometries} from '../../../source/kernel/state/geometry.ts';
import {type Frame, holding, type Table, type Vpn} from '../../../source/kernel/state/ids.ts';
import {framesMax} from '../../../source/kernel/state/pte.ts';
import {bareKernel} from '../../helpers/bare-kernel.ts';

const kernel = bareKernel();

test('every table of the kernel whose rows have ids has a column kind for them', () => {
	const measures = ['vpn', 'pageIndex', 'entry'];
	const ids = Object.keys(holding).filter((name) => !measures.includes(name));
	expect(ids.filter((name) => !(name in kernel.columns))).toEqual([]);
});

test.each(Object.entries<ColumnKind>(holding))('a column of %s holds all that there can be', (name, kind) => {
	const most: Readonly<Record<string, number>> = {
		vpn: Math.max(...Object.values(geometries).map(({endVpn}) => endVpn)),
		pageIndex: 2 ** 63 / 4096,
		entry: 2 ** 32 - 1,
	};
	const value = most[name] ?? framesMax;
	const column: {[row: number]: number} = createColumn(kind, 1);
	column[0] = value;
	expect(column[0]).toBe(value);
});

test('the compiler takes no id for another, and no id for a measure', () => {
	const takesFrame = (frame: Frame): number => frame;
	const takesVpn = (vpn: Vpn): number => vpn;
	const table: Table = kernel.mm.root[0];
	// @ts-expect-error A table is no frame.
	expect(takesFrame(table)).toBe(0);
	// @ts-expect-error A plain number is no id.
	expect(takesFrame(7)).toBe(7);
	// @ts-expect-error A table is no page number.
	expect(takesVpn(table)).toBe(0);
	expect(takesFrame(0) + takesVpn(7)).toBe(7);
});
