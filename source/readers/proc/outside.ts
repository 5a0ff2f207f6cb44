/** Pages of files and of shared memory that processes have in common with others than those that were asked for. */
import {opFlags} from '../../machine/op.ts';
import type {Area} from './areas.ts';
import type {Segment, Span} from './layout.ts';
import {pageKinds} from './pages.ts';
import type {RunningProcess} from './process.ts';

export type OutsideObject = {
	/** Where it is mapped for them: an address that means nothing. */
	readonly segment: Segment;
	readonly pages: readonly Span[];
};

/** Where no program has anything by itself. */
const firstPage = 0x1000_0000_0000 / 4096;

type PageOfObject = {readonly area: Area; readonly offset: number; count: number; isElsewhere: boolean};

/** A page that is mapped more than once, and once only here, is mapped by others. */
export function outsideObjects(processes: readonly RunningProcess[]): OutsideObject[] {
	const objects = new Map<string, Map<number, PageOfObject>>();
	for (const {areas, pages} of processes) {
		for (let i = 0; i < pages.count; i += 1) {
			const area = areas[pages.area[i]];
			if (pages.kind[i] === pageKinds.object && area.inode !== '') {
				const known = objects.get(area.inode) ?? new Map<number, PageOfObject>();
				objects.set(area.inode, known);
				const offset = area.offset + pages.page[i] - area.start;
				const page = known.get(offset) ?? {area, offset, count: 0, isElsewhere: pages.isElsewhere[i] === 1};
				page.count += 1;
				known.set(offset, page);
			}
		}
	}

	let next = firstPage;
	return [...objects.values()].flatMap((known) => {
		const outside = [...known.values()].filter(({count, isElsewhere}) => count === 1 && isElsewhere);
		if (outside.length === 0) {
			return [];
		}

		const object = placed(outside, next);
		next = object.segment.end + 1;
		return [object];
	});
}

/** One mapping from the first to the last of the pages. */
function placed(outside: readonly PageOfObject[], start: number): OutsideObject {
	const offsets = outside.map(({offset}) => offset).sort((left, right) => left - right);
	const first = offsets[0];
	const end = start + (offsets.at(-1) ?? first) + 1 - first;
	const {area} = outside[0];
	const pages: {start: number; end: number}[] = [];
	for (const offset of offsets) {
		const page = start + offset - first;
		const last = pages.at(-1);
		if (last?.end === page) {
			last.end = page + 1;
		} else {
			pages.push({start: page, end: page + 1});
		}
	}

	const rights = opFlags.read;
	const flags = (area.flags & opFlags.shared) | rights;
	return {segment: {start, end, area: {...area, start, end, offset: first, flags}, rights}, pages};
}
