/** What a search means in the tree, looked through once for the rows that there are. */

import type {MemoryView} from '../../../analysis/memory/memory.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {readQuery, searchIn} from '../../state/finding.ts';
import {memo} from '../../state/memo.ts';
import type {RowKeys, RowMatcher} from '../../state/rows.ts';

type Found = {readonly hits: number; isHit(row: number): boolean};

const keep = memo<Found>();

export function foundIn(rows: RowKeys, search: string): Found {
	return keep(rows, [search], () => {
		const {matches} = searchIn(rows, search);
		const isHit = Array.from({length: rows.count}, (_, row) => matches(row));
		return {hits: isHit.filter(Boolean).length, isHit: (row) => isHit[row]};
	});
}

/** A row is found when the query means any of the tasks that it stands for. */
export function queryMatcher(
	view: MemoryView,
	text: string,
	tasksAt: (row: number) => readonly Task[],
): RowMatcher {
	const {query, problem} = readQuery(text);
	const isMeant = query?.on(view);
	return isMeant === undefined ? {problem} : {matches: (row) => tasksAt(row).some(isMeant)};
}
