/** Trees as text with a line a process, indented below its parent; and whether a tree is as such a text says. */
import type {TreeNode} from './answers.ts';

type Line = {readonly depth: number; readonly name: string; readonly pid: number | undefined};

/** `sh(12)`, two blanks further in for each generation. */
export function treeText(roots: readonly TreeNode[], indent = ''): string {
	return roots
		.map(({name, pid, children}) => `${indent}${name}(${pid})\n${treeText(children, `${indent}  `)}`)
		.join('');
}

/** Names must be the same; a pid counts where the text gives one. What stands deeper is a child, however deep. */
export function isTree(roots: readonly TreeNode[], text: string): boolean {
	const wanted = linesOf(text);
	const found = linesOf(treeText(roots));
	return (
		wanted.length === found.length &&
		wanted.every(({depth, name, pid}, i) => {
			const line = found[i];
			return line.depth === depth && line.name === name && (pid === undefined || pid === line.pid);
		})
	);
}

/** Depths are counted, whatever the text is indented by. */
function linesOf(text: string): Line[] {
	const indents: number[] = [];
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	return lines.map((line) => {
		const indent = line.search(/\S/);
		while (indents.length > 0 && indents[indents.length - 1] >= indent) {
			indents.pop();
		}

		const depth = indents.push(indent) - 1;
		const [, name = line.trim(), pid] = /^(.*)\((\d+)\)$/.exec(line.trim()) ?? [];
		return {depth, name, pid: pid === undefined ? undefined : Number(pid)};
	});
}
