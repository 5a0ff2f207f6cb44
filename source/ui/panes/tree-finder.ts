/** Searching in the tree, in the language of queries: a row that stands for others is found when any of them is. */
import type {MemoryView} from '../../analysis/memory.ts';
import {parseQuery} from '../../analysis/query.ts';
import {withDescendants} from '../../analysis/tree.ts';

/** Throws a UserError for a query that is not understood. */
export function findProcesses(view: MemoryView, search: string) {
	const one = parseQuery(search).on(view);
	return {
		/** A task. */
		one,
		/** Any of these tasks or of what descends from them. */
		below: (tasks: readonly number[]) =>
			tasks.some((task) => withDescendants(view.kernel, task).some((each) => one(each))),
	};
}
