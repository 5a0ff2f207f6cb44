/** How the keys are spelled that a guide tells of. */
import type {PaneFacts} from '../state/facts.ts';
import {spellKey} from '../state/keys/spell.ts';
import {boundWith} from '../state/keys/table.ts';
import type {Model} from '../state/model.ts';

export function keyFor(action: string, {keys}: Pick<Model, 'keys'>, panes: readonly PaneFacts[]): string {
	const binding = boundWith(panes, keys).find((each) => each.action === action);
	return spellKey(binding?.keys[0] ?? '');
}
