/** A moment as boxes and arrows: the tree, who shares what with whom, the page tables of a process. */
import type {MemoryView} from '../../analysis/memory/memory.ts';
import {pageTableRows, sharersOf} from '../../analysis/rows/page-tables.ts';
import {livingProcesses, nameOf, pidOf} from '../../analysis/rows/processes.ts';
import {sharedGroups} from '../../analysis/rows/shared-groups.ts';
import {type TreeRow, treeRows} from '../../analysis/rows/tree.ts';
import {addressText, sizeText} from '../../analysis/words/text.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Task} from '../../kernel/state/ids.ts';

/** Parents point at their children. */
export function treeGraph(view: MemoryView, title: string) {
	const rows = treeRows(view).filter(({isThread}) => !isThread);
	const pids = new Set(rows.map(({pid}) => pid));
	return {
		title,
		nodes: rows.map((row) => ({id: String(row.pid), kind: 'process' as const, label: labelOf(row)})),
		edges: rows
			.filter(({ppid}) => pids.has(ppid))
			.map(({pid, ppid}) => ({from: String(ppid), to: String(pid)})),
	};
}

function labelOf({pid, name, state, memory}: TreeRow): string[] {
	return memory === undefined
		? [`${pid} ${name}`, state]
		: [`${pid} ${name}`, `RSS ${sizeText(memory.rssBytes)} PSS ${sizeText(memory.pssBytes)}`];
}

/** Processes point at the memory that they hold together with others: a box for each mapping and set of holders. */
export function sharingGraph(view: MemoryView, title: string) {
	const tasks = livingProcesses(view.kernel);
	const groups = sharedGroups(view);
	return {
		title,
		nodes: [
			...tasks.map((task) => ({
				id: String(pidOf(view, task)),
				kind: 'process' as const,
				label: [`${pidOf(view, task)} ${nameOf(view, task)}`],
			})),
			...groups.map(({name, frames}, i) => ({
				id: `memory ${i + 1}`,
				kind: 'memory' as const,
				label: [name, sizeText(frames * pageBytes)],
			})),
		],
		edges: groups.flatMap(({pids}, i) => pids.map((pid) => ({from: String(pid), to: `memory ${i + 1}`}))),
	};
}

/** Each table points at those below it; others that have it are named. */
export function tableGraph(view: MemoryView, task: Task, title: string) {
	const rows = pageTableRows(view, task);
	const above: number[] = [];
	const edges: {readonly from: string; readonly to: string}[] = [];
	for (const {table, depth} of rows) {
		above.length = depth;
		if (depth > 0) {
			edges.push({from: `table ${above[depth - 1]}`, to: `table ${table}`});
		}

		above.push(table);
	}

	const nodes = rows.map((row) => {
		const sharers = row.references > 1 ? sharersOf(view, row) : [];
		return {
			id: `table ${row.table}`,
			kind: 'table' as const,
			label: [
				`${row.levelName} #${row.table}`,
				`${addressText(row.start)}, ${row.used} of ${row.entries} used`,
				...(sharers.length > 1 ? [`shared by ${sharers.join(' ')}`] : []),
			],
		};
	});
	return {title, nodes, edges};
}
