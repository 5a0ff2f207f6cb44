/** What a search means in the tree, looked through once for the rows that there are. */
import {searchIn} from '../finding.ts';
import type {TreeRows} from './tree-rows.ts';

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
