/** A line of a scenario's text: how a mistake in it is told, and the operands that several lines have. */
import {UserError} from '../machine/user-error.ts';
import {pagesOfTable} from './state.ts';

export type ScenarioLine = {readonly file: string; readonly number: number; readonly text: string};

/** Address spaces that there may be, forked ones included. */
const mmsMax = 4;

/** A mistake in a line: what is wrong with it, and what should stand there. */
export function mistake(line: ScenarioLine, what: string, expected: string): UserError {
	return new UserError(what, {file: line.file, line: line.number, expected, source: line.text});
}

export function readMm(line: ScenarioLine, word: string): number {
	const [, digits] = /^mm([1-9])$/.exec(word) ?? [];
	const mm = Number(digits);
	if (!(mm <= mmsMax)) {
		throw mistake(line, `"${word}" is no address space`, `mm1 to mm${mmsMax}`);
	}

	return mm;
}

export function readPageNumber(line: ScenarioLine, word: string | undefined): number {
	const page = /^\d+$/.test(word ?? '') ? Number(word) : Number.NaN;
	if (!(page < pagesOfTable)) {
		throw mistake(line, `"${word ?? ''}" is no page`, `a page from 0 to ${pagesOfTable - 1}`);
	}

	return page;
}
