/** What the pane of kernels is about: what is selected in the pane that had the keys last, if that is a thing of a process. */
import type {AcrossThing} from '../../../inquiry/compare/across-figures.ts';
import {selectedKey} from '../../state/cursor.ts';
import {type PaneFacts, paneOf} from '../../state/facts.ts';
import type {Model} from '../../state/model.ts';
import {parseTableKey, type Thing} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';

/** By what a pane has, what a key of it is. */
const things: readonly (readonly [thing: Thing, of: (key: string) => AcrossThing])[] = [
	['mapping', (key) => ({kind: 'mapping', address: Number(key)})],
	['table', (key) => ({kind: 'table', ...parseTableKey(key)})],
	['frame', (key) => ({kind: 'page', address: Number(key)})],
	['process', () => ({kind: 'process'})],
];

export function thingAtHand(session: Session, model: Model): AcrossThing {
	for (const id of model.recent) {
		const of = kindOf(paneOf(session.panes, id));
		const rows = of === undefined ? undefined : session.rows(id, model);
		if (of !== undefined && rows !== undefined && rows.count > 0) {
			return of(selectedKey(model, id, rows));
		}
	}

	return {kind: 'process'};
}

function kindOf(pane: PaneFacts | undefined): ((key: string) => AcrossThing) | undefined {
	return things.find(([thing]) => pane?.offers?.includes(thing))?.[1];
}
