/** What is told of the keys: the list behind ?, and the bottom line. */
import type {Facts} from '../facts.ts';
import {focused, type Model} from '../model.ts';
import {type Binding, groups} from './binding.ts';
import {boundWith} from './table.ts';

export type HelpEntry = {
	readonly binding: Binding;
	/** Why it would do nothing now. */
	readonly reason?: string;
};

/** The bindings that the help lists: those that hold what has been typed, in the order of their groups. */
export function helpEntries(model: Model, facts: Facts): HelpEntry[] {
	const query = model.overlay?.query.toLowerCase() ?? '';
	return groups.flatMap((group) =>
		boundWith(model.keys)
			.filter((binding) => binding.group === group && !binding.action.startsWith('pane'))
			.filter(({help, keys}) => `${help} ${keys.join(' ')}`.toLowerCase().includes(query))
			.map((binding) => ({binding, reason: reasonOf(binding, model, facts)})),
	);
}

function reasonOf({panes, reason}: Binding, model: Model, facts: Facts): string | undefined {
	return panes === undefined || panes.includes(focused(model))
		? reason?.(model, facts)
		: `only in ${panes.join(', ')}`;
}

/** What the bottom line shows: the keys that do something in the pane that has them. */
export function footerBindings(model: Model): Binding[] {
	return boundWith(model.keys).filter(
		({label, panes}) => label !== undefined && (panes === undefined || panes.includes(focused(model))),
	);
}
