// Writes docs/api.md, or the file named as the first argument: what the library exports, with the comments of its declarations.
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {SymbolFlags} from 'typescript/unstable/sync';
import {root} from './bundle.mjs';
import {withTypes} from './types.mjs';

const entries = [
	['forkscope', 'index.ts'],
	...['vitest', 'perf', 'strace'].map((name) => [`forkscope/${name}`, `source/library/${name}.ts`]),
];
const target = path.resolve(process.argv[2] ?? path.join(root, 'docs', 'api.md'));
writeFileSync(target, withTypes(reference));

function reference({project, checker, exportsOf}) {
	const parts = entries.map(([entry, file]) => `## ${entry}\n\n${exportsIn(file)}`);
	const head =
		'Every export of the library with its declaration, made by `npm run api`. [library.md](library.md) tells how they are used.';
	return `# The library, declaration by declaration\n\n${head}\n\n${parts.join('\n')}`;

	function exportsIn(file) {
		const exported = [...exportsOf(file).values()].map(partOf);
		return exported.length === 0
			? 'It exports nothing: importing it adds the matchers to `expect`.\n'
			: exported.join('\n');
	}

	function partOf(symbol) {
		const found = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
		const text = checker.getDocumentationCommentOfSymbol(found).replaceAll(/\s+/g, ' ').trim();
		return `### ${symbol.name}\n\n${text === '' ? '' : `${text}\n\n`}\`\`\`ts\n${declarationOf(found)}\n\`\`\`\n`;
	}

	/** Of a function or a constant its type, of a class its head, of a type all of it, as it is written. */
	function declarationOf(symbol) {
		if (symbol.flags & SymbolFlags.TypeAlias) {
			return symbol.declarations[0]
				.resolve(project)
				.getText()
				.replace(/^export /, '');
		}

		if (symbol.flags & SymbolFlags.Class) {
			return `${symbol.declarations[0]
				.resolve(project)
				.getText()
				.replace(/^export /, '')
				.replace(/ \{.*/s, '')};`;
		}

		return `const ${symbol.name}: ${checker.typeToString(checker.getTypeOfSymbol(symbol))};`;
	}
}
