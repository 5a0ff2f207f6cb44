/** What a pane owns: its part of the model, the messages that only it understands, and what they do. */
import type {Facts} from './facts.ts';
import type {Message, PaneMessage, Result} from './message.ts';
import type {Model, PaneStates} from './model.ts';

export type Slice<State extends object> = {
	of(model: Pick<Model, 'panes'>): State;
	/** The model with some of it changed. */
	with(model: Model, change: Partial<State>): Model;
	/** States of panes for a model to begin with. */
	begin(change: Partial<State>): PaneStates;
};

/** Nobody else writes under the name of the pane, so what is read there is what was written. */
export function createSlice<State extends object>(pane: string, start: State): Slice<State> {
	const of: Slice<State>['of'] = ({panes}) => (panes[pane] as State | undefined) ?? start;
	return {
		of,
		with: (model, change) => ({...model, panes: {...model.panes, [pane]: {...of(model), ...change}}}),
		begin: (change) => ({[pane]: {...start, ...change}}),
	};
}

/** One reducer for each kind of message of a pane. */
export type PaneReducers<Own extends PaneMessage> = {
	readonly [Type in Own['type']]: (
		model: Model,
		message: Extract<Own, {readonly type: Type}>,
		facts: Facts,
	) => Result;
};

type AnyReducer = (model: Model, message: PaneMessage, facts: Facts) => Result;

/** The `update` of a pane. Its messages come from its own keys, so none is unknown to it. */
export function reduceWith<Own extends PaneMessage>(reducers: PaneReducers<Own>): AnyReducer {
	const byType = new Map<string, AnyReducer>(Object.entries(reducers));
	return (model, message, facts) => byType.get(message.type)?.(model, message, facts) ?? [model, []];
}

/** Makes messages of a pane into messages that keys and menus can carry. */
export function sendTo<Own extends PaneMessage>(pane: string): (message: Own) => Message {
	return (message) => ({type: 'pane', pane, message});
}
