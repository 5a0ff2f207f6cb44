/**
 * Searching: which rows of a pane somebody looks for. Panes of processes know the language of queries (docs/queries.md);
 * in the others it is text, or a regular expression between strokes.
 */
import {compilePattern} from '../analysis/pattern.ts';
import {UserError} from '../machine/user-error.ts';
import type {RowKeys} from './facts.ts';

export type RowTest = (row: number) => boolean;

/** Throws a UserError, one sentence, where the search is not understood. */
export function rowFinder(rows: RowKeys, search: string): RowTest {
	return rows.finder === undefined ? textFinder(rows, search) : rows.finder(search);
}

function textFinder(rows: RowKeys, search: string): RowTest {
	const [, pattern, flags] = /^\/(.+)\/(i?)$/s.exec(search) ?? [];
	if (pattern === undefined) {
		const wanted = search.toLowerCase();
		return (row) => rows.textAt(row).toLowerCase().includes(wanted);
	}

	const test = compilePattern(pattern, flags);
	if (typeof test === 'string') {
		throw new UserError(`${search}: ${test} was expected`);
	}

	return (row) => test(rows.textAt(row));
}

const kept = new WeakMap<RowKeys, {readonly search: string; readonly isFound: RowTest}>();

/** Whether a row is marked as found; none is by what is not understood in this pane. */
export function isFound(rows: RowKeys, search: string, row: number): boolean {
	let known = kept.get(rows);
	if (known?.search !== search) {
		known = {search, isFound: search === '' ? () => false : finderOrNone(rows, search)};
		kept.set(rows, known);
	}

	return known.isFound(row);
}

function finderOrNone(rows: RowKeys, search: string): RowTest {
	try {
		return rowFinder(rows, search);
	} catch (error) {
		if (error instanceof UserError) {
			return () => false;
		}

		throw error;
	}
}
