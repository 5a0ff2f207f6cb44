/** The shape of a process tree: how deep it is, how broad, and how many generations forked since the last exec. */
import {exactCountText, plural} from '../words/text.ts';

/** A process of a tree, or several that are alike. */
export type ShapeNode = {
	readonly name: string;
	/** Processes that the node stands for, below one of its parent. */
	readonly times: number;
	/** Threads beside the first, of one of them. */
	readonly threads: number;
	/** Forks between it and the last exec above it, its own included; 0 for one that has called exec itself. */
	readonly generations: number;
	readonly children: readonly ShapeNode[];
};

export type Shape = {
	readonly processes: number;
	readonly threads: number;
	/** Processes at each level, the root's first. */
	readonly levels: readonly number[];
	/** Sum of the levels at which processes are, the root's being 1. */
	readonly levelSum: number;
	/** The process with most children. */
	readonly widest: {readonly name: string; readonly children: number};
	/** The names from the root down to the first process of the lowest level. */
	readonly deepestPath: readonly string[];
	/** Processes by generations since the last exec. */
	readonly generations: readonly number[];
};

type Draft = {
	processes: number;
	threads: number;
	levels: number[];
	levelSum: number;
	widest: {name: string; children: number};
	deepestPath: readonly string[];
	generations: number[];
};

/** Of all trees of a forest together. */
export function shapeOf(roots: readonly ShapeNode[]): Shape {
	const draft: Draft = {
		processes: 0,
		threads: 0,
		levels: [],
		levelSum: 0,
		widest: {name: '', children: 0},
		deepestPath: [],
		generations: [],
	};
	for (const root of roots) {
		visit(draft, root, root.times, []);
	}

	return draft;
}

/** `times`: how many there are in all. */
function visit(draft: Draft, node: ShapeNode, times: number, above: readonly string[]): void {
	const path = [...above, node.name];
	const level = path.length;
	draft.processes += times;
	draft.threads += times * node.threads;
	draft.levels[level - 1] = (draft.levels[level - 1] ?? 0) + times;
	draft.levelSum += level * times;
	for (let i = draft.generations.length; i <= node.generations; i += 1) {
		draft.generations.push(0);
	}

	draft.generations[node.generations] += times;
	const children = node.children.reduce((sum, child) => sum + child.times, 0);
	if (children > draft.widest.children) {
		draft.widest = {name: node.name, children};
	}

	if (level > draft.deepestPath.length) {
		draft.deepestPath = path;
	}

	for (const child of node.children) {
		visit(draft, child, times * child.times, path);
	}
}

/** Lines of words and figures. `isGuess`: generations were told by names alone. */
export function shapeText(shape: Shape, isGuess: boolean): string {
	const {processes, threads, levels, levelSum, widest, deepestPath, generations} = shape;
	const broadest = levels.indexOf(Math.max(...levels));
	const deep = generations.length - 1;
	const lines = [
		`${plural(processes, 'process', 'processes')}, ${plural(threads, 'thread')} beside them`,
		`  depth       ${plural(levels.length, 'level')}, ${(levelSum / processes).toFixed(1)} on average: ${deepestPath.join(' → ')}`,
		`  breadth     ${exactCountText(levels[broadest])} at level ${broadest + 1}; most children: ${widest.name || 'none'} with ${widest.children}`,
		`  by level    ${levels.map(exactCountText).join(' ')}`,
		`  since exec  ${deep === 0 ? 'no process forked without exec' : `up to ${plural(deep, 'generation')} of forks`}: ${generations.map((count, i) => `${exactCountText(count)} with ${i}`).join(', ')}`,
	];
	const note = isGuess
		? 'A listing does not tell of exec: a child of the same name as its parent is taken for a fork without one.\n'
		: '';
	return `${lines.join('\n')}\n${note}`;
}
