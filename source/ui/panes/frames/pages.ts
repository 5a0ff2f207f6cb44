/** The pages that a process has, in memory or in swap: what each is called, stands for and is held by. */
import type {MemoryView} from '../../../analysis/memory/memory.ts';
import {type PageRow, pageRows, type SwappedRow} from '../../../analysis/rows/maps.ts';
import {pagesInSwap} from '../../../analysis/rows/slots.ts';
import type {Subject} from '../../../analysis/words/subject.ts';
import {pageBytes} from '../../../kernel/state/geometry.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import type {Held, Range} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import {heldBy, heldInSwap} from '../holders.ts';

/** A page in memory, or one in swap. */
export type Page = PageRow | SwappedRow;

/** In address order. */
export function pagesOf(memory: MemoryView, task: Task): readonly Page[] {
	const swapped = pagesInSwap(memory.kernel, task);
	const present = pageRows(memory, task);
	return swapped.length === 0
		? present
		: [...present, ...swapped].sort((left, right) => left.address - right.address);
}

/** `#455` for a frame; slots of swap are numbers without the sign. */
export function placeText(page: {readonly frame?: number; readonly slot?: number}): string {
	return page.frame === undefined ? `${page.slot}` : `#${page.frame}`;
}

export function subjectOf(page: Page): Subject {
	return 'slot' in page ? {kind: 'slot', slot: page.slot} : {kind: 'frame', frame: page.frame};
}

export function holdersAt(session: Session, page: Page | undefined): Held[] {
	return page === undefined
		? []
		: 'slot' in page
			? heldInSwap(session, page.slot)
			: heldBy(session, page.frame, String);
}

export function rangeOf({address}: {readonly address: number}): Range {
	return {start: address, end: address + pageBytes};
}
