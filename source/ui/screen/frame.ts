/**
 * A frame: the whole screen as lines, a pure function of the model and of what the session answers. Never more lines
 * than the screen has, each of exactly its width; the bottom right cell stays empty, so that nothing scrolls.
 */
import {asciiText} from '../../analysis/words/cells.ts';
import {paneOf} from '../state/facts.ts';
import {innerSize, layoutOf, type Slot} from '../state/layout.ts';
import {focused, type Model} from '../state/model.ts';
import {overlayRectangle} from '../state/overlay-place.ts';
import type {Session} from '../state/session.ts';
import {paintLine} from '../text/line.ts';
import {explanationLine, footerLine, oneLine, statusLine} from './chrome.ts';
import {overlayLines} from './overlay.ts';
import {paneLines} from './pane-lines.ts';
import {paintFor, type ScreenState} from './state.ts';
import {marksLine, timelineLine} from './timeline.ts';
import {guideLines} from './tour.ts';

export function renderFrame(model: Model, session: Session): string[] {
	const lines = drawFrame(model, session);
	return model.glyphs === 'ascii' ? lines.map(asciiText) : lines;
}

function drawFrame(model: Model, session: Session): string[] {
	const layout = layoutOf(model, session.panes);
	const state: ScreenState = {model, session, layout, paint: paintFor(model)};
	if (layout.kind === 'line') {
		return [model.prompt === undefined ? oneLine(state) : footerLine(state), ...guideLines(state)];
	}

	const lines: string[] = [];
	lines[layout.status] = isToldAbove(state) ? footerLine(state) : statusLine(state);
	placeLine(lines, layout.timeline, () => timelineLine(state));
	placeLine(lines, layout.marks, () => marksLine(state));
	placeLine(lines, layout.explanation, () => explanationLine(state));
	placeLine(lines, layout.footer, () => footerLine(state));
	placeSlots(lines, state);
	return [...lines, ...guideLines(state)];
}

/** Where there is no room for a line below, what is typed and answers to keys stand above. */
function isToldAbove({layout, model}: ScreenState): boolean {
	return layout.footer === undefined && (model.prompt !== undefined || model.notice !== '');
}

function placeLine(lines: string[], row: number | undefined, draw: () => string): void {
	if (row !== undefined) {
		lines[row] = draw();
	}
}

function placeSlots(lines: string[], state: ScreenState): void {
	const {slots} = state.layout;
	const {overlay} = state.model;
	// Only the setup leaves something of the panes in sight.
	if (overlay === undefined || overlay.kind === 'setup') {
		placePanes(lines, state);
	}

	if (overlay !== undefined && slots.length > 0) {
		const rectangle = overlayRectangle(state.layout, state.model);
		for (const [i, line] of overlayLines(state, rectangle).entries()) {
			lines[rectangle.row + i] = line;
		}
	}
}

/** Slots tile their part of the screen: a line is made of the pieces that lie side by side in it. */
export function placePanes(lines: string[], state: ScreenState): void {
	const {slots} = state.layout;
	const ordered = [...slots].sort((left, right) => left.rectangle.column - right.rectangle.column);
	for (const slot of ordered) {
		for (const [i, piece] of slotLines(state, slot).entries()) {
			const row = slot.rectangle.row + i;
			lines[row] = (lines[row] ?? '') + piece;
		}
	}
}

function slotLines(state: ScreenState, slot: Slot): string[] {
	const pane = paneOf(state.session.panes, slot.shown);
	if (pane === undefined) {
		return Array.from({length: slot.rectangle.rows}, () =>
			paintLine(state.paint, slot.rectangle.columns, []),
		);
	}

	const isFocused = focused(state.model) === slot.shown;
	return paneLines(state, slot, pane, innerSize(slot), isFocused);
}
