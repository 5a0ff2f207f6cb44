/** Overlays: menus with what is told of the selected entry, and the run in numbers. */
import {cellWidth, cutSentence, cutText, padText} from '../../analysis/words/cells.ts';
import type {Rectangle} from '../state/layout.ts';
import {wordsOf} from '../state/menus/find.ts';
import {openMenu} from '../state/menus/index.ts';
import type {Menu, MenuEntry} from '../state/menus/menu.ts';
import type {Overlay} from '../state/model.ts';
import {aboutHeight, aboutLines, overlayViewport} from '../state/overlay-place.ts';
import {scrollTo} from '../state/viewport.ts';
import {type Paint, paintLine, paintText, type Span} from '../text/line.ts';
import type {ScreenState} from './state.ts';
import {summaryLines} from './summary.ts';

/** Lines of the inside, and what stands in the frame around them. */
type Content = {
	readonly title: string;
	readonly hint: string;
	/** `3/40`: where in the list one is. */
	readonly place: string;
	readonly lines: readonly string[];
};

export function overlayLines(state: ScreenState, rectangle: Rectangle): string[] {
	const {overlay} = state.model;
	if (overlay === undefined) {
		return [];
	}

	const menu = openMenu(state.model, state.session);
	const content =
		menu === undefined
			? summaryContent(state, overlay, rectangle)
			: menuContent(state, overlay, menu, rectangle);
	return framed(state.paint, content, rectangle);
}

function framed(paint: Paint, {title, hint, place, lines}: Content, {columns, rows}: Rectangle): string[] {
	const [topLeft, topRight, bottomLeft, bottomRight, across, down] = paint.glyphs.boxFocused;
	const edge = (left: string, text: string, ending: string, right: string) => {
		const shown = cutText(text, columns - 6 - cellWidth(ending), paint.glyphs.more);
		const beginning = `${left}${across}${shown === '' ? across : ` ${shown} `}`;
		const between = across.repeat(Math.max(0, columns - 1 - cellWidth(beginning) - cellWidth(ending)));
		return paintLine(paint, columns, [[`${beginning}${between}${ending}${right}`, 'borderFocused']]);
	};
	const side = paintText(paint, down, 'borderFocused');
	return [
		edge(topLeft, title, '', topRight),
		...Array.from({length: Math.max(0, rows - 2)}, (_, i) => {
			return side + (lines[i] ?? ' '.repeat(columns - 2)) + side;
		}),
		edge(bottomLeft, hint, place === '' ? '' : ` ${place} ${across}`, bottomRight),
	].slice(0, rows);
}

function summaryContent(
	{session, model, paint}: ScreenState,
	{row}: Overlay,
	{columns, rows}: Rectangle,
): Content {
	const lines = summaryLines(session, columns - 4, model.glyphs);
	const height = Math.max(0, rows - 2);
	const {first} = scrollTo({row, first: row - height + 1}, lines.length, height);
	const seen = lines.slice(first, first + height);
	return {
		title: 'The run in numbers',
		hint: 'Esc closes',
		place: '',
		lines: seen.map((line) => paintLine(paint, columns - 2, [[' '], [line]])),
	};
}

function menuContent({paint}: ScreenState, overlay: Overlay, menu: Menu, rectangle: Rectangle): Content {
	const {entries, hint, title, empty} = menu;
	const {row, first, height} = overlayViewport(overlay, menu, rectangle);
	const columns = rectangle.columns - 2;
	const shape = shapeOf(entries, columns);
	const list = Array.from({length: height}, (_, i) => {
		const entry = entries[first + i];
		const spans = entry === undefined ? [] : entrySpans(paint, entry, entries[first + i - 1], i === 0, shape);
		const isSelected = entry !== undefined && first + i === row;
		return paintLine(paint, columns, [[' '], ...spans], isSelected ? 'selected' : 'plain');
	});
	const found = wordsOf(overlay.query);
	return {
		title: found === '' && overlay.query === '' ? title : `${title} with “${found}”`,
		hint,
		place: entries.length === 0 ? '' : `${row + 1}/${entries.length}`,
		lines:
			entries.length === 0
				? [paintLine(paint, columns, [[' '], [empty, 'dim']])]
				: [...list, ...aboutOf(paint, entries[row], aboutHeight(menu, rectangle), rectangle.columns)],
	};
}

/** What is told of the selected entry, below a line. */
function aboutOf(paint: Paint, {about = ''}: MenuEntry, height: number, columns: number): string[] {
	if (height === 0) {
		return [];
	}

	const lines = about === '' ? [] : aboutLines(about, columns);
	return [
		paintLine(paint, columns - 2, [[paint.glyphs.box[4].repeat(columns - 2), 'border']]),
		...Array.from({length: height - 1}, (_, i) => {
			const isCut = i === height - 2 && lines.length > height - 1;
			const text = isCut ? `${lines[i]} ${paint.glyphs.more}` : (lines[i] ?? '');
			return paintLine(paint, columns - 2, [[' '], [text]]);
		}),
	];
}

/** Widths of the columns of a menu; 0 for those that it has not. */
type Shape = {readonly group: number; readonly key: number; readonly mark: number; readonly label: number};

/** A key that is longer than most pushes its label on. */
const keyCellsMost = 18;

function shapeOf(entries: readonly MenuEntry[], columns: number): Shape {
	const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(cellWidth));
	const column = (width: number) => (width === 0 ? 0 : width + 1);
	const group = column(widest(entries.map((entry) => entry.group ?? '')));
	const key = column(Math.min(keyCellsMost, widest(entries.map((entry) => entry.key ?? ''))));
	const mark = entries.some(({isChosen}) => isChosen) || (group === 0 && key === 0) ? 2 : 0;
	return {group, key, mark, label: columns - 2 - group - key - mark};
}

/** The group stands at the first of it that is seen. */
function entrySpans(
	{glyphs}: Paint,
	{group = '', key = '', label, reason, isChosen}: MenuEntry,
	before: MenuEntry | undefined,
	isFirst: boolean,
	shape: Shape,
): Span[] {
	const isDue = reason === undefined;
	const shownGroup = isFirst || before?.group !== group ? group : '';
	const why = isDue ? '' : ` (${reason})`;
	const over = Math.max(0, cellWidth(key) + 1 - shape.key);
	return [
		[padText(shownGroup, shape.group), 'title'],
		[padText(isChosen ? '> ' : '', shape.mark), 'mark'],
		[shape.key === 0 ? '' : padText(`${key} `, shape.key), isDue ? 'key' : 'dim'],
		[
			cutSentence(`${label}${why}`, shape.label - over, glyphs.more),
			isDue ? (isChosen ? 'strong' : 'plain') : 'dim',
		],
	];
}
