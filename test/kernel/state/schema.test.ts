/** The tables of the kernel: wide enough for the machine that they are made for, with a row for each name. */
import {expect, test} from 'vitest';
import {frameFlags, frameKinds} from '../../../source/kernel/frames/frame.ts';
import {objectKinds} from '../../../source/kernel/frames/object.ts';
import {queues} from '../../../source/kernel/frames/page-queues.ts';
import {taskFlags, taskStates} from '../../../source/kernel/processes/task.ts';
import {type ColumnSpec, createColumns, shapeOf} from '../../../source/kernel/state/columns.ts';
import {
	geometries,
	indexesInSlot,
	pagesInFolio,
	slotsInRow,
	stripEntries,
} from '../../../source/kernel/state/geometry.ts';
import {anchorRow, kernelSchema, totals} from '../../../source/kernel/state/schema.ts';
import {vmaFlags} from '../../../source/kernel/state/vmas.ts';

const schema = kernelSchema(geometries['x86-64']);

test.each(Object.values(geometries))(
	'on $id a page table has as many entries as the machine reads',
	(geometry) => {
		const {table, ...others} = kernelSchema(geometry);
		expect(table.strip).toEqual(['i32', geometry.entries / stripEntries]);
		const {table: _, ...same} = schema;
		expect(others).toEqual(same);
	},
);

test('rows are wide for what has many of a kind, and for nothing else', () => {
	const wide = Object.entries(schema).flatMap(([name, spec]) =>
		Object.entries<ColumnSpec>(spec)
			.filter(([, column]) => typeof column !== 'string')
			.map(([column, shape]) => [`${name}.${column}`, shape[1]]),
	);
	expect(Object.fromEntries(wide)).toEqual({
		'folio.frame': pagesInFolio,
		'table.strip': geometries['x86-64'].entries / stripEntries,
		'strip.entry': stripEntries,
		'slots.anon': slotsInRow,
		'cache.value': indexesInSlot,
	});
});

test.each([
	['frame', 'kind', Object.values(frameKinds)],
	['frame', 'flags', Object.values(frameFlags)],
	['detail', 'queue', Object.values(queues)],
	['swap', 'kind', Object.values(frameKinds)],
	['object', 'kind', Object.values(objectKinds)],
	['task', 'state', Object.values(taskStates)],
	['task', 'flags', Object.values(taskFlags)],
	['vma', 'flags', Object.values(vmaFlags)],
	['mm', 'lockFlags', [vmaFlags.locked, vmaFlags.lockOnFault]],
] as const)('%s.%s holds all that is put there together', (name, column, values) => {
	const tables = createColumns<typeof schema>(schema);
	const held: Record<string, {[row: number]: number}> = tables[name] as never;
	const all = values.reduce((sum: number, value) => (sum | value) >>> 0, 0);
	held[column][0] = all;
	expect(held[column][0]).toBe(all);
});

test('totals have rows of their own from 1 on, without a hole', () => {
	expect(Object.values(totals)).toEqual(Object.keys(totals).map((_, i) => i + 1));
});

test('what is kept once stands in the first row that is handed out', () => {
	expect(anchorRow).toBe(1);
});

test('no column is called as the bookkeeping of its table is', () => {
	const kept = ['count', 'capacity', 'free', 'live', 'link'];
	const tables = createColumns<typeof schema>(schema);
	const names = Object.values(tables).flatMap((table) =>
		shapeOf(table)
			.slice(0, -1)
			.map(({name}) => name),
	);
	expect(names.filter((name) => kept.includes(name))).toEqual([]);
});
