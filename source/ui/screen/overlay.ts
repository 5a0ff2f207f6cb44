/** Overlays: the list of keys, the terms, the run in numbers. */
import {cutText, padText} from '../../analysis/words/cells.ts';
import {paneOf} from '../state/facts.ts';
import {helpEntries} from '../state/keys/help.ts';
import {spellKey} from '../state/keys/spell.ts';
import type {Rectangle} from '../state/layout.ts';
import type {MenuEntry} from '../state/menu-entry.ts';
import {menuEntries} from '../state/menus.ts';
import {focused, type Overlay} from '../state/model.ts';
import {overlayViewport} from '../state/overlay-place.ts';
import {terms} from '../state/terms.ts';
import {paintLine, paintText, type Span} from '../text/line.ts';
import {wrap} from '../text/wrap.ts';
import type {ScreenState} from './state.ts';
import {summaryLines} from './summary.ts';

/** A row, and whether it can be picked. */
type OverlayRow = readonly Span[];

type OverlayContent = {
	readonly title: string;
	readonly hint: string;
	readonly rows: readonly OverlayRow[];
	readonly hasSelection: boolean;
};

export function overlayLines(state: ScreenState, rectangle: Rectangle): string[] {
	const {columns, rows} = rectangle;
	const {model, paint} = state;
	const {overlay} = model;
	if (overlay === undefined) {
		return [];
	}

	const content = contentOf(state, overlay, columns - 4);
	const height = Math.max(0, rows - 2);
	const {row, first} = overlayViewport(overlay, content.rows.length, rectangle);
	const lines: string[] = [];
	for (let i = first; i < first + height; i += 1) {
		const isSelected = content.hasSelection && i === row && i < content.rows.length;
		lines.push(
			paintLine(paint, columns - 2, [[' '], ...(content.rows[i] ?? [])], isSelected ? 'selected' : 'plain'),
		);
	}

	return boxed(state, content, lines, columns).slice(0, rows);
}

function boxed(
	{paint}: ScreenState,
	{title, hint}: OverlayContent,
	lines: readonly string[],
	columns: number,
): string[] {
	const [topLeft, topRight, bottomLeft, bottomRight, across, down] = paint.glyphs.boxFocused;
	const edge = (left: string, text: string, right: string) => {
		const shown = cutText(text, columns - 6, paint.glyphs.more);
		const middle = shown === '' ? across : ` ${shown} `;
		return `${left}${across}${middle}${padText('', columns).replaceAll(' ', across)}`
			.slice(0, columns - 1)
			.concat(right);
	};
	const side = paintText(paint, down, 'borderFocused');
	return [
		paintLine(paint, columns, [[edge(topLeft, title, topRight), 'borderFocused']]),
		...lines.map((line) => side + line + side),
		paintLine(paint, columns, [[edge(bottomLeft, hint, bottomRight), 'borderFocused']]),
	];
}

function contentOf(state: ScreenState, overlay: Overlay, columns: number): OverlayContent {
	switch (overlay.kind) {
		case 'help':
			return helpContent(state);
		case 'terms':
			return termsContent(columns);
		case 'setup':
			return menuContent(
				'Setup',
				menuEntries(overlay.kind, state.model, state.session) ?? [],
				'Enter or Space changes it · Esc closes',
			);
		case 'marks':
			return marksContent(menuEntries(overlay.kind, state.model, state.session) ?? []);
		case 'write':
			return menuContent('Write', menuEntries(overlay.kind, state.model, state.session) ?? []);
		case 'panes':
			return menuContent('Panes', menuEntries(overlay.kind, state.model, state.session) ?? []);
		case 'menu':
			return paneMenuContent(state);
		case 'beside':
			return menuContent('Beside it', menuEntries(overlay.kind, state.model, state.session) ?? []);
		case 'design':
			return menuContent('Run it on', menuEntries(overlay.kind, state.model, state.session) ?? []);
		default:
			return summaryContent(state, columns);
	}
}

function menuContent(
	title: string,
	entries: readonly MenuEntry[],
	hint = 'Enter chooses · Esc closes',
): OverlayContent {
	const rows = entries.map(({label, isChosen}): Span[] => [
		[isChosen ? '> ' : '  ', 'mark'],
		[label, isChosen ? 'strong' : 'plain'],
	]);
	return {title, hint, rows, hasSelection: true};
}

function paneMenuContent({model, session}: ScreenState): OverlayContent {
	const menu = paneOf(session.panes, focused(model))?.menu?.(model);
	return menuContent(menu?.title ?? '', menu?.entries ?? []);
}

function marksContent(entries: readonly MenuEntry[]): OverlayContent {
	return entries.length === 0
		? {
				title: 'Marks',
				hint: 'Esc closes',
				rows: [[['There are no marks yet: b sets a bookmark at this moment.']]],
				hasSelection: false,
			}
		: menuContent('Marks', entries, 'Enter goes there · b removes a bookmark · Esc closes');
}

function summaryContent({session, model}: ScreenState, columns: number): OverlayContent {
	const rows = summaryLines(session, columns, model.glyphs).map((line): Span[] => [[line]]);
	return {title: 'The run in numbers', hint: 'Esc closes', rows, hasSelection: false};
}

function helpContent({model, session}: ScreenState): OverlayContent {
	let group = '';
	const rows = helpEntries(model, session).map(({binding, reason}): Span[] => {
		const isFirst = binding.group !== group;
		group = binding.group;
		const keys = binding.keys.map(spellKey).join('  ');
		return [
			[padText(isFirst ? group : '', 9), 'title'],
			[padText(keys, 18), reason === undefined ? 'key' : 'dim'],
			[binding.help, reason === undefined ? 'plain' : 'dim'],
			[reason === undefined ? '' : ` (${reason})`, 'dim'],
		];
	});
	const query = model.overlay?.query ?? '';
	const title = query === '' ? 'Keys' : `Keys with "${query}"`;
	return {title, hint: 'Enter runs · / searches · Esc closes', rows, hasSelection: true};
}

function termsContent(columns: number): OverlayContent {
	const rows = terms.flatMap(([term, meaning]): Span[][] =>
		wrap(meaning, Math.max(20, columns - 18)).map((line, i) => [
			[padText(i === 0 ? term : '', 17), 'key'],
			[line],
		]),
	);
	return {title: 'What the words mean', hint: 'Esc closes', rows, hasSelection: false};
}
