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
	/(?:(?:\.{0,2}\/[\w./+-]*)?strace: )?Process (\d+) (attached|detached|suspended|resumed)(?: with \d+ threads)?(?: \([^)]*\)| - interrupt to quit)?$/;
const result = /\)\s*= (?:\?|-?\d|0x)/;
const resultAtEnd = /\)\s*= (?:\?|-?\d|0x)[^=]*$/;
/** Calls that never return, and so may have no result. */
const endless = /^_?exit/;
const tableHead = /^\s*% time +seconds/;
const tableRow = /^\s*(?:-+(?: -+)+\s*$|[\d.]+ +[\d.]+ )/;

export function createAssembler(take: Take): Assembler {
	let cut: Cut | undefined;
	let isInTable = false;

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

		const note = notice.exec(text);
		if (note !== null && note.index > 0) {
			cut = {text: text.slice(0, note.index), number};
			if (note[2] === 'attached') {
				take.arrival(Number(note[1]));
			}

			return;
		}

		const parsed = parseLine(text);
		if (parsed === undefined) {
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

/** A call without a result: a program has printed something into it. */
function isIncomplete(parsed: ParsedLine): parsed is ParsedLine & {line: {kind: 'call'}} {
	const {line} = parsed;
	return line.kind === 'call' && !result.test(line.text) && !endless.test(line.name);
}
