/** What a search means in the tree, looked through once for the rows that there are. */
import type {MemoryView} from '../../../analysis/memory.ts';
import {withDescendants} from '../../../analysis/tree.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import type {Kernel} from '../../../kernel/state/kernel.ts';
import {type RowMatcher, readQuery, searchIn} from '../../state/finding.ts';
import type {TreeRows} from './rows.ts';

type Found = {readonly search: string; readonly hits: number; isHit(row: number): boolean};

const lastFound = new WeakMap<TreeRows, Found>();

export function foundIn(rows: TreeRows, search: string): Found {
	const known = lastFound.get(rows);
	if (known?.search === search) {
		return known;
	}

	const {matches} = searchIn(rows, search);
	const isHit = Array.from({length: rows.count}, (_, row) => matches(row));
	const answer = {search, hits: isHit.filter(Boolean).length, isHit: (row: number) => isHit[row]};
	lastFound.set(rows, answer);
	return answer;
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

/** What a folded row or equal siblings as one stand for. */
export function tasksBelow(kernel: Kernel, members: readonly Task[]): Task[] {
	return members.flatMap((member) => withDescendants(kernel, member));
}
