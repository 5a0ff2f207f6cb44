/** Finding rows: what a filter or a search means in a pane, and what is wrong with it where it means nothing. */
import {compilePattern} from '../../analysis/query/pattern.ts';
import {parseQuery, type Query} from '../../analysis/query/query.ts';
import {UserError} from '../../machine/user-error.ts';
import {memo} from './memo.ts';
import type {RowKeys, RowMatcher} from './rows.ts';

/** `problem` is a sentence; then there is no `query`. */
export type ReadQuery = {readonly query?: Query; readonly problem?: string};

const keep = memo<ReadQuery>();
const lastQuery = {};

/** Half a query is the rule while it is typed, so a mistake is an answer like any other. */
export function readQuery(text: string): ReadQuery {
	return keep(lastQuery, [text], () => attempt(() => ({query: parseQuery(text)})));
}

/** Which rows a search means: in the tree those that the query means, elsewhere those that hold a text or pattern. */
export function searchIn(rows: RowKeys, text: string): {matches(row: number): boolean; problem?: string} {
	const {matches, problem} = rows.matcher === undefined ? textMatcher(rows, text) : rows.matcher(text);
	return matches === undefined ? {matches: () => false, problem} : {matches};
}

function textMatcher(rows: RowKeys, text: string): RowMatcher {
	const [, pattern, flags = ''] = /^\/(.+)\/([a-z]*)$/.exec(text) ?? [];
	if (pattern === undefined) {
		const wanted = text.toLowerCase();
		return {matches: (row) => rows.textAt(row).toLowerCase().includes(wanted)};
	}

	const test = compilePattern(pattern, flags);
	return typeof test === 'string'
		? {problem: `${text}: ${test} was expected`}
		: {matches: (row) => test(rows.textAt(row))};
}

function attempt<Answer extends object>(read: () => Answer): Answer | {readonly problem: string} {
	try {
		return read();
	} catch (error) {
		if (error instanceof UserError) {
			return {problem: error.message};
		}

		throw error;
	}
}
