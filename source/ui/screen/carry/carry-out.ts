/** Copying and writing: what is asked for is made and handed outside, and one sentence says what came of it. */
import {plural} from '../../../analysis/words/text.ts';
import type {Effect, Message} from '../../state/message.ts';
import {focused, type Model} from '../../state/model.ts';
import type {Session} from '../../state/session.ts';
import {type Outside, problemOf} from '../outside.ts';
import {forClipboard} from './clipboard.ts';
import {plainLines, writePart} from './formats.ts';
import {rowText, wholePane} from './whole-pane.ts';

type Copy = Extract<Effect, {readonly type: 'copy'}>;
type Write = Extract<Effect, {readonly type: 'write'}>;

export function copyWith(session: Session, model: Model, {what}: Copy, {copy}: Outside): Message {
	const text = what === 'row' ? selectedText(session, model) : paneText(session, model);
	if (copy === undefined || text === '') {
		return notice(text === '' ? 'There is nothing to copy here.' : 'Nothing can be copied from here.');
	}

	const {code, lines, linesInAll} = forClipboard(text);
	copy(code);
	const some = lines < linesInAll ? `the first ${lines} of ${linesInAll} lines` : plural(lines, 'line');
	return notice(`Copied ${some}, where the terminal lets programs copy.`);
}

function selectedText(session: Session, model: Model): string {
	const pane = focused(model);
	const whole = wholePane(session, model, pane);
	const {row} = model.cursors[pane];
	return row < whole.count ? rowText(whole, row) : '';
}

function paneText(session: Session, model: Model): string {
	return plainLines(session, model, {pane: focused(model)}).join('\n');
}

export function writeWith(
	session: Session,
	model: Model,
	{part, format, file}: Write,
	{write}: Outside,
): Message {
	if (write === undefined) {
		return notice('Nothing can be written from here.');
	}

	try {
		return notice(`Written: ${write(file, writePart(format, session, model, part))}.`);
	} catch (error) {
		return notice(problemOf(error));
	}
}

function notice(text: string): Message {
	return {type: 'notice', text};
}
