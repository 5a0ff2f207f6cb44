/** The menus: which list each overlay is, and which of its entries what was typed means. */
import {type Facts, paneOf} from '../facts.ts';
import {focused, type Model, type Overlay} from '../model.ts';
import {terms} from '../terms.ts';
import {foundIn} from './find.ts';
import {besideEntries, kernelEntries, workloadEntries} from './kernels.ts';
import type {Menu, MenuEntry} from './menu.ts';
import {keyEntries, paletteEntries} from './palette.ts';
import {markEntries, paneEntries, writeEntries} from './places.ts';
import {setupEntries} from './setup.ts';

/** The menu that lies over the panes, as far as it is found; undefined for overlays that are none. */
export function openMenu(model: Model, facts: Facts): Menu | undefined {
	const menu = model.overlay && menuOf(model.overlay.kind, model, facts);
	return menu && {...menu, entries: foundIn(menu.entries, model.overlay?.query ?? '')};
}

/** The entry that is selected. */
export function chosenEntry(model: Model, facts: Facts): MenuEntry | undefined {
	const entries = openMenu(model, facts)?.entries ?? [];
	return entries[Math.min(model.overlay?.row ?? 0, entries.length - 1)];
}

/** Undefined for overlays that are no menus. */
export function menuOf(kind: Overlay['kind'], model: Model, facts: Facts): Menu | undefined {
	switch (kind) {
		case 'palette':
			return finding('Do', paletteEntries(model, facts), 'Enter does it');
		case 'help':
			return finding('Keys', keyEntries(model, facts), 'Enter does it');
		case 'terms':
			return finding('What the words mean', termEntries());
		case 'design':
			return finding('Run it on', kernelEntries(facts), 'Enter chooses');
		case 'beside':
			return finding('Beside it', besideEntries(facts), 'Enter chooses');
		case 'workloads':
			return finding('Run in place of this', workloadEntries(facts), 'Enter chooses');
		case 'setup':
			return picking('Setup', setupEntries(model, facts.panes), 'Enter or Space changes it · Esc closes');
		case 'marks':
			return picking(
				'Marks',
				markEntries(model, facts),
				'Enter goes there · b removes a bookmark · Esc closes',
			);
		case 'write':
			return picking('Write', writeEntries(model, facts.panes));
		case 'panes':
			return picking('Panes', paneEntries(model, facts.panes));
		case 'menu':
			return paneMenu(model, facts);
		default:
			return undefined;
	}
}

function finding(title: string, entries: readonly MenuEntry[], enter?: string): Menu {
	const hint = ['type to find', ...(enter === undefined ? [] : [enter]), 'Esc closes'].join(' · ');
	return {title, hint, entries, finds: true, empty: 'Nothing here has that; Esc takes it back.'};
}

function picking(title: string, entries: readonly MenuEntry[], hint = 'Enter chooses · Esc closes'): Menu {
	const empty = 'There are no marks yet: b sets a bookmark at this moment.';
	return {title, hint, entries, finds: false, empty};
}

function paneMenu(model: Model, {panes}: Facts): Menu {
	const {title = '', entries = []} = paneOf(panes, focused(model))?.menu?.(model) ?? {};
	return picking(title, entries);
}

function termEntries(): MenuEntry[] {
	return terms.map(([key, meaning]) => ({key, label: meaning, about: meaning, isChosen: false}));
}
