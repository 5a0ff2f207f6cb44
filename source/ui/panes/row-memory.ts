/** The rows of the panes, read once for a state of the machine and of the part of the model that they depend on. */

import type {RowKeys} from '../state/facts.ts';
import type {Model} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import {findPane} from './index.ts';

export function createRowMemory() {
	const kept = new Map<string, {version: number; depends: readonly unknown[]; rows: RowKeys}>();
	return {
		rows(id: string, model: Model, session: Session): RowKeys {
			const pane = findPane(id);
			if (pane === undefined) {
				throw new Error(`There is no pane ${id}`);
			}

			const {version} = session;
			const depends = pane.depends(model);
			const found = kept.get(id);
			if (found?.version === version && found.depends.every((part, i) => part === depends[i])) {
				return found.rows;
			}

			const rows = pane.read(session, model);
			kept.set(id, {version, depends, rows});
			return rows;
		},
	};
}
