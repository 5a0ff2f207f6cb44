/**
 * The split screen: the same moment on two kernels, pane beside pane. The lines around the panes are drawn once, with the
 * figures of both; what differs is lit in either half and told in a sentence.
 */
import {asciiText, cellWidth} from '../../analysis/words/cells.ts';
import {halfOf} from '../state/half.ts';
import {layoutOf} from '../state/layout.ts';
import type {Model} from '../state/model.ts';
import type {Session} from '../state/session.ts';
import {settle} from '../state/update/settle.ts';
import {withoutStyles} from '../text/line.ts';
import {placePanes, renderFrame} from './frame.ts';
import {differenceLine, keysLine, sentenceLines, splitStatus} from './split-lines.ts';
import {paintFor, type ScreenState} from './state.ts';
import {marksLine, timelineLine} from './timeline.ts';
import {guideLines} from './tour.ts';

/** The lines of the whole screen, split where a second kernel runs beside the first. What lies over the panes has all of it. */
export function renderScreen(model: Model, session: Session): string[] {
	const {beside} = session;
	const half = model.overlay === undefined ? halfOf(model, session) : undefined;
	if (beside === undefined || half === undefined) {
		return renderFrame(model, session);
	}

	const whole: ScreenState = {model, session, layout: layoutOf(half, session.panes), paint: paintFor(model)};
	const lines = [...drawAround(whole, beside), ...guideLines(whole)];
	const left = drawHalf(half, session, beside);
	const right = drawHalf(half, beside, session);
	for (const [row, line] of left.entries()) {
		if (line !== undefined) {
			lines[row] =
				`${padded(line, half.size.columns + 1)}${padded(right[row] ?? '', model.size.columns - half.size.columns - 1)}`;
		}
	}

	return model.glyphs === 'ascii' ? lines.map(asciiText) : lines;
}

/** Only the rows of the panes are there. */
function drawHalf(half: Model, session: Session, beside: Session): (string | undefined)[] {
	const model = settle(half, session);
	const lines: string[] = [];
	placePanes(lines, {model, session, beside, layout: layoutOf(model, session.panes), paint: paintFor(model)});
	return lines;
}

function drawAround(state: ScreenState, beside: Session): string[] {
	const {layout} = state;
	const lines: string[] = [];
	lines[layout.status] = splitStatus(state, beside);
	const rows: readonly (readonly [row: number | undefined, draw: () => readonly string[]])[] = [
		[layout.timeline, () => [timelineLine(state)]],
		[layout.marks, () => [marksLine(state)]],
		[layout.sentences, () => sentenceLines(state, beside)],
		[layout.explanation, () => [differenceLine(state, beside)]],
		[layout.footer, () => [keysLine(state)]],
	];
	for (const [row, draw] of rows) {
		for (const [i, line] of (row === undefined ? [] : draw()).entries()) {
			lines[(row ?? 0) + i] = line;
		}
	}

	return lines;
}

function padded(line: string, columns: number): string {
	return `${line}${' '.repeat(Math.max(0, columns - cellWidth(withoutStyles(line))))}`;
}
