// Opens the project in the compiler, for scripts that make texts of its types.
import path from 'node:path';
import {API} from 'typescript/unstable/sync';
import {root} from './bundle.mjs';

/** Calls `use` with the compiler's checker, and with what finds the exports of a file by their names. */
export function withTypes(use) {
	const api = new API({cwd: root});
	try {
		const [project] = api.updateSnapshot({openProjects: [path.join(root, 'tsconfig.json')]}).getProjects();
		const {checker, program} = project;
		const exportsOf = (file) => {
			const source = program.getSourceFile(path.join(root, file));
			const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(source));
			return new Map(symbols.map((symbol) => [symbol.name, symbol]));
		};
		return use({project, checker, exportsOf});
	} finally {
		api.close();
	}
}
