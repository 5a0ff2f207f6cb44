/**
 * What the last event changed, page by page and frame by frame: it is told by the effects of that event. Of pages that
 * were mapped around one that was asked for only that one is known.
 */

import {pagesWith} from '../../kernel/frames/folio.ts';
import {effectKinds} from '../../kernel/state/effects.ts';
import {pagesInFolio} from '../../kernel/state/geometry.ts';
import type {Vpn} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {changedCell, copiedCell} from './cells.ts';
import {type PageMap, stretchOf} from './page-map.ts';

/** By kind of effect: the cell of the page that it happened to, 0 for what happens to no page. */
const cellOfEffect = new Uint8Array(256);
for (const name of [
	'zeroFill',
	'zeroPage',
	'mapFile',
	'mapShmem',
	'mapShared',
	'reuse',
	'zeroCopy',
	'shareWrite',
	'refill',
	'vforkWrite',
] as const) {
	cellOfEffect[effectKinds[name]] = changedCell;
}

for (const name of ['copy', 'copyFile', 'forkCopy'] as const) {
	cellOfEffect[effectKinds[name]] = copiedCell;
}

/** What happens to huge pages happens to each page of them. */
for (const name of ['hugeFill', 'hugeZero', 'hugeZeroCopy', 'hugeReuse', 'splitHuge'] as const) {
	cellOfEffect[effectKinds[name]] = changedCell;
}

for (const name of ['hugeCopy', 'hugeCollapse'] as const) {
	cellOfEffect[effectKinds[name]] = copiedCell;
}

const hugeKinds: ReadonlySet<number> = new Set([
	effectKinds.hugeFill,
	effectKinds.hugeZero,
	effectKinds.hugeZeroCopy,
	effectKinds.hugeReuse,
	effectKinds.hugeCopy,
	effectKinds.hugeCollapse,
	effectKinds.splitHuge,
]);

/** The same for frames: they are freed too, and page tables are frames. */
const cellOfFrameEffect = cellOfEffect.slice();
cellOfFrameEffect[effectKinds.zeroPage] = 0;
cellOfFrameEffect[effectKinds.hugeZero] = 0;
for (const name of ['freeFrame', 'shareTable', 'findTable', 'reuseTable', 'dropTable'] as const) {
	cellOfFrameEffect[effectKinds[name]] = changedCell;
}

cellOfFrameEffect[effectKinds.splitTable] = copiedCell;

/** For entries of an upper table: what happened to the tables below. */
const cellOfTableEffect = new Uint8Array(256);
for (const name of ['shareTable', 'findTable', 'reuseTable', 'dropTable'] as const) {
	cellOfTableEffect[effectKinds[name]] = changedCell;
}

cellOfTableEffect[effectKinds.splitTable] = copiedCell;

/** Calls `visit` with each place that the last event changed, until that says it is enough. */
export function visitChanges(
	kernel: Kernel,
	{of, mm, span}: PageMap,
	visit: (place: number, cell: number) => boolean,
): void {
	const {effects} = kernel;
	const {kind, vpn, frame, count} = effects;
	const cells = of === 'frames' ? cellOfFrameEffect : of === 'entries' ? cellOfTableEffect : cellOfEffect;
	for (let i = 0; i < count; i += 1) {
		const cell = cells[kind[i]];
		if (cell === 0 || (of !== 'frames' && effects.mm[i] !== mm)) {
			continue;
		}

		if (of !== 'entries' && hugeKinds.has(kind[i])) {
			const places = of === 'frames' ? pagesWith(kernel, frame[i]) : pagesFrom(vpn[i]);
			if (places.some((place) => visit(place, cell))) {
				return;
			}

			continue;
		}

		const place = of === 'frames' ? frame[i] : of === 'entries' ? Math.floor(vpn[i] / span) : vpn[i];
		if (visit(place, cell)) {
			return;
		}
	}
}

/** The pages of a huge page from its first on. */
function pagesFrom(vpn: Vpn): readonly Vpn[] {
	return Array.from({length: pagesInFolio}, (_, i) => vpn + i);
}

/** The first place that the last event changed, or undefined. */
export function firstChange(kernel: Kernel, map: PageMap): number | undefined {
	let found: number | undefined;
	visitChanges(kernel, map, (place) => {
		found = stretchOf(map, place) === -1 ? undefined : place;
		return found !== undefined;
	});
	return found;
}

/** What the last event did to one place; 0 for nothing. */
export function changeAt(kernel: Kernel, map: PageMap, at: number): number {
	let most = 0;
	visitChanges(kernel, map, (place, cell) => {
		most = place === at ? Math.max(most, cell) : most;
		return false;
	});
	return most;
}
