/** The process tree as pstree would print it, a row a line: each line ends with one process that has no children. */

import type {MemoryView} from '../../../analysis/memory/memory.ts';
import {type PstreeFlags, parsePstreeFlags} from '../../../analysis/pstree/flags.ts';
import {groupSiblings, type PstreeNode} from '../../../analysis/pstree/nodes.ts';
import type {PstreeProcess} from '../../../analysis/pstree/process.ts';
import {classifiedNodes, drawNodes} from '../../../analysis/pstree/pstree.ts';
import {pstreeRoots} from '../../../analysis/pstree/root.ts';
import {tasksByPid} from '../../../analysis/rows/processes.ts';
import {parseProcessKey, taskKey, taskOfKey, taskSubject} from '../../../inquiry/keys.ts';
import type {Task} from '../../../kernel/state/ids.ts';
import {memo} from '../../state/memo.ts';
import type {Model} from '../../state/model.ts';
import type {RowKeys} from '../../state/rows.ts';
import type {Session} from '../../state/session.ts';
import {queryMatcher} from './found.ts';
import {treeState} from './state.ts';

export type TreeText = RowKeys & {readonly lines: readonly string[]};

/** The text, and where in it each process stands. */
type Drawn = {
	readonly lines: readonly string[];
	readonly tasks: ReadonlyMap<number, Task>;
	/** By process number the line that it stands on, and by line the process that it ends with. */
	readonly lineOf: ReadonlyMap<number, number>;
	readonly lastOf: readonly number[];
};

const keep = memo<Drawn>();

/** Most events leave the text as it is, and of ten thousand processes it takes a while to make. */
export function readTreeText({memory, machine, labels}: Session, model: Model): TreeText {
	const {kernel} = memory;
	const {pstreeSwitches, branch} = treeState.of(model);
	const {lines, tasks, lineOf, lastOf} = keep(machine, [labels, model.glyphs, pstreeSwitches, branch], () =>
		drawTree(memory, model),
	);
	const taskAt = (row: number) => tasks.get(lastOf[row] ?? -1) ?? 0;
	return {
		lines,
		count: lines.length,
		keyAt: (row) => (row < lines.length ? taskKey(kernel, taskAt(row)) : ''),
		rowOf(key) {
			const pid = parseProcessKey(key).pid;
			const task = tasks.get(pid) ?? 0;
			return task !== 0 && taskKey(kernel, task) === key ? (lineOf.get(pid) ?? -1) : -1;
		},
		textAt: (row) => lines[row],
		offerOf: (key) => ({process: key}),
		matcher(text) {
			const drawn = Map.groupBy(lineOf.keys(), (pid) => lineOf.get(pid) ?? 0);
			return queryMatcher(memory, text, (row) => (drawn.get(row) ?? []).map((pid) => tasks.get(pid) ?? 0));
		},
		subjectAt: (row) => (row < lines.length ? {subject: taskSubject(kernel, taskAt(row))} : undefined),
	};
}

function drawTree(memory: MemoryView, model: Model): Drawn {
	const {pstreeSwitches, branch} = treeState.of(model);
	const all = pstreeRoots(memory);
	const alone = branch && taskOfKey(memory.kernel, branch) !== 0 ? branchOf(all, branch) : undefined;
	const roots = alone === undefined ? all : [alone];
	const switched = parsePstreeFlags(pstreeSwitches === '' ? [] : [`-${pstreeSwitches}`]).flags;
	const flags: PstreeFlags = {...switched, glyphs: model.glyphs, uncut: true};
	const lineOf = new Map<number, number>();
	const lastOf: number[] = [];
	const trees = roots.map((root) => classifiedNodes(root, flags));
	for (const nodes of trees) {
		followLines(nodes, flags, lineOf, lastOf);
	}

	const lines = trees.flatMap((nodes) => drawNodes(nodes, flags).trimEnd().split('\n'));
	return {lines, tasks: tasksByPid(memory), lineOf, lastOf};
}

/** What is below a process, itself included; undefined for a thread, which pstree draws with its process. */
function branchOf(all: readonly PstreeProcess[], key: string): PstreeProcess | undefined {
	const pid = parseProcessKey(key).pid;
	const pending = [...all];
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

/** Adds on which line each process of a tree stands, and with which each of its lines ends. */
function followLines(
	nodes: readonly PstreeNode[],
	flags: PstreeFlags,
	lineOf: Map<number, number>,
	lastOf: number[],
): void {
	const isGrouped = !flags.expandAll && !flags.showPids;
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
}
