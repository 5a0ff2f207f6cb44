/** What a child inherits of what is known of pages. */
import type {PageNote, Thread} from './state.ts';

/** After a fork every page that was written is protected, on both sides. */
export function sharePages(parent: Thread, child: Thread): void {
	for (const [page, note] of parent.pages) {
		const shared: PageNote = {state: note.state === 'written' ? 'protected' : note.state, touch: undefined};
		parent.pages.set(page, shared);
		child.pages.set(page, {...shared});
	}
}
