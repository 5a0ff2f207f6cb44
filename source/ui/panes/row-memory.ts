/** The rows of the panes of a session, read once for a state of the machine and of what else they depend on. */
import {memo} from '../state/memo.ts';
import type {Model} from '../state/model.ts';
import type {Rows} from '../state/rows.ts';
import type {Session} from '../state/session.ts';
import type {Pane} from './pane.ts';

export type RowMemory = (id: string, model: Model, session: Session) => Rows;

export function createRowMemory(panes: readonly Pane[]): RowMemory {
	const keep = memo<Rows>();
	const byId = new Map(panes.map((pane) => [pane.id, pane]));
	return (id, model, session) => {
		const pane = byId.get(id);
		if (pane === undefined) {
			throw new Error(`There is no pane ${id}`);
		}

		return keep(pane, [session.version, ...pane.depends(session, model)], () => pane.read(session, model));
	};
}
