/** The past of one process: how it gets from its birth to the memory that it has now. */
import {opFlags} from '../../machine/op.ts';
import {heapName, rightsOf} from '../../machine/program.ts';
import type {BornPage} from './births.ts';
import {changeLayout, type Segment, type Span} from './layout.ts';
import {pageKinds} from './pages.ts';
import type {RunningProcess} from './process.ts';
import type {Rows} from './rows.ts';
import {emptyTables} from './tables.ts';

/** Memory of a process at a point of its past: its mappings, and its anonymous pages in the order of addresses. */
export type Memory = {
	readonly segments: readonly Segment[];
	readonly page: readonly number[];
	/** The group of each page; 0 for a page of its own. */
	readonly group: readonly number[];
};

/** Groups whose page was written: nobody else can make it a second time. */
export type Written = Set<number>;

/** From the memory that a fork left to the layout that is wanted. */
export function settleIn(rows: Rows, {segments, page, group}: Memory, wanted: readonly Segment[]): Memory {
	const change = changeLayout(segments, wanted);
	shrinkHeap(rows, segments, wanted);
	for (const span of change.unmapped) {
		rows.unmap(span);
	}

	for (const segment of change.mapped) {
		rows.map(segment);
	}

	for (const {rights, ...span} of change.protected) {
		rows.protect(span, rights);
	}

	const isKept = within(change.kept);
	const stays = page.map(isKept);
	return {
		segments: wanted,
		page: page.filter((_, i) => stays[i]),
		group: group.filter((_, i) => stays[i]),
	};
}

/** A heap that has become smaller is told with brk, so that it goes on from where it ends. */
function shrinkHeap(rows: Rows, before: readonly Segment[], after: readonly Segment[]): void {
	const endOf = (segments: readonly Segment[]) => segments.findLast(({area}) => area.path === heapName)?.end;
	const [old, wanted] = [endOf(before), endOf(after)];
	if (old === undefined || wanted === undefined || old <= wanted) {
		return;
	}

	const above = before.filter(({start, end}) => start < old && end > wanted);
	if (above.every(({area}) => area.path === heapName)) {
		rows.brk(wanted);
	}
}

/** Whether pages that are asked for in the order of addresses lie in spans. */
function within(spans: readonly Span[]): (page: number) => boolean {
	let i = 0;
	return (page) => {
		while (i < spans.length && spans[i].end <= page) {
			i += 1;
		}

		return i < spans.length && spans[i].start <= page;
	};
}

/** Writes what the next child must be born with and is not there yet; returns the memory that it is forked from. */
export function prepareBirth(
	rows: Rows,
	memory: Memory,
	births: readonly BornPage[],
	written: Written,
): Memory {
	const page: number[] = [];
	const group: number[] = [];
	const missing: BornPage[] = [];
	const isMapped = within(memory.segments);
	let i = 0;
	for (const born of births) {
		while (i < memory.page.length && memory.page[i] < born.page) {
			page.push(memory.page[i]);
			group.push(memory.group[i]);
			i += 1;
		}

		const isThere = memory.page[i] === born.page;
		const has = isThere ? memory.group[i] : undefined;
		i += isThere ? 1 : 0;
		if (has !== born.group && isMapped(born.page) && !written.has(born.group)) {
			missing.push(born);
			written.add(born.group);
			page.push(born.page);
			group.push(born.group);
		} else if (has !== undefined) {
			page.push(born.page);
			group.push(has);
		}
	}

	writeRuns(rows, missing);
	return {
		segments: memory.segments,
		page: page.concat(memory.page.slice(i)),
		group: group.concat(memory.group.slice(i)),
	};
}

type WrittenPage = Pick<BornPage, 'page' | 'isSwapped' | 'isHuge'>;

/** Writes pages run by run; each then becomes a huge one, or goes to swap, where that is what it is. */
function writeRuns(rows: Rows, pages: readonly WrittenPage[]): void {
	let first = 0;
	for (let i = 1; i <= pages.length; i += 1) {
		const last = pages[i - 1];
		const joins =
			i < pages.length &&
			pages[i].page === last.page + 1 &&
			pages[i].isSwapped === last.isSwapped &&
			pages[i].isHuge === last.isHuge;
		if (joins) {
			continue;
		}

		const span = {start: pages[first].page, end: last.page + 1};
		first = i;
		rows.write(span);
		if (last.isHuge) {
			rows.advise(span, 'collapse');
		}

		if (last.isSwapped) {
			rows.advise(span, 'pageout');
		}
	}
}

