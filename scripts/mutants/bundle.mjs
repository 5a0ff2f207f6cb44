// One script of all judging tests and the instrumented sources that they use. It registers its tests with
// `globalThis.mutants`, so that the judge can run it again for mutants of what is computed when a module is read.
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {build} from 'esbuild';
import {instrument} from './instrument.mjs';

/**
 * Tests that judge the kernel. All are stories that take seconds together; random programs are left out, so that the
 * answer is the same every time.
 */
export function judgingTests(root) {
	const ofKernel = readdirSync(path.join(root, 'test/kernel'), {recursive: true, encoding: 'utf8'})
		.filter((file) => file.endsWith('.test.ts'))
		.map((file) => `test/kernel/${file}`);
	const ofDesigns = ['records', 'sharing', 'linux-4', 'freebsd', 'vfork', 'work'];
	return [...ofKernel.sort(), ...ofDesigns.map((name) => `test/designs/${name}.test.ts`)];
}

/** Bundles test files; `firstIds` has the number of each mutated file's first mutant, by the path from the root. */
export async function bundleTests(root, tests, firstIds, outfile) {
	const contents = tests
		.map((file, i) => `globalThis.mutants.file = ${JSON.stringify(tests[i])};\nrequire('./${file}');`)
		.join('\n');
	await build({
		stdin: {contents, resolveDir: root, loader: 'js'},
		bundle: true,
		outfile,
		format: 'cjs',
		platform: 'node',
		target: 'node24',
		external: ['fast-check'],
		logLevel: 'error',
		plugins: [{name: 'mutants', setup: (plugin) => setUp(plugin, root, firstIds)}],
	});
}

function setUp(plugin, root, firstIds) {
	plugin.onResolve({filter: /^vitest$/}, () => ({path: 'vitest', namespace: 'judge'}));
	plugin.onLoad({filter: /.*/, namespace: 'judge'}, () => ({
		contents: 'module.exports = globalThis.mutants.vitest;',
	}));
	plugin.onLoad({filter: /\.ts$/}, (file) => {
		const name = path.relative(root, file.path);
		const text = readFileSync(file.path, 'utf8');
		return name.startsWith('node_modules')
			? undefined
			: {contents: instrument(text, name, firstIds.get(name)), loader: 'ts'};
	});
}
