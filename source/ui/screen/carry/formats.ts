/**
 * What can be taken along: the screen as it is seen or one pane in full, as plain text, as text with the colours of a
 * terminal, as a picture, or as data.
 */
import {stripVTControlCharacters} from 'node:util';
import type {Content, Data} from '../../../exports/form.ts';
import {writeAs} from '../../../exports/index.ts';
import {trustAt} from '../../../inquiry/outcome/evidence.ts';
import type {Format, Part} from '../../state/format.ts';
import {layoutOf} from '../../state/layout.ts';
import type {Model} from '../../state/model.ts';
import type {Session} from '../../state/session.ts';
import {renderScreen} from '../split.ts';
import {paneLines, paneRecords, wholePane} from './whole-pane.ts';

/** The whole of a file. */
export function writePart(format: Format, session: Session, model: Model, part: Part): string {
	return [...writeAs(format, contentOf(session, model, part))].join('');
}

function contentOf(session: Session, model: Model, part: Part): Content {
	return {
		data: () => dataOf(session, model, part),
		picture: () => ({
			lines: linesOf(session, model, part),
			columns: part === 'screen' ? model.size.columns : undefined,
			title: titleOf(session, part),
			isLight: model.theme === 'light',
		}),
	};
}

export function plainLines(session: Session, model: Model, part: Part): readonly string[] {
	return linesOf(session, model, part).map(stripVTControlCharacters);
}

function linesOf(session: Session, model: Model, part: Part): readonly string[] {
	return part === 'screen' ? renderScreen(model, session) : paneLines(wholePane(session, model, part.pane));
}

/** `forkscope: build on linux-6, position 411`. */
function titleOf({title, kernel, position}: Session, part: Part): string {
	const what = part === 'screen' ? '' : `, ${part.pane}`;
	return `forkscope: ${title} on ${kernel}, position ${position}${what}`;
}

/** A screen is the panes that are seen on it, each with all of its rows. */
function dataOf(session: Session, model: Model, part: Part): Data {
	const moment = {
		position: session.position,
		timeUs: session.timeUs,
	};
	const pane = (id: string) => ({
		pane: id,
		count: session.rows(id, model).count,
		rows: paneRecords(wholePane(session, model, id)),
	});
	const panes = () => layoutOf(model, session.panes).slots.map(({shown}) => pane(shown));
	const shown = part === 'screen' ? {...model.size, panes: panes()} : pane(part.pane);
	return {
		name: part === 'screen' ? 'screen' : 'pane',
		of: {machine: session.machine, trust: trustAt(session.timeline, {times: true})},
		fields: {...moment, ...shown},
	};
}
