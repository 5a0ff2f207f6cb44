/** Reads what pstree printed back as a tree: ASCII or Unicode lines, folded subtrees (`5*[getty]`) and threads (`{name}`). */
import type {ShapeNode} from './shape.ts';

type Draft = {
	readonly name: string;
	readonly times: number;
	threads: number;
	readonly generations: number;
	readonly children: Draft[];
};

/** What joins a process to its first child, or to its only one; the second character of a branch is where others hang. */
const joint = /---|-\+-|───|─┬─/;
const branches = new Set(['-+-', '─┬─']);
/** What begins a line that goes on with a tree: rails, then the branch that this line hangs on. */
const rail = /^((?:[ ][ |│]*|[|│][ |│]*)?)([|`+├└])[-─]/;

/** The trees of a listing, or undefined where the text is something else. */
export function readListing(text: string): readonly ShapeNode[] | undefined {
	const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
	const roots: Draft[] = [];
	const hanging = new Map<number, Draft>();
	for (const line of lines) {
		const [start, , mark] = rail.exec(line) ?? [''];
		const parent = mark === undefined ? undefined : hanging.get(start.length - 2);
		if (mark === undefined ? /^[\s|│`{]/.test(line) : parent === undefined) {
			return undefined;
		}

		const first = readChain(line, start.length, parent, hanging);
		if (parent === undefined && first !== undefined) {
			roots.push(first);
		}
	}

	const isTree = lines.some((line) => joint.test(line)) && roots.every(({name}) => !/\s/.test(name));
	return isTree && roots.length > 0 ? roots : undefined;
}

/** The processes of one line from column `at` on, each the child of the one before. Returns the first that is no thread. */
function readChain(
	line: string,
	at: number,
	above: Draft | undefined,
	hanging: Map<number, Draft>,
): Draft | undefined {
	let first: Draft | undefined;
	let parent = above;
	let column = at;
	while (column < line.length) {
		const found = joint.exec(line.slice(column));
		const end = found === null ? line.length : column + found.index;
		parent = addProcess(line.slice(column, end), parent) ?? parent;
		first ??= parent === above ? undefined : parent;
		if (found === null) {
			break;
		}

		if (branches.has(found[0]) && parent !== undefined) {
			hanging.set(end + 1, parent);
		}

		column = end + 3;
	}

	return first;
}

/** `2*[name]`, `{thread}`, `name(12)`; a thread is counted with its process and is no process itself. */
function addProcess(text: string, parent: Draft | undefined): Draft | undefined {
	const [, times = '1', rest = ''] = /^(?:(\d+)\*\[)?(.*?)\]*\s*$/.exec(text) ?? [];
	const thread = /^\{.*\}/.test(rest);
	if (thread && parent !== undefined) {
		parent.threads += Number(times);
		return undefined;
	}

	const name = rest.replace(/\(.*\)$/, '').replace(/,.*$/, '');
	const generations = parent?.name === name ? parent.generations + 1 : 0;
	const node: Draft = {name, times: Number(times), threads: 0, generations, children: []};
	parent?.children.push(node);
	return node;
}
