/** The setup: the columns of the pane that has the keys, then what holds for the whole screen. Each entry toggles. */

import {arrangements} from '../arrangements.ts';
import {type PaneFacts, paneOf} from '../facts.ts';
import {focused, type Model} from '../model.ts';
import type {MenuEntry} from './menu.ts';

export function setupEntries(model: Model, panes: readonly PaneFacts[]): readonly MenuEntry[] {
	return [...columnEntries(model, panes), ...screenEntries(model, panes)];
}

function columnEntries(model: Model, panes: readonly PaneFacts[]): MenuEntry[] {
	const id = focused(model);
	const pane = paneOf(panes, id);
	const [, ...columns] = pane?.columns ?? [];
	return columns.map(({title}) => ({
		label: switchText(`column ${title} of ${pane?.title}`, !model.hidden[id]?.includes(title)),
		message: {type: 'column', pane: id, title},
		isChosen: false,
		stays: true,
	}));
}

function screenEntries(model: Model, panes: readonly PaneFacts[]): MenuEntry[] {
	const {arrangement, theme, isFlashing, glyphs, hasMouse, isHeaderHidden, isDecimal} = model;
	const entries: readonly (readonly [string, MenuEntry['message']])[] = [
		[`layout: ${arrangement}, ${arrangements[arrangement].title}`, {type: 'arrange'}],
		[`theme: ${theme}`, {type: 'theme'}],
		[switchText('what is new or changed stands out', isFlashing), {type: 'flash'}],
		[switchText('ASCII characters only', glyphs === 'ascii'), {type: 'ascii'}],
		[switchText('the mouse', hasMouse), {type: 'setting', name: 'hasMouse'}],
		[
			switchText('the lines of time above the panes', !isHeaderHidden),
			{type: 'setting', name: 'isHeaderHidden'},
		],
		[switchText('addresses in decimal', isDecimal), {type: 'setting', name: 'isDecimal'}],
	];
	return [
		...entries.map(([label, message]) => switchEntry(label, message)),
		...panes.flatMap(({setup}) => setup?.(model) ?? []),
		switchEntry('save these settings (Ctrl-S)', {type: 'saveSettings'}),
	];
}

function switchEntry(label: string, message: MenuEntry['message']): MenuEntry {
	return {label, message, isChosen: false, stays: true};
}

function switchText(what: string, isOn: boolean): string {
	return `[${isOn ? 'x' : ' '}] ${what}`;
}
