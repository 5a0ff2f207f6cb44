/**
 * The tree that pstree draws: processes and their threads as nodes of one kind, siblings in order, and the number
 * of the class of equal subtrees that each belongs to. Nothing here recurses: a chain of forks may be as long as
 * there are pids.
 */

import type {PstreeFlags} from './flags.ts';
import {type PstreeProcess, type PstreeThread, toBytes} from './process.ts';

export type PstreeNode = {
	readonly pid: number;
	readonly pgid: number;
	readonly uid: number;
	readonly user: string;
	/** One character a byte, not escaped yet; a thread's in braces. */
	readonly name: string;
	readonly argv: readonly string[];
	readonly kind: 'process' | 'thread';
	readonly parent?: PstreeNode;
	/** In display order. */
	children: PstreeNode[];
	isHighlighted: boolean;
	/** Subtrees that look alike have the same number. */
	subtree: number;
};

/** All nodes, parents before their children; the first is the root. */
export function buildNodes(root: PstreeProcess, flags: PstreeFlags): PstreeNode[] {
	const nodes = [processNode(root)];
	const processes: (PstreeProcess | undefined)[] = [root];
	for (let i = 0; i < nodes.length; i += 1) {
		const process = processes[i];
		// Of thousands nearly all have nothing below them.
		if (process !== undefined && process.children.length + process.threads.length > 0) {
			const found = childrenOf(process, nodes[i], flags);
			const children = flags.sortByPid ? found.sort(inFoundOrder) : inNameOrder(found);
			nodes[i].children = children.map(({node}) => node);
			for (const child of children) {
				nodes.push(child.node);
				processes.push(child.process);
			}
		}
	}

	return nodes;
}

type Child = {readonly node: PstreeNode; readonly process?: PstreeProcess};

/** In the order in which a walk through /proc finds them: a process's threads with the process, then by pid. */
function childrenOf(process: PstreeProcess, parent: PstreeNode, flags: PstreeFlags): Child[] {
	const threads = flags.hideThreads ? [] : process.threads;
	return [
		...threads.map((thread) => ({node: threadNode(thread, parent, flags)})).sort(inFoundOrder),
		...process.children
			.map((child) => ({node: processNode(child, parent), process: child}))
			.sort(inFoundOrder),
	];
}

function inFoundOrder(a: Child, b: Child): number {
	return a.node.pid - b.node.pid;
}

/**
 * By bytes, as strcmp() has it, then by user; ties stay as they were found. Of thousands of siblings most are called as others
 * are, so names are compared once each.
 */
function inNameOrder(children: readonly Child[]): Child[] {
	const byName = Map.groupBy(children, ({node}) => node.name);
	const byUser = (a: Child, b: Child) => a.node.uid - b.node.uid;
	return [...byName.keys()].sort().flatMap((name) => byName.get(name)?.sort(byUser) ?? []);
}

function processNode(process: PstreeProcess, parent?: PstreeNode): PstreeNode {
	const {pid, pgid, uid, user, comm, zombie} = process;
	const name = toBytes(comm);
	const argv = zombie ? [] : process.argv;
	return {
		pid,
		pgid,
		uid,
		user,
		name,
		argv,
		kind: 'process',
		parent,
		children: [],
		isHighlighted: false,
		subtree: -1,
	};
}

function threadNode(thread: PstreeThread, parent: PstreeNode, flags: PstreeFlags): PstreeNode {
	const {pgid, uid, user} = parent;
	const name = (flags.showThreadNames ? threadName(thread) : undefined) ?? parent.name;
	return {
		...{pid: thread.tid, pgid, uid, user, name: `{${name}}`, kind: 'thread', parent},
		...{argv: [], children: [], isHighlighted: false, subtree: -1},
	};
}

/**
 * A thread's own name as pstree gets to know it, undefined where it does not: it reads one line of the thread's
 * `stat` and takes what stands in the parentheses, so that a newline in the name hides the end of it.
 */
function threadName({comm}: PstreeThread): string | undefined {
	const [line, ...others] = `(${toBytes(comm)})`.split('\n');
	const end = line.lastIndexOf(')');
	return others.length === 0 || end >= 0 ? line.slice(1, end) : undefined;
}

/** A process and all above it, as `-H` marks them. */
export function highlightPath(node: PstreeNode | undefined): void {
	for (let step = node; step !== undefined; step = step.parent) {
		step.isHighlighted = true;
	}
}

/** What `-s` leaves: above the node, each ancestor has only the child that leads to it. Answers the root. */
export function keepPathTo(node: PstreeNode): PstreeNode {
	let root = node;
	for (; root.parent !== undefined; root = root.parent) {
		root.parent.children = [root];
	}

	return root;
}

/** The processes of a user that no other process of that user stands above, in display order. */
export function findTopmostOf(user: string, root: PstreeNode): PstreeNode[] {
	const found: PstreeNode[] = [];
	const stack = [root];
	for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
		if (node.user === user) {
			found.push(node);
		} else {
			for (const child of node.children.toReversed()) {
				stack.push(child);
			}
		}
	}

	return found;
}

/**
 * Numbers the classes of equal subtrees: same name, with `-u` same user, and children that are equal one by one.
 * Arguments and numbers of processes do not matter. Linear in the size of the tree.
 */
export function classifySubtrees(nodes: readonly PstreeNode[], flags: PstreeFlags): void {
	const classes = new Map<string, number>();
	for (let i = nodes.length - 1; i >= 0; i -= 1) {
		const node = nodes[i];
		const children = node.children.length === 0 ? '' : node.children.map(({subtree}) => subtree).join(' ');
		const key = `${children}/${flags.showUsers ? node.uid : ''}/${node.name}`;
		const known = classes.get(key);
		node.subtree = known ?? classes.size;
		if (known === undefined) {
			classes.set(key, node.subtree);
		}
	}
}

/** Siblings that are drawn as one, the first of them for all. */
export type PstreeGroup = {readonly node: PstreeNode; readonly count: number};

/** A node that `mayGroup` takes in every later sibling that is equal, adjacent or not. */
export function groupSiblings(
	siblings: readonly PstreeNode[],
	mayGroup: (node: PstreeNode) => boolean,
): PstreeGroup[] {
	const groups = new Map<number | PstreeNode, {node: PstreeNode; count: number}>();
	for (const node of siblings) {
		const group = groups.get(node.subtree);
		if (group === undefined) {
			// What may not group is kept under a key of its own, where nothing finds it.
			groups.set(mayGroup(node) ? node.subtree : node, {node, count: 1});
		} else {
			group.count += 1;
		}
	}

	return [...groups.values()];
}
