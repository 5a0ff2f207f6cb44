/** What is told of the keys: the list behind ?, and the bottom line. */
import {type Facts, type PaneFacts, paneOf} from '../facts.ts';
import {focused, type Model} from '../model.ts';
import {type Binding, groups, panesOf, worksIn} from './binding.ts';
import {boundWith} from './table.ts';

export type HelpEntry = {
	readonly binding: Binding;
	/** Why it would do nothing now. */
	readonly reason?: string;
};

/** The bindings in the order of their groups, but for those that only number the panes. */
export function helpEntries(model: Model, facts: Facts): HelpEntry[] {
	const bindings = boundWith(facts.panes, model.keys).filter(({action}) => !/^pane\d/.test(action));
	return groups.flatMap((group) =>
		bindings
			.filter((binding) => binding.group === group)
			.map((binding) => ({binding, reason: reasonOf(binding, model, facts)})),
	);
}

function reasonOf(binding: Binding, model: Model, facts: Facts): string | undefined {
	return worksIn(binding, paneOf(facts.panes, focused(model)))
		? binding.reason?.(model, facts)
		: `only in ${panesOf(binding, facts.panes)?.join(', ')}`;
}

/** What the bottom line shows: the keys that do something in the pane that has them. */
export function footerBindings(model: Model, panes: readonly PaneFacts[]): Binding[] {
	return usableBindings(model, panes).filter(({label}) => label !== undefined);
}

/** The keys that mean something in the pane that has them. */
export function usableBindings(model: Model, panes: readonly PaneFacts[]): Binding[] {
	const pane = paneOf(panes, focused(model));
	return boundWith(panes, model.keys).filter((binding) => worksIn(binding, pane));
}
