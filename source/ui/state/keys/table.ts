/**
 * The table of keys. Handlers, the bottom line, the help and the documentation are all made from it: a key that is
 * not in here does nothing, and one that is in here is explained.
 */
import type {PaneFacts} from '../facts.ts';
import {memo} from '../memo.ts';
import type {KeyTable} from '../model.ts';
import {type Binding, panesOf} from './binding.ts';
import {findingBindings} from './finding.ts';
import {holderBindings} from './holders.ts';
import {movingBindings, paneBindings} from './moving.ts';
import {screenBindings} from './screen.ts';
import {settingBindings} from './settings.ts';
import {spellKey} from './spell.ts';
import {timeBindings} from './time.ts';

export function bindingsOf(panes: readonly PaneFacts[]): readonly Binding[] {
	return [
		...timeBindings,
		...movingBindings,
		...paneBindings(panes.length),
		...panes.flatMap(({keys = []}) => keys),
		...holderBindings,
		...findingBindings,
		...settingBindings,
		...screenBindings,
	];
}

const noKeys: KeyTable = {};
const keep = memo<readonly Binding[]>();

/** The table with the keys that the user has given to some actions. */
export function boundWith(panes: readonly PaneFacts[], keys: KeyTable = noKeys): readonly Binding[] {
	return keep(panes, [keys], () =>
		bindingsOf(panes).map((binding) => ({...binding, keys: keys[binding.action] ?? binding.keys})),
	);
}

/** The first key that would mean two things in one pane, or that begins a pair and means something by itself. */
export function clashOf(
	panes: readonly PaneFacts[],
	keys?: KeyTable,
): {key: string; first: string; second: string} | undefined {
	const table = boundWith(panes, keys);
	for (const [i, first] of table.entries()) {
		for (const second of table.slice(i + 1).filter((other) => areInOnePane(first, other, panes))) {
			const key = first.keys.find((one) => second.keys.some((other) => hides(one, other)));
			if (key !== undefined) {
				return {key: spellKey(key), first: first.action, second: second.action};
			}
		}
	}

	return undefined;
}

export function areInOnePane(one: Binding, other: Binding, panes: readonly PaneFacts[]): boolean {
	const others = panesOf(other, panes);
	return panesOf(one, panes)?.some((pane) => others?.includes(pane) ?? true) ?? true;
}

function hides(one: string, other: string): boolean {
	return one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `);
}
