/**
 * Queries: which processes somebody wants to see, in a line of words. `cc1`, `/cc[0-9]/`, `rss > 5M and not zombie`,
 * `shares 455`; docs/queries.md is the whole language.
 */
import type {MemoryView} from './memory.ts';
import {readLine} from './query-grammar.ts';
import {type Answer, askAll} from './query-question.ts';
import {readTerm} from './query-terms.ts';
import {readWords} from './query-words.ts';

export type Query = {
	/** Whether a task of that moment is meant. Good until the machine moves on. */
	on(view: MemoryView): Answer;
};

/** Throws a UserError, one sentence that says what was expected where. */
export function parseQuery(text: string): Query {
	return askAll(readLine(readWords(text), readTerm));
}
