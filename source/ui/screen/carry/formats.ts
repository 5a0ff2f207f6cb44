/**
 * What can be taken along: the screen as it is seen or one pane in full, as plain text, as text with the colours of a
 * terminal, as a picture, or as data.
 */
import {stripVTControlCharacters} from 'node:util';
import {cellWidth} from '../../../analysis/cells.ts';
import {svgOf} from '../../../exports/svg.ts';
import type {Format, Part} from '../../state/format.ts';
import {layoutOf} from '../../state/layout.ts';
import type {Model} from '../../state/model.ts';
import type {Session} from '../../state/session.ts';
import {renderScreen} from '../split.ts';
import {paneLines, paneRecords, wholePane} from './whole-pane.ts';

/** Longer pictures no viewer opens. */
const pictureRowsMax = 2000;

/** The whole of a file. */
export function writeAs(format: Format, session: Session, model: Model, part: Part): string {
	if (format === 'json') {
		return `${JSON.stringify(dataOf(session, model, part), undefined, '\t')}\n`;
	}

	const lines = linesOf(session, model, part);
	if (format === 'svg') {
		const shown = lines.slice(0, pictureRowsMax);
		const columns = part === 'screen' ? model.size.columns : widest(shown);
		return svgOf(shown, {columns, title: titleOf(session, part), isLight: model.theme === 'light'});
	}

	return `${(format === 'txt' ? lines.map(stripVTControlCharacters) : lines).join('\n')}\n`;
}

export function plainLines(session: Session, model: Model, part: Part): readonly string[] {
	return linesOf(session, model, part).map(stripVTControlCharacters);
}

function linesOf(session: Session, model: Model, part: Part): readonly string[] {
	return part === 'screen' ? renderScreen(model, session) : paneLines(wholePane(session, model, part.pane));
}

function widest(lines: readonly string[]): number {
	return lines.reduce((most, line) => Math.max(most, cellWidth(stripVTControlCharacters(line))), 1);
}

/** `forkscope: build on linux-6, op 411`. */
function titleOf({title, kernel, position}: Session, part: Part): string {
	const what = part === 'screen' ? '' : `, ${part.pane}`;
	return `forkscope: ${title} on ${kernel}, op ${position}${what}`;
}

/** A screen is the panes that are seen on it, each with all of its rows. */
function dataOf(session: Session, model: Model, part: Part): object {
	const moment = {
		workload: session.title,
		kernel: session.kernel,
		position: session.position,
		timeUs: Math.round(session.timeUs * 1000) / 1000,
	};
	const pane = (id: string) => ({
		pane: id,
		count: session.rows(id, model).count,
		rows: paneRecords(wholePane(session, model, id)),
	});
	return part === 'screen'
		? {
				schema: 'forkscope/screen@1',
				...moment,
				...model.size,
				panes: layoutOf(model, session.panes).slots.map(({shown}) => pane(shown)),
			}
		: {schema: 'forkscope/pane@1', ...moment, ...pane(part.pane)};
}
