/** What a child inherits of what is known of pages. */
import {noFault} from './rows.ts';
import type {PageNote, Thread} from './state.ts';

const pageBytes = 4096;

/** After a fork every page that was written is protected, on both sides. */
export function sharePages(parent: Thread, child: Thread): void {
	for (const [page, note] of parent.pages) {
		const state = note.state === 'written' ? 'protected' : note.state;
		const shared: PageNote = {state, wasRead: note.wasRead, touch: noFault};
		parent.pages.set(page, shared);
		child.pages.set(page, {...shared});
	}
}

/** Forgets pages that are gone, or that are others now. Addresses in bytes. */
export function forgetPages({pages}: Thread, start: number, end: number): void {
	const first = start - (start % pageBytes);
	if ((end - first) / pageBytes < pages.size) {
		for (let page = first; page < end; page += pageBytes) {
			pages.delete(page);
		}

		return;
	}

	for (const page of pages.keys()) {
		if (page >= first && page < end) {
			pages.delete(page);
		}
	}
}
