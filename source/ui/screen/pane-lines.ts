/** The lines of one pane: its frame with the tabs in it, the heads of its columns, and the rows that are on the screen. */
import {cellWidth, cutSentence, cutText} from '../../analysis/words/cells.ts';
import {offered} from '../panes/offered.ts';
import {headingLines, type PaneFacts} from '../state/facts.ts';
import type {Size, Slot} from '../state/layout.ts';
import type {Model} from '../state/model.ts';
import type {Look, RowKeys, Rows} from '../state/rows.ts';
import type {Session} from '../state/session.ts';
import {tabsOf} from '../state/tabs.ts';
import {paintLine, paintText, type Span, skipCells, spansWidth} from '../text/line.ts';
import type {Meaning} from '../text/theme.ts';
import {type Against, areAlike, litRow} from './lit.ts';
import type {ScreenState} from './state.ts';

/** A pane, what it has read, and what that is drawn for. */
type View = {readonly pane: PaneFacts; readonly rows: Rows; readonly look: Look; readonly against?: Against};

export function paneLines(
	state: ScreenState,
	slot: Slot,
	pane: PaneFacts,
	inner: Size,
	isFocused: boolean,
): string[] {
	const {model, session, beside, paint} = state;
	const rows = session.rows(pane.id, model);
	const height = Math.max(0, inner.rows - headingLines(session.panes, pane.id));
	const look: Look = {model, paint, columns: inner.columns, height, beside: beside?.rows(pane.id, model)};
	const view: View = {pane, rows, look, against: againstOf(state, pane, rows, look)};
	const body = bodyLines(view, inner, isFocused);
	if (!slot.isFramed) {
		return [titleLine(state, slot, view, isFocused), ...body].slice(0, slot.rectangle.rows);
	}

	return framed(state, slot, view, body, isFocused);
}

/** What the rows are held against: those of the stage before, of the kernel beside, or from before the last event. */
function againstOf(
	{model, session, beside}: ScreenState,
	{id, hasOwnMarks}: PaneFacts,
	rows: Rows,
	look: Look,
): Against | undefined {
	if (hasOwnMarks === true || model.isPlaying || !model.isFlashing) {
		return undefined;
	}

	const kernelBeside = session.stageBefore === undefined ? beside : undefined;
	const other = kernelBeside ?? session.stageBefore ?? session.eventBefore;
	if (other === undefined || !isSameProcess(session, other, model)) {
		return undefined;
	}

	const against = other.rows(id, model);
	return areAlike(rows, against, look)
		? {rows: against, hasOwnNumbers: kernelBeside !== undefined}
		: undefined;
}

/** What a process that has just been born has is all new, and another one's is nothing to hold it against. */
function isSameProcess(session: Session, other: Session, model: Model): boolean {
	return offered(session, model, 'process').process === offered(other, model, 'process').process;
}

function bodyLines({pane, rows, look, against}: View, inner: Size, isFocused: boolean): string[] {
	const {model, paint, columns, height} = look;
	const shift = model.shifts[pane.id] ?? 0;
	const lines: string[] = [];
	if (pane.hasHeading && inner.rows > 0) {
		const heads = skipCells(rows.heading?.(look) ?? [], shift);
		const rest = ' '.repeat(Math.max(0, columns - spansWidth(heads)));
		lines.push(paintLine(paint, columns, [...heads, [rest, 'header']]));
	}

	const cursor = model.cursors[pane.id];
	const end = Math.min(rows.count, cursor.first + height);
	for (let row = cursor.first; row < end; row += 1) {
		const isSelected = pane.hasSelection !== false && row === cursor.row;
		const drawn = against === undefined ? rows.draw(look, row) : litRow(rows, against, look, row);
		const base: Meaning = isSelected ? (isFocused ? 'selected' : 'selectedElsewhere') : 'plain';
		lines.push(paintLine(paint, columns, skipCells(drawn, shift), base));
	}

	while (lines.length < inner.rows) {
		lines.push(' '.repeat(columns));
	}

	return lines;
}

/** The tab that is seen first of all in sight. */
function tabSpans(state: ScreenState, slot: Slot, isFocused: boolean): Span[] {
	return tabsOf(slot, state.session.panes).flatMap(({id, label}, i): Span[] => {
		const meaning: Meaning = id === slot.shown ? (isFocused ? 'titleFocused' : 'strong') : 'dim';
		return [...(i === 0 ? [] : [[' ', 'dim'] as const]), [label, meaning]];
	});
}

function titleLine(state: ScreenState, slot: Slot, {rows, look}: View, isFocused: boolean): string {
	const {columns} = slot.rectangle;
	const shown = tabSpans(state, slot, isFocused);
	const about = [rows.about?.(look) ?? '', rows.note?.(look) ?? ''].filter((text) => text !== '');
	return paintLine(state.paint, columns, [...shown, ['  '], [about.join(' · '), 'dim']]);
}

/** `6/13`: where in the list one is, or what the pane says of it; for lists that one only scrolls, what part is seen. */
function placeText({pane, rows, look: {model, height}}: View): string {
	const cursor = model.cursors[pane.id];
	const shift = model.shifts[pane.id] ?? 0;
	const shifted = shift === 0 ? '' : `from cell ${shift + 1} · `;
	return rows.count === 0
		? ''
		: pane.hasSelection === false
			? scrollText(rows, cursor.first, height)
			: `${shifted}${cursor.row + 1}/${rows.count}`;
}

function scrollText({count}: RowKeys, first: number, height: number): string {
	return count <= height ? '' : `${first + 1}-${Math.min(count, first + height)}/${count}`;
}

function framed(
	state: ScreenState,
	slot: Slot,
	view: View,
	body: readonly string[],
	isFocused: boolean,
): string[] {
	const {paint} = state;
	const {look} = view;
	const {columns, rows} = slot.rectangle;
	const [topLeft, topRight, bottomLeft, bottomRight, across, down] = isFocused
		? paint.glyphs.boxFocused
		: paint.glyphs.box;
	const border: Meaning = isFocused ? 'borderFocused' : 'border';
	const shown = tabSpans(state, slot, isFocused);
	const room = columns - 6 - spansWidth(shown);
	const about = cutSentence(view.rows.about?.(look) ?? '', room - 3, paint.glyphs.more);
	const title: Span[] = about === '' ? shown : [...shown, ['  '], [about, 'dim']];
	const rest = Math.max(0, columns - 5 - spansWidth(title));
	const top = paintLine(paint, columns, [
		[`${topLeft}${across} `, border],
		...title,
		[` ${across.repeat(rest)}${topRight}`, border],
	]);
	const place = cutText(placeText(view), columns - 6, paint.glyphs.more);
	const ending = place === '' ? '' : ` ${place} ${across}`;
	const note = cutSentence(view.rows.note?.(look) ?? '', columns - 6 - cellWidth(ending), paint.glyphs.more);
	const beginning = note === '' ? '' : `${across} ${note} `;
	const between = Math.max(0, columns - 2 - cellWidth(beginning) - cellWidth(ending));
	const bottom = bottomLeft + beginning + across.repeat(between) + ending + bottomRight;
	const side = paintText(paint, down, border);
	return [
		top,
		...body.map((line) => side + line + side),
		paintLine(paint, columns, [[bottom, border]]),
	].slice(0, rows);
}
