/**
 * The table of keys. Handlers, the bottom line, the help and the documentation are all made from it: a key that is
 * not in here does nothing, and one that is in here is explained.
 */
import type {Binding} from './binding.ts';
import {findingBindings} from './finding.ts';
import {memoryBindings} from './memory.ts';
import {movingBindings} from './moving.ts';
import {pstreeBindings} from './pstree.ts';
import {screenBindings} from './screen.ts';
import {settingBindings} from './settings.ts';
import {spellKey} from './spell.ts';
import {timeBindings} from './time.ts';
import {treeBindings} from './tree.ts';

export const bindings: readonly Binding[] = [
	...timeBindings,
	...movingBindings,
	...treeBindings,
	...pstreeBindings,
	...memoryBindings,
	...findingBindings,
	...settingBindings,
	...screenBindings,
];

/** Other keys than those of the table, by action: what a configuration file says. */
export type KeyTable = Readonly<Record<string, readonly string[]>>;

const noKeys: KeyTable = {};
const bound = new WeakMap<KeyTable, readonly Binding[]>();

/** The table with the keys that the user has given to some actions. */
export function boundWith(keys: KeyTable = noKeys): readonly Binding[] {
	const known = bound.get(keys);
	if (known !== undefined) {
		return known;
	}

	const table = bindings.map((binding) => ({...binding, keys: keys[binding.action] ?? binding.keys}));
	bound.set(keys, table);
	return table;
}

/** The first key that would mean two things in one pane, or that begins a pair and means something by itself. */
export function clashOf(keys: KeyTable): {key: string; first: string; second: string} | undefined {
	const table = boundWith(keys);
	for (const [i, first] of table.entries()) {
		for (const second of table.slice(i + 1).filter((other) => areInOnePane(first, other))) {
			const key = first.keys.find((one) => second.keys.some((other) => hides(one, other)));
			if (key !== undefined) {
				return {key: spellKey(key), first: first.action, second: second.action};
			}
		}
	}

	return undefined;
}

function areInOnePane(one: Binding, other: Binding): boolean {
	return (
		one.panes === undefined ||
		other.panes === undefined ||
		one.panes.some((pane) => other.panes?.includes(pane))
	);
}

function hides(one: string, other: string): boolean {
	return one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `);
}
