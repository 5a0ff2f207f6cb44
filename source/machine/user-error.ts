/**
 * The mistakes that the person in front of the terminal can make: a wrong flag, a workload that does not exist, a bad
 * line in a file. Each is shown as one sentence on stderr, with the line that is wrong; the exit code is 2.
 *
 * Three kinds of trouble never mix: what a simulated program causes is an errno that the kernel returns, a bug of ours
 * is an assertion, and only the third is a UserError.
 */

import {printable} from './printable.ts';

/** Where in a file the mistake is, and what should have stood there. Lines are counted from 1. */
export type UserErrorDetails = {
	readonly file?: string;
	readonly line?: number;
	/** What was expected, as the end of a sentence: `"a size such as 64K"`. */
	readonly expected?: string;
	/** The text of the line, shown below the sentence. */
	readonly source?: string;
	readonly cause?: unknown;
};

/** Longer lines are cut: a trace may have a megabyte in one line. */
const shownLengthMax = 200;

export class UserError extends Error {
	/** What is wrong, without where and what was expected. */
	readonly sentence: string;
	readonly details: UserErrorDetails;

	/** `sentence` says what is wrong, in the reader's words. */
	constructor(sentence: string, details: UserErrorDetails = {}) {
		super(describe(sentence, details), {cause: details.cause});
		this.name = 'UserError';
		this.sentence = sentence;
		this.details = details;
	}
}

/** `file:line: what is wrong; expected what`, and the line itself below it. */
function describe(message: string, {file, line, expected, source}: UserErrorDetails): string {
	const place = [file, line].filter((part) => part !== undefined).join(':');
	const sentence = expected === undefined ? message : `${message.replace(/\.$/, '')}; expected ${expected}`;
	const shown = source === undefined ? '' : `\n    ${shorten(source)}`;
	return `${printable(`${place === '' ? '' : `${place}: `}${sentence}`)}${shown}`;
}

function shorten(source: string): string {
	const text = printable(
		source
			.slice(0, 4 * shownLengthMax)
			.trim()
			.replaceAll('\t', ' '),
	);
	return text.length > shownLengthMax ? `${text.slice(0, shownLengthMax)}…` : text;
}
