/** The process tree as pstree would print it, a row a line: each line ends with one process that has no children. */

import {type PstreeFlags, parsePstreeFlags} from '../../../analysis/pstree/flags.ts';
import {
	buildNodes,
	classifySubtrees,
	groupSiblings,
	type PstreeNode,
} from '../../../analysis/pstree/nodes.ts';
import type {PstreeProcess} from '../../../analysis/pstree/process.ts';
import {pstree} from '../../../analysis/pstree/pstree.ts';
import {pstreeRoot} from '../../../analysis/pstree/root.ts';
import {parseProcessKey, taskKey, taskOfKey, taskSubject} from '../../../inquiry/keys.ts';
import {nextRow} from '../../../kernel/state/columns.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import type {Model} from '../../state/model.ts';
import type {Session} from '../../state/session.ts';
import {queryMatcher} from './found.ts';
import type {TreeRows} from './rows.ts';

export type TreeText = TreeRows & {readonly lines: readonly string[]};

/** What the text depends on. */
type Shape = Pick<Model, 'glyphs' | 'pstreeSwitches' | 'branch'>;

export function readTreeText(
	{memory, machine: {kernel}}: Session,
	{glyphs, pstreeSwitches, branch}: Shape,
): TreeText {
	const all = pstreeRoot(memory);
	const root = (branch && taskOfKey(kernel, branch) !== 0 ? branchOf(all, branch) : undefined) ?? all;
	const switched = parsePstreeFlags(pstreeSwitches === '' ? [] : [`-${pstreeSwitches}`]).flags;
	const flags: PstreeFlags = {...switched, glyphs, uncut: true};
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
			const pid = parseProcessKey(key).pid;
			const task = tasks.get(pid) ?? 0;
			return task !== 0 && taskKey(kernel, task) === key ? (lineOf.get(pid) ?? -1) : -1;
		},
		textAt: (row) => lines[row],
		matcher(text) {
			const drawn = Map.groupBy(lineOf.keys(), (pid) => lineOf.get(pid) ?? 0);
			return queryMatcher(memory, text, (row) => (drawn.get(row) ?? []).map((pid) => tasks.get(pid) ?? 0));
		},
		subjectAt: (row) => (row < lines.length ? {subject: taskSubject(kernel, taskAt(row))} : undefined),
	};
}

/** What is below a process, itself included; undefined for a thread, which pstree draws with its process. */
function branchOf(all: PstreeProcess | undefined, key: string): PstreeProcess | undefined {
	const pid = parseProcessKey(key).pid;
	const pending = all === undefined ? [] : [all];
	for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
		if (next.pid === pid) {
			return next;
		}

		for (const child of next.children) {
			pending.push(child);
		}
	}

	return undefined;
}

function tasksByPid({task}: Session['machine']['kernel']): Map<number, Task> {
	const tasks = new Map<number, Task>();
	for (let row = nextRow(task, 0); row !== 0; row = nextRow(task, row)) {
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
	const isGrouped = !flags.expandAll && !flags.showPids;
	const lineOf = new Map<number, number>();
	const lastOf: number[] = [];
	const stack = nodes.slice(0, 1);
	for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
		lineOf.set(node.pid, lastOf.length);
		if (node.children.length === 0 || flags.showArguments) {
			lastOf.push(node.pid);
		}

		const mayGroup = ({kind}: PstreeNode) => !flags.showArguments || kind === 'thread';
		const drawn = isGrouped
			? groupSiblings(node.children, mayGroup).map((group) => group.node)
			: node.children;
		for (let i = drawn.length - 1; i >= 0; i -= 1) {
			stack.push(drawn[i]);
		}
	}

	// Of equal siblings the first was drawn for all: the others stand where their parent does.
	for (const {pid, parent} of nodes) {
		lineOf.set(pid, lineOf.get(pid) ?? lineOf.get(parent?.pid ?? 0) ?? 0);
	}

	return {lineOf, lastOf};
}
