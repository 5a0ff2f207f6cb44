/** The setup: the columns of the pane that has the keys, then what holds for the whole screen. Each entry toggles. */

import {findPane} from '../panes/index.ts';
import type {MenuEntry} from './menus.ts';
import {everyDepth, focused, type Model} from './model.ts';

export function setupEntries(model: Model): readonly MenuEntry[] {
	return [...columnEntries(model), ...screenEntries(model)];
}

function columnEntries(model: Model): MenuEntry[] {
	const id = focused(model);
	const pane = findPane(id);
	const [, ...columns] = pane?.columns ?? [];
	return columns.map(({title}) => ({
		label: switchText(`column ${title} of ${pane?.title}`, !model.hidden[id]?.includes(title)),
		message: {type: 'column', pane: id, title},
		isChosen: false,
		stays: true,
	}));
}

function screenEntries(model: Model): MenuEntry[] {
	const {theme, isFlashing, glyphs, hasMouse, isHeaderHidden, isDecimal, foldDepth} = model;
	const entries: readonly (readonly [string, MenuEntry['message']])[] = [
		[`theme: ${theme}`, {type: 'theme'}],
		[switchText('what is new or changed stands out', isFlashing), {type: 'flash'}],
		[switchText('ASCII characters only', glyphs === 'ascii'), {type: 'ascii'}],
		[switchText('the mouse', hasMouse), {type: 'setting', name: 'hasMouse'}],
		[
			switchText('the lines of time above the panes', !isHeaderHidden),
			{type: 'setting', name: 'isHeaderHidden'},
		],
		[switchText('addresses in decimal', isDecimal), {type: 'setting', name: 'isDecimal'}],
		[
			`levels of the tree that are open: ${foldDepth === everyDepth ? 'all' : foldDepth} (< and >)`,
			{type: 'foldAll'},
		],
		['save these settings (Ctrl-S)', {type: 'saveSettings'}],
	];
	return entries.map(([label, message]) => ({label, message, isChosen: false, stays: true}));
}

function switchText(what: string, isOn: boolean): string {
	return `[${isOn ? 'x' : ' '}] ${what}`;
}
