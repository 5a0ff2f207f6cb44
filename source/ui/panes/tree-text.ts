/** The process tree as pstree would print it, a row a line: each line ends with one process that has no children. */
import {pstree} from '../../analysis/pstree.ts';
import type {PstreeFlags} from '../../analysis/pstree-flags.ts';
import {buildNodes, classifySubtrees, groupSiblings} from '../../analysis/pstree-nodes.ts';
import type {PstreeProcess} from '../../analysis/pstree-process.ts';
import {pstreeRoot} from '../../analysis/pstree-root.ts';
import {taskKey} from '../actor.ts';
import type {GlyphSetName} from '../glyphs.ts';
import type {Session} from '../session.ts';
import {findProcesses} from './tree-finder.ts';
import type {TreeRows} from './tree-rows.ts';

export type TreeText = TreeRows & {readonly lines: readonly string[]};

export function readTreeText({memory, machine: {kernel}}: Session, glyphs: GlyphSetName): TreeText {
	const root = pstreeRoot(memory);
	const flags: PstreeFlags = {glyphs, uncut: true};
	const lines = root === undefined ? [] : pstree(root, flags).trimEnd().split('\n');
	const tasks = tasksByPid(kernel);
	const {lineOf, lastOf} = root === undefined ? {lineOf: new Map(), lastOf: []} : followLines(root, flags);
	const taskAt = (row: number) => tasks.get(lastOf[row] ?? -1) ?? 0;
	return {
		lines,
		places: [],
		above: new Int32Array(0),
		flags: new Uint8Array(lines.length),
		hits: 0,
		count: lines.length,
		taskAt,
		membersOf: (row) => [taskAt(row)],
		chainOf: () => [],
		keyAt: (row) => (row < lines.length ? taskKey(kernel, taskAt(row)) : ''),
		rowOf(key) {
			const pid = Number(key.split('@')[0]);
			const task = tasks.get(pid) ?? 0;
			return task !== 0 && taskKey(kernel, task) === key ? (lineOf.get(pid) ?? -1) : -1;
		},
		textAt: (row) => lines[row],
		finder: (search) => {
			const {one} = findProcesses(memory, search);
			const found = new Set([...lineOf].filter(([pid]) => one(tasks.get(pid) ?? 0)).map(([, line]) => line));
			return (row) => found.has(row);
		},
	};
}

function tasksByPid({task}: Session['machine']['kernel']): Map<number, number> {
	const tasks = new Map<number, number>();
	for (let row = 1; row < task.count; row += 1) {
		if (task.state[row] !== 0) {
			tasks.set(task.pid[row], row);
		}
	}

	return tasks;
}

/** On which line each process stands, and with which each line ends. */
function followLines(root: PstreeProcess, flags: PstreeFlags) {
	const nodes = buildNodes(root, flags);
	classifySubtrees(nodes, flags);
	const lineOf = new Map<number, number>();
	const lastOf: number[] = [];
	const stack = nodes.slice(0, 1);
	for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
		lineOf.set(node.pid, lastOf.length);
		if (node.children.length === 0) {
			lastOf.push(node.pid);
		}

		for (const group of groupSiblings(node.children, () => true).reverse()) {
			stack.push(group.node);
		}
	}

	// Of equal siblings the first was drawn for all: the others stand where their parent does.
	for (const {pid, parent} of nodes) {
		lineOf.set(pid, lineOf.get(pid) ?? lineOf.get(parent?.pid ?? 0) ?? 0);
	}

	return {lineOf, lastOf};
}