/** What of it is not certain, or not in the program: pages and page tables. */
export type Arrival = {
	readonly unplacedPages: number;
	readonly assumedTables: number;
	readonly unplacedTables: number;
};

/**
 * The last steps: what only children needed goes, pages of its own are written, those of files and shared memory come in
 * just as they are there, rights and advice become what they are.
 */
export function arrive(rows: Rows, process: RunningProcess, groups: Int32Array, memory: Memory): Arrival {
	const {areas, pages} = process;
	const own = areas.map(
		(area): Segment => ({start: area.start, end: area.end, area, rights: rightsOf(area.flags)}),
	);
	shrinkHeap(rows, memory.segments, own);
	for (const span of changeLayout(memory.segments, own).unmapped) {
		rows.unmap(span);
	}

	const {dropped, missing, unplaced} = compare(process, groups, memory);
	const isMapped = within(own);
	forRuns(dropped.filter(isMapped), (span) => rows.advise(span, 'dontneed'));
	writeRuns(rows, missing);
	const reads: number[] = [];
	const writes: number[] = [];
	const dirtyLeft = areas.map(({dirty, anonymous, lazyFree, flags}) =>
		(flags & (opFlags.shared | opFlags.write)) === (opFlags.shared | opFlags.write)
			? dirty - (anonymous - lazyFree)
			: 0,
	);
	for (let i = 0; i < pages.count; i += 1) {
		if (pages.kind[i] === pageKinds.zero) {
			reads.push(pages.page[i]);
		} else if (pages.kind[i] === pageKinds.object) {
			const isDirty = dirtyLeft[pages.area[i]] > 0;
			dirtyLeft[pages.area[i]] -= isDirty ? 1 : 0;
			(isDirty ? writes : reads).push(pages.page[i]);
		}
	}

	forRuns(writes, rows.write);
	forRuns(reads, rows.readAlone);
	const tables = emptyTables(process, dropped.filter(within(own)));
	for (const page of tables.pages) {
		rows.readAlone({start: page, end: page + 1});
		rows.advise({start: page, end: page + 1}, 'dontneed');
	}

	finishAreas(rows, own, memory.segments);
	return {unplacedPages: unplaced, assumedTables: tables.pages.length, unplacedTables: tables.unplaced};
}

/** Anonymous pages that must go, and those that must be written; both lists are in the order of addresses. */
function compare({pages}: RunningProcess, groups: Int32Array, memory: Memory) {
	const dropped: number[] = [];
	const missing: WrittenPage[] = [];
	let unplaced = 0;
	let at = 0;
	for (let i = 0; i < pages.count; i += 1) {
		const kind = pages.kind[i];
		if (kind !== pageKinds.own && kind !== pageKinds.common) {
			continue;
		}

		const page = pages.page[i];
		while (at < memory.page.length && memory.page[at] < page) {
			dropped.push(memory.page[at]);
			at += 1;
		}

		const has = memory.page[at] === page ? memory.group[at] : undefined;
		at += has === undefined ? 0 : 1;
		if (groups[i] === 0 || has !== groups[i]) {
			missing.push({page, isSwapped: pages.isSwapped[i] === 1, isHuge: pages.isHuge[i] === 1});
			unplaced += groups[i] === 0 ? 0 : 1;
		}
	}

	return {dropped: dropped.concat(memory.page.slice(at)), missing, unplaced};
}

function forRuns(pages: readonly number[], take: (span: Span) => void): void {
	let first = 0;
	for (let i = 1; i <= pages.length; i += 1) {
		if (pages[i] !== pages[i - 1] + 1) {
			take({start: pages[first], end: pages[i - 1] + 1});
			first = i;
		}
	}
}

/** Rights and advice as they are now. */
function finishAreas(rows: Rows, own: readonly Segment[], lived: readonly Segment[]): void {
	const rightsNow = new Map(lived.map(({area, rights}) => [area, rights]));
	for (const {start, end, area, rights} of own) {
		if (rightsNow.get(area) !== rights) {
			rows.protect({start, end}, rights);
		}

		for (const advice of area.advice) {
			rows.advise({start, end}, advice);
		}
	}
}
