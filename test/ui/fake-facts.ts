/** Facts from tables: a tree drawn by indentation and lists of numbers, so that reducers are tested without a machine. */
import {panes} from '../../source/ui/panes/index.ts';
import {type TreeState, treeState} from '../../source/ui/panes/tree/state.ts';
import type {Facts} from '../../source/ui/state/facts.ts';
import {createModel, type Model} from '../../source/ui/state/model.ts';
import type {RowKeys} from '../../source/ui/state/rows.ts';

export const fakePanes: Facts['panes'] = panes.filter(({id}) => ['tree', 'maps', 'log'].includes(id));

/** `init\n  sh\n    cc` as tree rows; what is folded in the model hides what is below it. */
export function treeOf(text: string, {folds, foldDepth}: TreeState): RowKeys {
	const all = text
		.trimEnd()
		.split('\n')
		.map((line) => ({name: line.trim(), depth: line.search(/\S/) / 2}));
	const hasChildren = (i: number) => i + 1 < all.length && all[i + 1].depth > all[i].depth;
	const isFolded = (i: number) => hasChildren(i) && (folds[all[i].name] ?? all[i].depth >= foldDepth);
	const rows: {name: string; depth: number; state: 'open' | 'folded' | 'leaf'}[] = [];
	let hiddenBelow = Number.POSITIVE_INFINITY;
	for (const [i, {name, depth}] of all.entries()) {
		if (depth > hiddenBelow) {
			continue;
		}

		hiddenBelow = isFolded(i) ? depth : Number.POSITIVE_INFINITY;
		rows.push({name, depth, state: isFolded(i) ? 'folded' : hasChildren(i) ? 'open' : 'leaf'});
	}

	return {
		count: rows.length,
		keyAt: (row) => rows[row]?.name ?? '',
		rowOf: (key) => rows.findIndex(({name}) => name === key),
		textAt: (row) => rows[row].name,
		subjectAt: (row) => ({subject: {kind: 'process', pid: row + 1, born: 0}}),
		parentOf(row) {
			const {depth} = rows[row];
			return rows.findLastIndex((other, i) => i < row && other.depth < depth);
		},
		foldOf: (row) => rows[row].state,
	};
}

/** Rows of a log are moments, any others are frames. */
export function numberedRows(count: number, isLog = false, startRow = 0): RowKeys {
	return {
		count,
		keyAt: (row) => (row < count ? String(row + 1) : ''),
		rowOf: (key) => (Number(key) <= count ? Number(key) - 1 : -1),
		textAt: (row) => `row ${row + 1}`,
		positionAt: isLog ? (row) => row + 1 : undefined,
		subjectAt: isLog ? undefined : (row) => ({subject: {kind: 'frame', frame: row + 1}}),
		startRow,
	};
}

export function fakeFacts(
	options: {tree?: string; position?: number; end?: number} & Partial<Facts> = {},
): Facts {
	const {
		tree = 'init\n  sh\n    make\n      cc\n      ld\n  cron',
		position = 10,
		end = 100,
		...others
	} = options;
	return {
		panes: fakePanes,
		position,
		end,
		opsPerSecond: 30,
		hasSwap: false,
		pidCells: 6,
		title: 'fake',
		kernel: 'linux-6',
		marks: [5, 50],
		markLabels: [
			{position: 5, label: 'begun'},
			{position: 50, label: 'half'},
		],
		timeAt: (at) => at * 1000,
		fileName: (part, format) => `fake-${part === 'screen' ? part : part.pane}.${format}`,
		rows: (pane, model) =>
			pane === 'tree'
				? treeOf(tree, treeState.of(model))
				: pane === 'log'
					? numberedRows(end, true, position - 1)
					: numberedRows(40),
		...others,
	};
}

export function fakeModel(changes: Partial<Model> = {}): Model {
	return {...createModel({size: {columns: 80, rows: 24}, panes: fakePanes.map(({id}) => id)}), ...changes};
}
