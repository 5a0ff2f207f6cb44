/** What pagemap leaves open and smaps settles: which pages are the page of zeros, and which are parts of huge pages. */
import {opFlags} from '../../machine/op.ts';
import type {Area} from './areas.ts';
import {type Pages, pageKinds} from './pages.ts';
import type {RunningProcess} from './process.ts';

const pagesInHuge = 512;

/** Settles them in place; returns of how many pages it had to be assumed which they are. */
export function settlePages({areas, pages}: Pick<RunningProcess, 'areas' | 'pages'>): number {
	let assumed = 0;
	let first = 0;
	for (const [index, area] of areas.entries()) {
		let end = first;
		while (end < pages.count && pages.area[end] === index) {
			end += 1;
		}

		const range = {first, end};
		settleKinds(pages, range, area);
		assumed += settleZeros(pages, range, area) + settleHuge(pages, range, area);
		first = end;
	}

	return assumed;
}

type Range = {readonly first: number; readonly end: number};

/** Memory of devices is read, and shared memory has pages of its object whatever else is said. */
function settleKinds({kind}: Pages, {first, end}: Range, {flags}: Area): void {
	if ((flags & opFlags.device) !== 0) {
		kind.fill(pageKinds.zero, first, end);
	} else if ((flags & opFlags.shared) !== 0) {
		kind.fill(pageKinds.object, first, end);
	}
}

/** smaps does not count the page of zeros, pagemap shows it as one that is mapped elsewhere too; its frame comes again and again. */
function settleZeros({kind, frame, isSwapped}: Pages, {first, end}: Range, area: Area): number {
	const candidates: number[] = [];
	let anonymous = 0;
	for (let i = first; i < end; i += 1) {
		if (isSwapped[i] === 0 && (kind[i] === pageKinds.own || kind[i] === pageKinds.common)) {
			anonymous += 1;
			if (kind[i] === pageKinds.common) {
				candidates.push(i);
			}
		}
	}

	const zeros = Math.max(0, anonymous - area.anonymous);
	if (zeros === 0) {
		return 0;
	}

	const counts = new Map<number, number>();
	for (const i of candidates) {
		counts.set(frame[i], (counts.get(frame[i]) ?? 0) + 1);
	}

	const often = (i: number) => counts.get(frame[i]) ?? 0;
	const chosen = candidates.toSorted((left, right) => often(right) - often(left)).slice(0, zeros);
	for (const i of chosen) {
		kind[i] = pageKinds.zero;
	}

	const isKnown = chosen.length === candidates.length || (frame[chosen[0]] !== 0 && often(chosen[0]) > 1);
	return isKnown ? 0 : chosen.length;
}

/** As many aligned runs of 512 pages of a kind as smaps counts huge ones; those whose frames follow each other come first. */
function settleHuge({page, frame, kind, isHuge, isSwapped}: Pages, {first, end}: Range, area: Area): number {
	const wanted = Math.round(area.huge / pagesInHuge);
	const runs: {readonly at: number; readonly isInRow: boolean}[] = [];
	for (let at = first; wanted > 0 && at + pagesInHuge <= end; at += 1) {
		const last = at + pagesInHuge - 1;
		if (page[at] % pagesInHuge !== 0 || page[last] !== page[at] + pagesInHuge - 1) {
			continue;
		}

		const isOne = kind[at] === pageKinds.own || kind[at] === pageKinds.common;
		if (isOne && kind.subarray(at, last + 1).every((each) => each === kind[at]) && isSwapped[at] === 0) {
			const isInRow = frame[at] !== 0 && frame[last] === frame[at] + pagesInHuge - 1;
			runs.push({at, isInRow});
		}
	}

	const chosen = runs
		.toSorted((left, right) => Number(right.isInRow) - Number(left.isInRow))
		.slice(0, wanted);
	for (const {at} of chosen) {
		isHuge.fill(1, at, at + pagesInHuge);
	}

	return chosen.length === runs.length ? 0 : chosen.length * pagesInHuge;
}
