import fc from 'fast-check';
import {expect, test} from 'vitest';
import {
	type ArrangementName,
	arrangementNames,
	arrangements,
	firstSeen,
} from '../../source/ui/state/arrangements.ts';
import {
	divide,
	innerSize,
	type Layout,
	layOut,
	type PanePlace,
	slotAt,
} from '../../source/ui/state/layout.ts';
import {holds} from '../helpers/property.ts';

const panes: readonly PanePlace[] = [
	{id: 'tree', place: 'tree'},
	{id: 'maps', place: 'maps'},
	{id: 'tables', place: 'tables'},
	{id: 'frames', place: 'frames'},
	{id: 'stats', place: 'statistics'},
	{id: 'log', place: 'log'},
	{id: 'why', place: 'why'},
	{id: 'map', place: 'pages'},
	{id: 'sharing', place: 'sharing'},
];
const ids = panes.map(({id}) => id);

function laidOut(
	columns: number,
	rows: number,
	recent = ids,
	isZoomed = false,
	name: ArrangementName = 'all',
): Layout {
	return layOut({columns, rows}, panes, recent, isZoomed, false, arrangements[name]);
}

/** Slots as `shown@column,row columns×rows`. */
function drawn({kind, slots}: Layout): string[] {
	return [
		kind,
		...slots.map(
			({shown, rectangle: {column, row, columns, rows}}) => `${shown}@${column},${row} ${columns}x${rows}`,
		),
	];
}

test.each([
	[19, 24, 'line'],
	[80, 4, 'line'],
	[40, 12, 'small'],
	[59, 40, 'small'],
	[80, 24, 'stacked'],
	[100, 24, 'two'],
	[120, 40, 'two'],
	[160, 39, 'two'],
	[160, 45, 'three'],
	[200, 60, 'large'],
	[300, 54, 'three'],
])('%i by %i is laid out as %s', (columns, rows, kind) => {
	expect(laidOut(columns, rows).kind).toBe(kind);
});

test('80 by 24: the tree above, all else in tabs below', () => {
	expect(drawn(laidOut(80, 24))).toEqual(['stacked', 'tree@0,2 80x12', 'maps@0,14 80x8']);
});

test('200 by 60: every pane at once', () => {
	expect(laidOut(200, 60).slots.map(({shown}) => shown)).toEqual([
		'tree',
		'maps',
		'map',
		'tables',
		'frames',
		'why',
		'log',
		'stats',
		'sharing',
	]);
});

test('the tab that had the keys last is seen', () => {
	expect(drawn(laidOut(80, 24, ['tree', 'log', 'maps'])).at(-1)).toContain('log@');
	expect(drawn(laidOut(80, 24, ['frames', 'tree'])).at(-1)).toContain('frames@');
});

test('zoomed, the pane with the keys has the whole screen', () => {
	expect(drawn(laidOut(200, 60, ['stats', 'tree'], true))).toEqual(['zoomed', 'stats@0,3 200x55']);
});

test('slots tile the screen between the lines around them, at every size', () => {
	const size = fc.record({columns: fc.integer({min: 1, max: 320}), rows: fc.integer({min: 1, max: 120})});
	holds(
		fc.property(
			size,
			fc.shuffledSubarray(ids, {minLength: 1}),
			fc.boolean(),
			fc.constantFrom(...arrangementNames),
			({columns, rows}, recent, zoomed, name) => {
				const layout = laidOut(columns, rows, recent, zoomed, name);
				const lines = [layout.status, layout.timeline, layout.marks, layout.explanation, layout.footer];
				const taken = new Set(lines.filter((line) => line !== undefined));
				expect(Math.max(...taken)).toBeLessThan(rows);
				for (let row = 0; layout.kind !== 'line' && row < rows; row += 1) {
					for (let column = 0; column < columns; column += 7) {
						const hits = layout.slots.filter(
							(slot) => slotAt({...layout, slots: [slot]}, column, row) !== undefined,
						);
						expect(hits).toHaveLength(taken.has(row) ? 0 : 1);
					}
				}

				const reached = layout.slots.flatMap((slot) => slot.panes);
				expect(reached.toSorted()).toEqual(layout.kind === 'line' ? [] : ids.toSorted());
				for (const slot of layout.slots) {
					expect(innerSize(slot).rows).toBeGreaterThan(0);
					expect(slot.panes).toContain(slot.shown);
				}
			},
		),
	);
});

test.each([
	['operator', 80, 24, 'tree stats'],
	['operator', 120, 40, 'tree stats log'],
	['operator', 200, 60, 'tree log stats sharing maps'],
	['teacher', 80, 24, 'tree tables log'],
	['teacher', 120, 40, 'tree log tables map'],
	['teacher', 200, 60, 'tree tables log frames map why'],
	['designer', 80, 24, 'tables log'],
	['designer', 120, 40, 'tables stats log tree'],
	['designer', 200, 60, 'tables log stats why frames tree'],
] as const)('the layout of an %s at %i by %i', (name, columns, rows, expected) => {
	const {slots} = laidOut(columns, rows, [...firstSeen(name, panes)], false, name);
	expect(slots.map(({shown}) => shown).join(' ')).toBe(expected);
});

test('cells are divided whole, in proportion', () => {
	expect(divide(10, [1, 1])).toEqual([5, 5]);
	expect(divide(80, [84, 116])).toEqual([34, 46]);
	expect(divide(7, [1, 1, 1]).reduce((sum, part) => sum + part)).toBe(7);
});
