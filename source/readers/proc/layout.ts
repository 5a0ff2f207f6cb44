/** Layouts: which mappings a process has at a point of its past, and the calls that lead from one layout to another. */
import {opFlags} from '../../machine/op.ts';
import {rightsOf} from '../../machine/program.ts';
import type {Area} from './areas.ts';
import type {BornPage} from './births.ts';
import {isSameBacking} from './sharers.ts';

/** A mapping or a part of one, in pages; `rights` are those that it has for now. */
export type Segment = {
	readonly start: number;
	readonly end: number;
	readonly area: Area;
	readonly rights: number;
};

export type Span = {readonly start: number; readonly end: number};

/** What has to be done to get from a layout to another, in the order in which it must be done. */
export type LayoutChange = {
	readonly unmapped: readonly Span[];
	readonly mapped: readonly Segment[];
	readonly protected: readonly (Span & {readonly rights: number})[];
	/** Where the old mapping stays with its pages. */
	readonly kept: readonly Span[];
};

/**
 * The layout in which a process lives until it has got to now: its areas, and those of which its children still have pages.
 * Where memory has pages it may be touched; `isWritten` says of which areas of its own that means writing.
 */
export function livingLayout(
	areas: readonly Area[],
	isWritten: (index: number) => boolean,
	births: readonly (readonly BornPage[])[],
): Segment[] {
	const own = areas.map((area, i): Segment => {
		const read = area.resident + area.swapped > 0 ? opFlags.read : 0;
		const write = isWritten(i) ? opFlags.read | opFlags.write : 0;
		return {start: area.start, end: area.end, area, rights: rightsOf(area.flags) | read | write};
	});
	const written = new Set<Area>();
	let layout: Segment[] = own;
	for (const [area, span] of spansOf(births.flat())) {
		for (const piece of layout.filter(({start, end}) => start < span.end && end > span.start)) {
			if (isSameBacking(piece.area, area)) {
				written.add(piece.area);
			}
		}

		layout = [...layout, ...uncovered(layout, span).map((gap) => former(gap, area))].sort(
			(left, right) => left.start - right.start,
		);
	}

	return layout.map((segment) =>
		written.has(segment.area) ? {...segment, rights: segment.rights | opFlags.read | opFlags.write} : segment,
	);
}

/** From the first to the last of the pages in each area. */
function spansOf(born: readonly BornPage[]): Map<Area, Span> {
	const spans = new Map<Area, {start: number; end: number}>();
	for (const {area, page} of born) {
		const span = spans.get(area);
		if (span === undefined) {
			spans.set(area, {start: page, end: page + 1});
		} else {
			span.start = Math.min(span.start, page);
			span.end = Math.max(span.end, page + 1);
		}
	}

	return spans;
}

function uncovered(layout: readonly Segment[], {start, end}: Span): Span[] {
	const gaps: Span[] = [];
	let at = start;
	for (const segment of layout) {
		if (segment.end > at && segment.start < end) {
			if (segment.start > at) {
				gaps.push({start: at, end: segment.start});
			}

			at = segment.end;
		}
	}

	return at < end ? [...gaps, {start: at, end}] : gaps;
}

function former({start, end}: Span, area: Area): Segment {
	return {start, end, area, rights: rightsOf(area.flags) | opFlags.read | opFlags.write};
}

export function changeLayout(old: readonly Segment[], wanted: readonly Segment[]): LayoutChange {
	const unmapped: Span[] = [];
	const mapped: Segment[] = [];
	const protectedSpans: (Span & {readonly rights: number})[] = [];
	const kept: Span[] = [];
	for (const {start, end, before, after} of pieces(old, wanted)) {
		const stays = before !== undefined && after !== undefined && isSameBacking(before.area, after.area);
		if (stays) {
			kept.push({start, end});
			if (before.rights !== after.rights) {
				protectedSpans.push({start, end, rights: after.rights});
			}

			continue;
		}

		if (before !== undefined) {
			addSpan(unmapped, {start, end});
		}

		if (after !== undefined) {
			const last = mapped.at(-1);
			const joins = last?.end === start && last.area === after.area;
			mapped.splice(joins ? -1 : mapped.length, joins ? 1 : 0, {
				...after,
				start: joins && last !== undefined ? last.start : start,
				end,
			});
		}
	}

	return {unmapped, mapped, protected: protectedSpans, kept};
}

function addSpan(spans: Span[], {start, end}: Span): void {
	const last = spans.at(-1);
	if (last?.end === start) {
		spans[spans.length - 1] = {start: last.start, end};
	} else {
		spans.push({start, end});
	}
}

type Piece = Span & {readonly before: Segment | undefined; readonly after: Segment | undefined};

/** Both layouts cut at all borders of both. */
function* pieces(old: readonly Segment[], wanted: readonly Segment[]): Generator<Piece> {
	const borders = [...new Set([...old, ...wanted].flatMap(({start, end}) => [start, end]))].sort(
		(left, right) => left - right,
	);
	let i = 0;
	let j = 0;
	for (const [index, start] of borders.slice(0, -1).entries()) {
		const end = borders[index + 1];
		while (i < old.length && old[i].end <= start) {
			i += 1;
		}

		while (j < wanted.length && wanted[j].end <= start) {
			j += 1;
		}

		const before = i < old.length && old[i].start <= start ? old[i] : undefined;
		const after = j < wanted.length && wanted[j].start <= start ? wanted[j] : undefined;
		if (before !== undefined || after !== undefined) {
			yield {start, end, before, after};
		}
	}
}
