/**
 * Links between the panes that show memory: each marks what has to do with the selection of the others. Of the panes that
 * offer ranges the one that had the keys last leads; as long as nothing was chosen in any of them that is the first.
 */
import {focused, type Model} from '../state/model.ts';
import type {Range} from '../state/rows.ts';
import type {Session} from '../state/session.ts';
import {offerOf} from './offered.ts';

/** What the other panes have selected, for a pane that marks it. */
export function linkedRanges(session: Session, model: Model, pane: string): readonly Range[] {
	const offering = session.panes.flatMap(({id, offers}) => (offers?.includes('range') ? [id] : []));
	const isChosen = (id: string) =>
		id === offering[0] || id === focused(model) || model.cursors[id]?.key !== undefined;
	const leader = model.recent.find((id) => id !== pane && offering.includes(id) && isChosen(id));
	return leader === undefined ? [] : (offerOf(session, model, leader).ranges ?? []);
}

export function isIn(ranges: readonly Range[], {start, end}: Range): boolean {
	return ranges.some((range) => range.start < end && range.end > start);
}
