/**
 * Draws a process tree byte for byte as pstree (psmisc 23.6) does, from plain data. Here are the two layouts:
 * children beside their parent,
 *
 *     make-+-3*[sh-+-2*[as---2*[x]]]
 *          |       `-cc1plus]
 *          `-sh
 *
 * and, with `-a`, below it:
 *
 *     make -j4 all
 *       |-ld
 *       `-sh
 */

import {type TreeGlyphs, treeGlyphs} from '../words/glyphs.ts';
import type {PstreeFlags} from './flags.ts';
import {writeArguments, writeLabel} from './label.ts';
import {type Line, newLine, pstreeWidth, write} from './line.ts';
import {
	buildNodes,
	classifySubtrees,
	findTopmostOf,
	groupSiblings,
	highlightPath,
	keepPathTo,
	type PstreeNode,
} from './nodes.ts';
import {escapeBytes, type PstreeProcess} from './process.ts';

/** One node to draw. */
type Visit = {
	readonly node: PstreeNode;
	/** How many equal siblings it stands for. */
	readonly count: number;
	/** What a line of its own begins with, before the branch; undefined for the root. */
	readonly stem?: Line;
	/** The parent's line, where it goes on with this node. */
	readonly continues?: Line;
	readonly isLast: boolean;
	/** How many groups end where a line ends with this node. */
	readonly closing: number;
	readonly parentUid: number;
};

type Drawing = {
	readonly flags: PstreeFlags;
	readonly glyphs: TreeGlyphs;
	readonly width: number;
	readonly lines: string[];
};

/**
 * The tree as text, every line with its newline; nothing where there is no process `flags.pid`, or none of
 * `flags.user`. `width` is in characters; undefined means the 132 of a pipe.
 */
export function pstree(root: PstreeProcess, flags: PstreeFlags, width?: number): string {
	return drawNodes(classifiedNodes(root, flags), flags, width);
}

/** What a tree is drawn of: its nodes, the root first, with the classes of equal subtrees where they are drawn as one. */
export function classifiedNodes(root: PstreeProcess, flags: PstreeFlags): readonly PstreeNode[] {
	const nodes = buildNodes(root, flags);
	if (isGrouping(flags)) {
		classifySubtrees(nodes, flags);
	}

	return nodes;
}

/** As pstree, of nodes that are there already. */
export function drawNodes(
	nodes: readonly PstreeNode[],
	flags: PstreeFlags,
	width: number = pstreeWidth(undefined, undefined),
): string {
	if (flags.highlightPid !== undefined) {
		highlightPath(findNode(nodes, flags.highlightPid));
	}

	return findStarts(nodes, flags)
		.map((start) => draw(start, flags, width))
		.join('\n');
}

function findNode(nodes: readonly PstreeNode[], pid: number): PstreeNode | undefined {
	return nodes.find((node) => node.pid === pid);
}

/** The nodes that a tree begins with. */
function findStarts(nodes: readonly PstreeNode[], flags: PstreeFlags): readonly PstreeNode[] {
	if (flags.pid !== undefined) {
		const node = findNode(nodes, flags.pid);
		return node === undefined ? [] : [flags.showParents ? keepPathTo(node) : node];
	}

	return flags.user === undefined ? nodes.slice(0, 1) : findTopmostOf(flags.user, nodes[0]);
}

function isGrouping(flags: PstreeFlags): boolean {
	return !flags.expandAll && !flags.showPids;
}

function draw(start: PstreeNode, flags: PstreeFlags, width: number): string {
	const glyphs = treeGlyphs[flags.glyphs ?? 'ascii'];
	const drawing = {flags, glyphs, width: flags.uncut ? Number.POSITIVE_INFINITY : width, lines: []};
	const parentUid = flags.pid === undefined && flags.user !== undefined ? start.uid : 0;
	const root = {node: start, count: 1, isLast: true, closing: 0, parentUid};
	if (flags.showArguments) {
		drawBelow(drawing, root);
	} else {
		drawBeside(drawing, root);
	}

	return drawing.lines.join('');
}

/** Every node has a line of its own. Only threads are grouped. */
function drawBelow(drawing: Drawing, root: Visit): void {
	const stack = [root];
	for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
		const {node, closing} = visit;
		const line = beginLine(drawing, visit);
		writeNode(drawing, line, visit);
		writeArguments(line, node);
		endLine(drawing, line, ']'.repeat(closing));
		if (node.children.length > 0) {
			// What is wide here is the name alone, and one letter counts as narrow.
			const stem = childStem(drawing, visit, escapeBytes(node.name).length > 1 ? 2 : 1);
			pushReversed(stack, childVisits(drawing, visit, stem));
		}
	}
}

/** The first child continues the parent's line, the others stand below it. */
function drawBeside(drawing: Drawing, root: Visit): void {
	const {glyphs, width} = drawing;
	const stack = [root];
	for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
		const {node, closing} = visit;
		let line = visit.continues ?? beginLine(drawing, visit);
		const before = line.length;
		writeNode(drawing, line, visit);
		if (node.children.length === 0) {
			endLine(drawing, line, ']'.repeat(closing));
			// pstree does not stop here, and where the width is 1, the empty line is a full one.
			line = newLine(width);
		}

		if (line.length >= width - 1) {
			endLine(drawing, line, `${glyphs.first}+`);
		} else if (node.children.length > 0) {
			const stem = childStem(drawing, visit, line.length - before + 1);
			const [first, ...others] = childVisits(drawing, visit, stem);
			write(line, others.length === 0 ? glyphs.only : glyphs.first);
			pushReversed(stack, [{...first, continues: line}, ...others]);
		}
	}
}

/** What is pushed last is drawn first. */
function pushReversed(stack: Visit[], visits: readonly Visit[]): void {
	for (let i = visits.length - 1; i >= 0; i -= 1) {
		stack.push(visits[i]);
	}
}

function beginLine({glyphs, width}: Drawing, {stem, isLast}: Visit): Line {
	if (stem === undefined) {
		return newLine(width);
	}

	const line = {...stem};
	write(line, isLast ? glyphs.last : glyphs.branch);
	return line;
}

function endLine(drawing: Drawing, line: Line, end: string): void {
	write(line, end);
	drawing.lines.push(`${line.text}\n`);
}

/** What the lines below a node begin with: the lines of its ancestors, and `indent` blanks below its own label. */
function childStem({glyphs, width}: Drawing, {stem, isLast}: Visit, indent: number): Line {
	const line = stem === undefined ? newLine(width) : {...stem};
	if (stem !== undefined) {
		write(line, isLast ? glyphs.gap : glyphs.pass);
	}

	write(line, ' '.repeat(indent));
	return line;
}

function childVisits({flags}: Drawing, {node, closing}: Visit, stem: Line): Visit[] {
	const groups = isGrouping(flags)
		? groupSiblings(node.children, flags.showArguments ? isThread : isAny)
		: node.children.map((child) => ({node: child, count: 1}));
	return groups.map((group, i) => ({
		...group,
		stem,
		isLast: i === groups.length - 1,
		closing: closing + (group.count > 1 ? 1 : 0),
		parentUid: node.uid,
	}));
}

function isThread(node: PstreeNode): boolean {
	return node.kind === 'thread';
}

function isAny(): boolean {
	return true;
}

function writeNode({flags}: Drawing, line: Line, {node, count, parentUid}: Visit): void {
	write(line, count > 1 ? `${count}*[` : '');
	writeLabel(line, node, flags, parentUid);
}
