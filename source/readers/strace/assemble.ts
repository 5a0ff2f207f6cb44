/**
 * Lines as strace meant them. On a terminal its notices stand in the middle of a line, which goes on in the next, and so
 * does what the program itself prints; a table of -C follows at the end. Here such lines are put together again.
 */
import {type ParsedLine, parseLine} from './line.ts';

export type Assembler = {
	line(text: string, number: number): void;
	/** No line follows that could complete the last. */
	finish(): void;
};

type Take = {
	/** A whole line. */
	readonly line: (parsed: ParsedLine, number: number) => void;
	/** A task that strace begins to follow, told in the middle of a line. */
	readonly arrival: (tid: number) => void;
	/** A call that was never completed. */
	readonly broken: (name: string, number: number) => void;
	/** Text of something else. */
	readonly other: (what: string, number: number) => void;
};

/** The beginning of a line that goes on later: cut by a notice, or by what the program printed. */
type Cut = {readonly text: string; readonly number: number; readonly name?: string};

const notice =
	/^Process (\d+) (attached|detached|suspended|resumed)(?: with \d+ threads)?(?: \([^)]*\)| - interrupt to quit)?$/;
/** What a path of strace is made of. */
const pathLetter = /[\w./+-]/;
const result = /\)\s*= (?:\?|-?\d|0x)/;
/** What -z prints of a call below its first half. */
const secondHalf = /^\)\s*= /;
const resultAtEnd = /\)\s*= (?:\?|-?\d|0x)[^=]*$/;
/** Calls that never return, and so may have no result. */
const endless = /^_?exit/;
const tableHead = /^\s*% time +seconds/;
const tableRow = /^\s*(?:-+(?: -+)+\s*$|[\d.]+ +[\d.]+ )/;

export function createAssembler(take: Take): Assembler {
	let cut: Cut | undefined;
	let isInTable = false;
	/** The line before, where it is the first half of a call. */
	let half: (ParsedLine & {line: {kind: 'unfinished'}}) | undefined;

	/** What was cut is all that there is of it. */
	const giveUp = (): void => {
		if (cut?.name !== undefined) {
			take.broken(cut.name, cut.number);
		} else if (cut !== undefined) {
			const parsed = parseLine(`${cut.text} <unfinished ...>`);
			if (parsed !== undefined) {
				take.line(parsed, cut.number);
			}
		}

		cut = undefined;
	};

	/** Takes a line whose beginning is `start`, or keeps it back where it is cut again. */
	const begin = (text: string, number: number): void => {
		if (isInTable && tableRow.test(text)) {
			return;
		}

		const noticed = noticeInside(text);
		if (noticed !== undefined) {
			cut = {text: noticed.before, number};
			if (noticed.attached !== undefined) {
				take.arrival(noticed.attached);
			}

			return;
		}

		const parsed = parseLine(text);
		const begun = half;
		half = parsed !== undefined && isHalf(parsed) ? parsed : undefined;
		if (begun !== undefined && parsed === undefined && secondHalf.test(text)) {
			take.line({...begun, line: {kind: 'resumed', name: begun.line.name, text}}, number);
		} else if (parsed === undefined) {
			tellOther(text, number);
		} else if (isIncomplete(parsed)) {
			cut = {text, number, name: parsed.line.name};
		} else {
			isInTable = false;
			take.line(parsed, number);
		}
	};

	const tellOther = (text: string, number: number): void => {
		isInTable = tableHead.test(text);
		take.other(isInTable ? 'the table of strace -C' : 'not a line of strace', number);
	};

	const goOn = (start: Cut, text: string, number: number): void => {
		const parsed = parseLine(text);
		if (parsed?.line.kind === 'attached' || parsed?.line.kind === 'notice') {
			take.line(parsed, number);
		} else if (parsed !== undefined) {
			giveUp();
			begin(text, number);
		} else if (start.name === undefined || resultAtEnd.test(text)) {
			cut = undefined;
			begin(start.text + text, start.number);
		} else {
			take.other('not a line of strace', number);
		}
	};

	return {
		line(text, number) {
			if (cut !== undefined) {
				goOn(cut, text, number);
			} else if (text.trim() !== '') {
				begin(text, number);
			}
		},
		finish: giveUp,
	};
}

/** A notice at the end of a line, what stands before it, and who is attached; undefined where there is none behind something. */
function noticeInside(
	text: string,
): {readonly before: string; readonly attached: number | undefined} | undefined {
	const at = text.lastIndexOf('Process ');
	const note = at === -1 ? null : notice.exec(text.slice(at));
	const before = note === null ? '' : withoutSpeaker(text.slice(0, at));
	return note === null || before === ''
		? undefined
		: {before, attached: note[2] === 'attached' ? Number(note[1]) : undefined};
}

/** The text without `strace: ` at its end, which may have a path before it. */
function withoutSpeaker(text: string): string {
	const speaker = 'strace: ';
	if (!text.endsWith(speaker)) {
		return text;
	}

	const end = text.length - speaker.length;
	let from = end;
	while (from > 0 && pathLetter.test(text[from - 1])) {
		from -= 1;
	}

	const path = /\.{0,2}\//.exec(text.slice(from, end));
	return text.slice(0, path === null ? end : from + path.index);
}

function isHalf(parsed: ParsedLine): parsed is ParsedLine & {line: {kind: 'unfinished'}} {
	return parsed.line.kind === 'unfinished';
}

/** A call without a result: a program has printed something into it. */
function isIncomplete(parsed: ParsedLine): parsed is ParsedLine & {line: {kind: 'call'}} {
	const {line} = parsed;
	return line.kind === 'call' && !result.test(line.text) && !endless.test(line.name);
}
