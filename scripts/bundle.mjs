// How the program is bundled: one way, for what is published, what is tested and what is measured.
import {chmod, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** What is started by file name, the command line and worker threads; and what other programs import. */
const entries = [
	{in: 'cli.tsx', out: 'cli'},
	{in: 'source/inquiry/compare/compare-worker.ts', out: 'compare-worker'},
	{in: 'source/readers/read-worker.ts', out: 'read-worker'},
	{in: 'index.ts', out: 'index'},
	...['vitest', 'perf', 'strace'].map((name) => ({in: `source/library/${name}.ts`, out: name})),
];

// Packages written as CommonJS call `require`, which a module does not have; all that is left to them is Node's own.
const requireForCommonJs = 'const require=(name)=>process.getBuiltinModule(name);';

/** meow makes tables of licences as it is loaded, by which a package.json is put right; the program's own never needs them. */
const licencesLater = {
	name: 'licences-later',
	setup({onLoad}) {
		onLoad({filter: /meow\/build\/dependencies\.js$/}, async ({path: file}) => {
			const text = await readFile(file, 'utf8');
			const made = /var normalizeExports = requireNormalize\(\);\nconst normalizePackageData = [^\n]+;/;
			if (!made.test(text)) {
				throw new Error(`${file} no longer makes its tables as ${made} says.`);
			}

			const later = 'const normalizePackageData = (data) => requireNormalize()(data);';
			return {contents: text.replace(made, later), loader: 'js'};
		});
	},
};

/**
 * Bundles the program, and `moreEntries` with it, into a directory that is emptied first. It then starts in a
 * fraction of the time that loading its packages one by one would take. What is imported dynamically (each command,
 * and with `view` React and Ink) stays in chunks of its own, which are read only when needed.
 */
export async function bundle(outputDirectory, moreEntries = []) {
	await rm(outputDirectory, {recursive: true, force: true});
	const {metafile} = await build({
		absWorkingDir: root,
		entryPoints: [...entries, ...moreEntries],
		outdir: outputDirectory,
		bundle: true,
		splitting: true,
		minify: true,
		metafile: true,
		format: 'esm',
		platform: 'node',
		// The test runner of whoever uses the matchers: they must meet its own `expect`.
		external: ['vitest'],
		target: 'node22.18',
		jsx: 'automatic',
		chunkNames: '[name]-[hash]',
		legalComments: 'none',
		logLevel: 'warning',
		alias: {
			// Ink loads the React developer tools only when asked to; the package is not installed.
			'react-devtools-core': path.join(root, 'scripts', 'no-devtools.mjs'),
			'string-width': path.join(root, 'scripts', 'string-width.mjs'),
			// To import the module is to open standard input.
			'node:process': path.join(root, 'scripts', 'process.mjs'),
		},
		plugins: [licencesLater],
		define: {
			'process.env.NODE_ENV': '"production"',
			// Ink's layout would fetch its own bytes, for which Node loads an HTTP client; without `fetch` it unpacks them.
			fetch: 'undefined',
		},
		banner: {js: requireForCommonJs},
	});

	const program = path.join(outputDirectory, 'cli.js');
	await writeFile(program, `#!/usr/bin/env node\n${await readFile(program, 'utf8')}`);
	await chmod(program, 0o755);
	await writeFile(path.join(outputDirectory, 'THIRD_PARTY_NOTICES.txt'), await notices(metafile));
}

/** The licence text of every package that went into the bundle, as their licences ask. */
async function notices({inputs}) {
	const directories = Object.keys(inputs).map(
		(file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0],
	);
	const texts = [];
	for (const directory of [...new Set(directories)].filter(Boolean).sort()) {
		const folder = path.join(root, directory);
		const {name, version, license} = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
		const licenceFile = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
		const text = licenceFile
			? await readFile(path.join(folder, licenceFile), 'utf8')
			: `Licence: ${license}\n`;
		texts.push(`${name} ${version}\n\n${text.trim()}\n`);
	}

	return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
