/** Mermaid, which Markdown pages draw as a flow chart. */
import {jsonText, printable} from '../machine/printable.ts';
import type {Content, Form, Graph} from './form.ts';

/** What stands around a label. */
const shapes = {process: ['[', ']'], memory: ['[(', ')]'], table: ['[[', ']]']} as const;

export const mermaid: Form<'mermaid'> = {
	id: 'mermaid',
	title: 'a graph (Mermaid)',
	takes: 'graph',
	*write({graph}: Content) {
		if (graph !== undefined) {
			yield* linesOf(graph());
		}
	},
};

function* linesOf({title, nodes, edges}: Graph): Generator<string> {
	const ids = new Map(nodes.map(({id}, i) => [id, `n${i}`]));
	yield `---\ntitle: ${jsonText(printable(title))}\n---\nflowchart TD\n`;
	for (const {id, kind, label} of nodes) {
		const [open, close] = shapes[kind];
		yield `\t${ids.get(id)}${open}"${label.map(escaped).join('<br/>')}"${close}\n`;
	}

	for (const {from, to, label} of edges) {
		yield `\t${ids.get(from)} -->${label === undefined ? '' : `|"${escaped(label)}"|`} ${ids.get(to)}\n`;
	}
}

/** What would end a label, or be taken for Markdown or a tag. */
function escaped(text: string): string {
	return printable(text).replaceAll(/[#"<>&`*_|\\]/g, (sign) => `#${sign.codePointAt(0)};`);
}
