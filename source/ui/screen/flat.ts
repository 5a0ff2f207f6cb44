/**
 * The flat screen, for screen readers and braille lines: the same model, keys and panes, but every change is a line of
 * plain words that stays where it was written. No boxes, no colours, nothing is drawn twice.
 */

import {asciiText} from '../../analysis/words/cells.ts';
import {plural} from '../../analysis/words/text.ts';
import {actedText, eventAt} from '../../inquiry/history/event.ts';
import {paneOf} from '../state/facts.ts';
import {innerSize, layoutOf, slotOf} from '../state/layout.ts';
import {chosenEntry, openMenu} from '../state/menus/index.ts';
import {focused, isLive, type Model} from '../state/model.ts';
import type {Look} from '../state/rows.ts';
import type {Session} from '../state/session.ts';
import {paintFor} from './state.ts';
import {summaryLines} from './summary.ts';

/** What a listener knows: the parts of the screen that are said when they change. */
export type Heard = {
	readonly state: string;
	readonly event: string;
	readonly pane: string;
	readonly row: string;
	readonly prompt: string;
	readonly overlay: string;
	readonly notice: string;
};

/** While it plays, only the events are told: a row that comes by is no choice of the listener's. */
const saidWhilePlaying: readonly (keyof Heard)[] = ['state', 'event', 'prompt', 'overlay', 'notice'];
const saidInOrder: readonly (keyof Heard)[] = [
	'state',
	'event',
	'pane',
	'row',
	'overlay',
	'prompt',
	'notice',
];

export function hear(model: Model, session: Session): Heard {
	const heard = {
		state: isLive(model) ? 'live' : model.isPlaying ? 'playing' : 'paused',
		event: eventText(session),
		pane: paneText(model, session),
		row: rowText(model, session),
		prompt: promptText(model),
		overlay: overlayText(model, session),
		notice: model.notice,
	};
	return model.glyphs === 'ascii' ? mapTexts(heard, asciiText) : heard;
}

function mapTexts(heard: Heard, change: (text: string) => string): Heard {
	return Object.fromEntries(Object.entries(heard).map(([part, text]) => [part, change(text)])) as Heard;
}

/** A line for each part that is another now. */
export function changesBetween(before: Heard | undefined, now: Heard): string[] {
	const said = now.state === 'playing' ? saidWhilePlaying : saidInOrder;
	return said
		.filter((part) => now[part] !== '' && now[part] !== before?.[part])
		.flatMap((part) => now[part].split('\n'));
}

function eventText({position, end, timeline}: Session): string {
	const event = eventAt(timeline, position);
	const place = `event ${position} of ${end}`;
	return event === undefined ? place : `${place}: ${actedText(event)}`;
}

function paneText(model: Model, session: Session): string {
	const pane = paneOf(session.panes, focused(model));
	return pane === undefined ? '' : `pane ${pane.title}, ${plural(session.rows(pane.id, model).count, 'row')}`;
}

/** The selected row with the heads of its columns, as the pane draws it, without the lines of the tree. */
function rowText(model: Model, session: Session): string {
	const pane = paneOf(session.panes, focused(model));
	const rows = session.rows(focused(model), model);
	if (pane === undefined || rows.count === 0) {
		return '';
	}

	const slot = slotOf(layoutOf(model, session.panes), pane.id);
	const {columns, rows: height} = slot === undefined ? model.size : innerSize(slot);
	const look: Look = {model, paint: paintFor(model), columns, height};
	const row = Math.min(model.cursors[pane.id].row, rows.count - 1);
	// A line of cells says little by its signs.
	const said = rows.cells === undefined ? undefined : rows.note?.(look);
	const drawn = () => rows.draw(look, row).map(([text]) => text);
	return (said ?? drawn().join(''))
		.replaceAll(/[\u2500-\u257F]+/g, ' ')
		.replaceAll(/\s+/g, ' ')
		.trim();
}

/** With why it is not understood, once it is not. */
function promptText({prompt}: Model): string {
	if (prompt === undefined) {
		return '';
	}

	const line = `${prompt.kind}: ${prompt.text}`;
	return prompt.mistake === undefined ? line : `${line}\n${prompt.mistake}`;
}

/** A list that can be picked from is told entry by entry, any other as a whole. */
function overlayText(model: Model, session: Session): string {
	const {overlay} = model;
	if (overlay === undefined) {
		return '';
	}

	switch (overlay.kind) {
		case 'summary':
			return summaryLines(session, model.size.columns, model.glyphs).join('\n');
		default: {
			const entry = chosenEntry(model, session);
			return entry === undefined
				? (openMenu(model, session)?.empty ?? '')
				: [entry.key ?? '', entry.label].filter((text) => text !== '').join(': ');
		}
	}
}
