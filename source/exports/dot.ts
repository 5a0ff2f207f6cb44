/** DOT, the language of Graphviz. */
import {printable} from '../machine/printable.ts';
import type {Content, Form} from './form.ts';

const shapes = {process: 'box', memory: 'cylinder', table: 'component'} as const;

export const dot: Form<'dot'> = {
	id: 'dot',
	title: 'a graph (Graphviz)',
	takes: 'graph',
	*write({graph}: Content) {
		if (graph === undefined) {
			return;
		}

		const {title, nodes, edges} = graph();
		yield `digraph ${quoted(title)} {\n\tnode [fontname="monospace"];\n`;
		for (const {id, kind, label} of nodes) {
			yield `\t${quoted(id)} [shape=${shapes[kind]}, label=${quoted(label.join('\n'))}];\n`;
		}

		for (const {from, to, label} of edges) {
			yield `\t${quoted(from)} -> ${quoted(to)}${label === undefined ? '' : ` [label=${quoted(label)}]`};\n`;
		}

		yield '}\n';
	},
};

/** Within quotes only the quote and the backslash mean something; `\n` begins a line. */
function quoted(text: string): string {
	const lines = text.split('\n').map((line) => printable(line).replaceAll(/["\\]/g, '\\$&'));
	return `"${lines.join('\\n')}"`;
}
