/** The reducer of what belongs to a pane: the pane itself says what its messages do. */
import {type Facts, type PaneFacts, paneOf} from '../facts.ts';
import type {PaneMessage, Result} from '../message.ts';
import type {Model} from '../model.ts';
import {only, type Reducers} from './reducer.ts';

export const paneReducers: Reducers<'pane'> = {
	pane(model, {pane, message}, facts) {
		const owner = paneOf(facts.panes, pane);
		return owner === undefined ? only(model) : sendToPane(model, owner, message, facts);
	},
};

export function sendToPane(model: Model, pane: PaneFacts, message: PaneMessage, facts: Facts): Result {
	return pane.update?.(model, message, facts) ?? only(model);
}
