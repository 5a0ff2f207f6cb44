/** The table of words: which term of a query each begins. */
import {taskStates} from '../../kernel/processes/task.ts';
import {figures, readFigureTerm} from './figures.ts';
import type {Question} from './question.ts';
import {relations} from './relations.ts';
import {readNameTerm, readPatternTerm, readTextTerm, texts} from './texts.ts';
import {either, mistake, next, peek, plainWord, type Reader, takeSign} from './words.ts';

/** As they are searched for; the screen has a letter for each. */
const states: Readonly<Record<string, number>> = {
	running: taskStates.running,
	waiting: taskStates.childWait,
	vfork: taskStates.vforkWait,
	zombie: taskStates.zombie,
};

/** Words that join others and are no terms. */
const joiningWords: readonly string[] = ['and', 'or', 'not'];

/** What can be compared, for the sentences about mistakes. */
export const comparedWords: readonly string[] = [...Object.keys(texts), 'state', ...Object.keys(figures)];

/** Every word that means something unless it stands in quotes. */
export const queryWords: readonly string[] = [
	...comparedWords,
	...Object.keys(states),
	'thread',
	...Object.keys(relations),
	...joiningWords,
];

/** One term of a query. Throws a UserError where none stands. */
export function readTerm(reader: Reader): Question {
	const {kind} = peek(reader);
	const word = plainWord(reader) ?? '';
	if (kind === 'pattern') {
		return readPatternTerm(reader);
	}

	if (kind === 'sign' || kind === 'end' || joiningWords.includes(word)) {
		throw mistake(reader, 'a word or a comparison such as rss > 5M');
	}

	return readWordTerm(reader, word);
}

function readWordTerm(reader: Reader, word: string): Question {
	if (Object.hasOwn(texts, word)) {
		next(reader);
		return readTextTerm(reader, word);
	}

	if (word === 'shared' && plainWord(reader, 1) === 'tables') {
		next(reader);
		next(reader);
		return readFigureTerm(reader, 'shared tables');
	}

	if (Object.hasOwn(figures, word)) {
		next(reader);
		return readFigureTerm(reader, word);
	}

	if (Object.hasOwn(relations, word)) {
		next(reader);
		return relations[word](reader);
	}

	if (Object.hasOwn(states, word)) {
		next(reader);
		return inState([states[word]]);
	}

	switch (word) {
		case 'state':
			next(reader);
			return readState(reader);
		case 'thread':
			next(reader);
			return {
				on:
					({kernel}) =>
					(task) =>
						kernel.task.leader[task] !== task,
			};
		default:
			refuseComparison(reader);
			return readNameTerm(reader);
	}
}

/** A name that is no name of a figure was mistyped. */
function refuseComparison(reader: Reader): void {
	if (isCompared(reader)) {
		throw mistake(reader, either(comparedWords));
	}
}

/** Whether a comparison stands behind the next word, whatever that is. */
export function isCompared(reader: Reader): boolean {
	const {kind, text} = peek(reader, 1);
	return kind === 'sign' && !['(', ')', '&', '|', '!'].includes(text);
}

function inState(wanted: readonly number[]): Question {
	return {
		on:
			({kernel}) =>
			(task) =>
				wanted.includes(kernel.task.state[task]),
	};
}

/** What stands behind `state`. */
function readState(reader: Reader): Question {
	const isNot = takeSign(reader, '!=');
	if (!isNot) {
		takeSign(reader, '=');
	}

	const wanted = [readOneState(reader)];
	while (peek(reader).isTight && Object.hasOwn(states, plainWord(reader, 1) ?? '')) {
		next(reader);
		wanted.push(readOneState(reader));
	}

	return isNot
		? {
				on:
					({kernel}) =>
					(task) =>
						!wanted.includes(kernel.task.state[task]),
			}
		: inState(wanted);
}

function readOneState(reader: Reader): number {
	const word = plainWord(reader) ?? '';
	if (!Object.hasOwn(states, word)) {
		throw mistake(reader, either(Object.keys(states)));
	}

	next(reader);
	return states[word];
}
