/** What is selected in the pane that has things of a kind: how panes learn of each other without knowing each other. */
import {paneOffering} from '../state/facts.ts';
import {type Model, startCursor} from '../state/model.ts';
import type {Offer, Thing} from '../state/rows.ts';
import type {Session} from '../state/session.ts';

/** What the answers of `offered` depend on. */
export function offeredParts(session: Session, model: Model, thing: Thing): readonly unknown[] {
	const pane = paneOffering(session.panes, thing)?.id;
	const {key, row} = (pane === undefined ? undefined : model.cursors[pane]) ?? startCursor;
	return [key, row];
}

/** What the selected one of such things stands for; empty where no pane has them. */
export function offered(session: Session, model: Model, thing: Thing): Offer {
	const pane = paneOffering(session.panes, thing);
	return pane === undefined ? {} : offerOf(session, model, pane.id);
}

/** What is selected in a pane stands for; where that is gone, what stands in its row. */
export function offerOf(session: Session, model: Model, pane: string): Offer {
	const rows = session.rows(pane, model);
	if (rows.count === 0) {
		return {};
	}

	const {key, row} = model.cursors[pane] ?? startCursor;
	const isThere = key !== undefined && rows.rowOf(key) !== -1;
	return rows.offerOf?.(isThere ? key : rows.keyAt(Math.min(row, rows.count - 1))) ?? {};
}
