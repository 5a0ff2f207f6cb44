// How the program is bundled: one way, for what is published, what is tested and what is measured.
import {createHash} from 'node:crypto';
import {chmod, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {builtinModules} from 'node:module';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {inAscii, linkChunks} from './link.mjs';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** What other programs import, and worker threads. */
const entries = [
	{in: 'source/inquiry/compare/compare-worker.ts', out: 'compare-worker'},
	{in: 'source/readers/read-worker.ts', out: 'read-worker'},
	{in: 'index.ts', out: 'index'},
	...['vitest', 'perf', 'strace'].map((name) => ({in: `source/library/${name}.ts`, out: name})),
];

// Packages written as CommonJS call `require`, which a module does not have; all that is left to them is Node's own.
const requireForCommonJs = 'const require=(name)=>process.getBuiltinModule(name);';

/**
 * meow makes tables of licences as it is loaded, by which a package.json is put right, and a promise of what starts a process;
 * the program's own never needs them.
 */
const licencesLater = {
	name: 'licences-later',
	setup({onLoad}) {
		onLoad({filter: /meow\/build\/dependencies\.js$/}, async ({path: file}) => {
			const made = /var normalizeExports = requireNormalize\(\);\nconst normalizePackageData = [^\n]+;/;
			const later = 'const normalizePackageData = (data) => requireNormalize()(data);';
			const changes = [
				[made, later],
				[/^promisify\(execFile\);$/m, ''],
			];
			let contents = await readFile(file, 'utf8');
			for (const [before, after] of changes) {
				if (!before.test(contents)) {
					throw new Error(`${file} no longer has what ${before} says.`);
				}

				contents = contents.replace(before, after);
			}

			return {contents, loader: 'js'};
		});
	},
};

/**
 * string-width makes its sets of characters when the first text is measured that needs them: that takes longer than most
 * answers. What it exports is there from the start, as the linker wants it.
 */
const widthsLater = {
	name: 'widths-later',
	setup({onLoad}) {
		onLoad({filter: /node_modules\/string-width\/index\.js$/}, async ({path: file}) => {
			const text = await readFile(file, 'utf8');
			const imports = /^import .*;$/gm;
			const exported = /^export default (?=function stringWidth\()/m;
			if (!exported.test(text)) {
				throw new Error(`${file} no longer has what ${exported} says.`);
			}

			const contents = `${text.match(imports).join('\n')}
				import {narrow} from '${path.join(root, 'source', 'analysis', 'words', 'narrow.ts')}';
				let measure;
				export default function measureLater(text, ...options) {
					if (typeof text === 'string' && options.length === 0) {
						const shown = stripAnsi(text);
						if (narrow.test(shown)) {
							return shown.length;
						}
					}

					measure ??= make();
					return measure(text, ...options);
				}
				function make() {
					${text.replace(imports, '').replace(exported, '')}
					return stringWidth;
				}`;
			return {contents, loader: 'js'};
		});
	},
};

const measuringPackages = ['ink', '@alcalzone/ansi-tokenize', 'cli-truncate', 'slice-ansi', 'wrap-ansi'];

/** What Ink takes text apart with is made when there is text that needs it, too. */
const segmentersLater = {
	name: 'segmenters-later',
	setup({onLoad}) {
		const filter = new RegExp(`node_modules/(?:${measuringPackages.join('|')})/.*\\.js$`);
		onLoad({filter}, async ({path: file}) => {
			const text = await readFile(file, 'utf8');
			if (!text.includes('new Intl.Segmenter(')) {
				return undefined;
			}

			const ours = `import {Segmenter} from '${path.join(root, 'scripts', 'segmenter.mjs')}';`;
			return {contents: `${ours}\n${text.replaceAll('Intl.Segmenter', 'Segmenter')}`, loader: 'js'};
		});
	},
};

/**
 * Takes from Node's own modules what is named, and nothing else, a function when it is called: to import one is to be handed
 * all that it has, for which Node loads other modules, threads and line editing among them.
 */
const nodeByName = {
	name: 'node-by-name',
	setup({onResolve, onLoad}) {
		const filter = new RegExp(`^(?:node:)?(?:${builtinModules.join('|')})$`);
		// What is imported dynamically is a module of its own: all that it has is taken, and nobody else should wait for that.
		onResolve({filter}, ({path: name, kind}) =>
			kind === 'require-call' || name === 'node:process'
				? undefined
				: {path: name, namespace: kind === 'dynamic-import' ? 'node-later' : 'node'},
		);
		const load = ({path: name}) => {
			const whole = process.getBuiltinModule(name);
			const text = `process.getBuiltinModule('${name}')`;
			const given = (value) => `/* @__PURE__ */ (() => ${value})()`;
			const names = Object.keys(whole).filter((key) => /^[a-zA-Z]\w*$/.test(key) && key !== 'default');
			const lines = names.map((key) => {
				const value = isPlainFunction(key, whole[key])
					? `(...given) => ${text}.${key}(...given)`
					: given(`${text}.${key}`);
				return `const ${key}_ = ${value}; export {${key}_ as ${key}};`;
			});
			return {contents: [...lines, `export default ${given(text)};`].join('\n'), loader: 'js'};
		};
		onLoad({filter, namespace: 'node'}, load);
		onLoad({filter, namespace: 'node-later'}, load);
	},
};

/** One that is called and nothing else: its module can wait until it is. */
function isPlainFunction(name, value) {
	const usual = ['length', 'name', 'prototype', 'arguments', 'caller'];
	const isUsual = (key) => usual.includes(key);
	return typeof value === 'function' && /^[a-z]/.test(name) && Reflect.ownKeys(value).every(isUsual);
}

/** The command line knows the program by the script that it is. */
const programAsScript = {
	name: 'program-as-script',
	setup({onResolve}) {
		onResolve({filter: /\/commands\/main\.ts$/}, () => ({
			path: path.join(root, 'source', 'commands', 'compiled-main.ts'),
		}));
	},
};

const plugins = [licencesLater, widthsLater, segmentersLater];

const options = {
	absWorkingDir: root,
	bundle: true,
	minify: true,
	metafile: true,
	format: 'esm',
	platform: 'node',
	// The test runner of whoever uses the matchers: they must meet its own `expect`.
	external: ['vitest'],
	target: 'node22.18',
	jsx: 'automatic',
	legalComments: 'none',
	logLevel: 'warning',
	alias: {
		// Ink loads the React developer tools only when asked to; the package is not installed.
		'react-devtools-core': path.join(root, 'scripts', 'no-devtools.mjs'),
		// To import the module is to open standard input.
		'node:process': path.join(root, 'scripts', 'process.mjs'),
	},
	define: {
		'process.env.NODE_ENV': '"production"',
		// Ink's layout would fetch its own bytes, for which Node loads an HTTP client; without `fetch` it unpacks them.
		fetch: 'undefined',
	},
};

/**
 * Bundles the library and the program, and `moreEntries` with them, into a directory that is emptied first. Each starts
 * in a fraction of the time that loading its packages one by one would take.
 */
export async function bundle(outputDirectory, moreEntries = []) {
	await rm(outputDirectory, {recursive: true, force: true});
	const library = await bundleLibrary(outputDirectory, moreEntries);
	const program = await bundleProgram(outputDirectory);
	const inputs = {...library.metafile.inputs, ...program.metafile.inputs};
	await writeFile(path.join(outputDirectory, 'THIRD_PARTY_NOTICES.txt'), await notices({inputs}));
}

/** What is imported dynamically stays in chunks of its own, which are read only when needed. */
function bundleLibrary(outputDirectory, moreEntries) {
	return build({
		...options,
		entryPoints: [...entries, ...moreEntries],
		outdir: outputDirectory,
		splitting: true,
		chunkNames: '[name]-[hash]',
		plugins,
		banner: {js: requireForCommonJs},
	});
}

/**
 * The program as a script, with the chunks of what it imports dynamically: each command, and with `view` React and Ink.
 * Its name changes with its text, by which what V8 makes of it is kept. Then what starts it.
 */
async function bundleProgram(outputDirectory) {
	const result = await build({
		...options,
		entryPoints: [{in: 'source/commands/main.ts', out: 'main'}],
		outdir: outputDirectory,
		splitting: true,
		write: false,
		plugins: [...plugins, nodeByName],
		define: {...options.define, 'import.meta': 'meta'},
	});
	const chunks = result.outputFiles.map((file) => ({name: path.basename(file.path), text: file.text}));
	const script = inAscii(linkChunks(chunks, 'main.js', requireForCommonJs));
	const name = `program-${createHash('sha256').update(script).digest('hex').slice(0, 8)}.cjs`;
	const starter = path.join(outputDirectory, 'cli.js');
	await build({
		...options,
		entryPoints: ['cli.tsx'],
		outfile: starter,
		plugins: [programAsScript, nodeByName],
		define: {...options.define, programFile: JSON.stringify(name)},
		banner: {js: '#!/usr/bin/env node'},
	});
	await chmod(starter, 0o755);
	await writeFile(path.join(outputDirectory, name), script);
	return result;
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
