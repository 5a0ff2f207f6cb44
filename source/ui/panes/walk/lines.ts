/** The lines of the walk: one a table, one for what is there, and what a read and a write would do, in as many as it takes. */
import type {AddressWalk, EntryRight, WalkStep} from '../../../analysis/address/address-walk.ts';
import {rightWord, stepName, targetText} from '../../../analysis/address/walk-words.ts';
import {padLeft, padText} from '../../../analysis/words/cells.ts';
import {pidsText} from '../../../analysis/words/text.ts';
import type {WalkAnswer} from '../../../inquiry/access.ts';
import type {Span} from '../../text/line.ts';
import type {Meaning} from '../../text/theme.ts';
import {wrap} from '../../text/wrap.ts';

export type WalkLine = readonly Span[];

/** As wide as the narrowest pane that it is seen in, where the screen has room for that. */
const sentenceCells = 54;
const borderCells = 2;
const nameCells = 12;

const meanings: Readonly<Record<EntryRight, Meaning>> = {
	write: 'private',
	read: 'shared',
	absent: 'warning',
	swap: 'warning',
	guard: 'warning',
	empty: 'dim',
};

/** For a screen, or half of one, of so many columns. */
export function walkLines(
	walk: AddressWalk | WalkAnswer,
	there: string,
	columns: number,
): readonly WalkLine[] {
	const cells = Math.max(1, Math.min(sentenceCells, columns - borderCells));
	const sentence = (text: string, meaning: Meaning) =>
		wrap(text, cells).map((line): WalkLine => [[line, meaning]]);
	return [
		...walk.steps.map(stepLine),
		...sentence(there === '' ? 'Nothing is in memory there.' : `There: ${there}.`, 'plain'),
		...('read' in walk
			? [...sentence(walk.read.sentence, 'strong'), ...sentence(walk.write.sentence, 'strong')]
			: sentence('What a read and a write would do is told when it stands still.', 'dim')),
	];
}

function stepLine(step: WalkStep, depth: number): WalkLine {
	const {entry, right, references, sharers} = step;
	const target = targetText(step);
	return [
		[padText(`${' '.repeat(depth)}${stepName(step)}`, nameCells)],
		[`${padLeft(`[${entry}]`, 6)} `, 'dim'],
		[padText(rightWord(right), 8), meanings[right]],
		[target === '' ? '' : `> ${target}`],
		[references > 1 ? `  shared by ${pidsText(sharers)}` : '', 'shared'],
	];
}
