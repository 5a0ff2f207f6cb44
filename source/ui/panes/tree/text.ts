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
	/** All processes, threads and those that another one was drawn for among them. */
	readonly nodes: readonly PstreeNode[];
	/** The line on which each stands that was drawn, and by line the process that it ends with. */
	readonly lineOf: ReadonlyMap<PstreeNode, number>;
	readonly lastOf: readonly number[];
	/** By process number the line on which it stands, -1 for none: of those that were asked for so far. */
	readonly asked: Map<number, number>;
};

const keep = memo<Drawn>();
const keepTasks = memo<ReadonlyMap<number, Task>>();

/** Most events leave the text as it is, and of ten thousand processes it takes a while to make. */
export function readTreeText({memory, machine, families, labels}: Session, model: Model): TreeText {
	const {kernel} = memory;
	const {pstreeSwitches, branch} = treeState.of(model);
	const drawn = keep(machine, [labels, model.glyphs, pstreeSwitches, branch], () => drawTree(memory, model));
	const {lines, nodes, lastOf} = drawn;
	const tasks = keepTasks(machine, [families], () => tasksByPid(memory));
	const taskAt = (row: number) => tasks.get(lastOf[row] ?? -1) ?? 0;
	return {
		lines,
		count: lines.length,
		keyAt: (row) => (row < lines.length ? taskKey(kernel, taskAt(row)) : ''),
		rowOf(key) {
			const pid = parseProcessKey(key).pid;
			const task = tasks.get(pid) ?? 0;
			return task !== 0 && taskKey(kernel, task) === key ? lineOfPid(drawn, pid) : -1;
		},
		textAt: (row) => lines[row],
		offerOf: (key) => ({process: key}),
		matcher(text) {
			const byLine = Map.groupBy(nodes, (node) => lineOfNode(drawn, node));
			return queryMatcher(memory, text, (row) => (byLine.get(row) ?? []).map(({pid}) => tasks.get(pid) ?? 0));
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
	const lineOf = new Map<PstreeNode, number>();
	const lastOf: number[] = [];
	const trees = roots.map((root) => classifiedNodes(root, flags));
	for (const nodes of trees) {
		followLines(nodes, flags, lineOf, lastOf);
	}

	const lines = trees.flatMap((nodes) => drawNodes(nodes, flags).trimEnd().split('\n'));
	return {lines, nodes: trees.flat(), lineOf, lastOf, asked: new Map()};
}

function lineOfPid(drawn: Drawn, pid: number): number {
	let line = drawn.asked.get(pid);
	if (line === undefined) {
		const node = drawn.nodes.find((each) => each.pid === pid);
		line = node === undefined ? -1 : lineOfNode(drawn, node);
		drawn.asked.set(pid, line);
	}

	return line;
}

/** Of equal siblings the first was drawn for all: the others stand where their parent does. */
function lineOfNode({lineOf}: Drawn, node: PstreeNode): number {
	let drawn: PstreeNode | undefined = node;
	while (drawn !== undefined && !lineOf.has(drawn)) {
		drawn = drawn.parent;
	}

	return (drawn && lineOf.get(drawn)) ?? 0;
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

/** Adds on which line each process of a tree stands that is drawn, and with which each of its lines ends. */
function followLines(
	nodes: readonly PstreeNode[],
	flags: PstreeFlags,
	lineOf: Map<PstreeNode, number>,
	lastOf: number[],
): void {
	const isGrouped = !flags.expandAll && !flags.showPids;
	const stack = nodes.slice(0, 1);
	for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
		lineOf.set(node, lastOf.length);
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
}
