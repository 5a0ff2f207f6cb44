/** The palette: all that can be done and gone to, in one list to find it in by a few letters. */
import {type ArrangementName, arrangementNames, arrangements} from '../arrangements.ts';
import type {Facts} from '../facts.ts';
import {helpEntries} from '../keys/help.ts';
import {spellKey} from '../keys/spell.ts';
import type {Model} from '../model.ts';
import {besideEntries, kernelEntries, workloadEntries} from './kernels.ts';
import type {MenuEntry} from './menu.ts';
import {markEntries, paneEntries} from './places.ts';

/** Moments that every run has, beside its marks. */
const moments = [
	'start',
	'end',
	...['next', 'previous'].flatMap((way) =>
		['fork', 'exec', 'exit', 'copy', 'split', 'fault'].map((kind) => `${way} ${kind}`),
	),
];

/** The keys of the table by their groups. */
export function keyEntries(model: Model, facts: Facts): MenuEntry[] {
	return helpEntries(model, facts).map(({binding: {action, group, keys, help, message}, reason}) => ({
		group,
		key: keys.map(spellKey).join('  '),
		label: help,
		about: `${help}${reason === undefined ? '' : ` (${reason})`}. In the settings: key ${action} = …`,
		message,
		reason,
		isChosen: false,
	}));
}

export function paletteEntries(model: Model, facts: Facts): MenuEntry[] {
	return [
		...keyEntries(model, facts),
		...inGroup('Go to', [...markEntries(model, facts), ...moments.map(momentEntry)]),
		...inGroup('Pane', paneEntries(model, facts.panes)),
		...inGroup('Layout', arrangementNames.map(layoutEntry)),
		...inGroup('Kernel', kernelEntries(facts)),
		...inGroup('Beside', besideEntries(facts)),
		...inGroup('Workload', workloadEntries(facts)),
	];
}

function momentEntry(moment: string): MenuEntry {
	return {label: moment, message: {type: 'goto', target: moment}, isChosen: false};
}

function layoutEntry(name: ArrangementName): MenuEntry {
	const {title} = arrangements[name];
	return {key: name, label: title, message: {type: 'arrange', name}, isChosen: false};
}

function inGroup(group: string, entries: readonly MenuEntry[]): MenuEntry[] {
	return entries.map((entry) => ({...entry, group, isChosen: false}));
}
