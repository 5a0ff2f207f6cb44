/**
 * Queries: which processes to show, in a line of words. `cc1`, `/cc[0-9]/`, `rss > 5M and not zombie`,
 * `shares 455`; docs/queries.md is the whole language.
 */
import {UserError} from '../../machine/user-error.ts';
import type {MemoryView} from '../memory/memory.ts';
import {readLine} from './grammar.ts';
import {type Answer, askAll} from './question.ts';
import {readTerm} from './terms.ts';
import {readWords} from './words.ts';

export type Query = {
	/** Whether a task of that moment is meant. Good until the machine moves on. */
	on(view: MemoryView): Answer;
};

/** Throws a UserError, one sentence that says what was expected where. */
export function parseQuery(text: string): Query {
	return askAll(readLine(readWords(text), readTerm));
}

/** Of a line that is not finished, the longest beginning that is a query by itself; empty where there is none. */
export function understoodPart(text: string): string {
	const ends = [...text.matchAll(/[\s()&|!<>=~"/]|$/g)].map(({index}) => index).reverse();
	const end = ends.find((each) => isQuery(text.slice(0, each)));
	return end === undefined ? '' : text.slice(0, end).trim();
}

function isQuery(text: string): boolean {
	try {
		parseQuery(text);
		return true;
	} catch (error) {
		if (error instanceof UserError) {
			return false;
		}

		throw error;
	}
}
