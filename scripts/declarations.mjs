// Writes the types of the library into dist/types, or into the directory named as the first argument: the declarations
// of what can be imported, and of the files that those name. Whether the types are right is asked by `npm run types`.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {root} from './bundle.mjs';

const target = path.resolve(process.argv[2] ?? path.join(root, 'dist', 'types'));
const entries = ['index', ...['vitest', 'perf', 'strace'].map((name) => `source/library/${name}`)];
const made = mkdtempSync(path.join(root, 'node_modules', 'forkscope-types-'));
try {
	const complaints = compile();
	const kept = reachable();
	const meant = complaints.filter((line) => kept.has(line.replace(/\.tsx?\(.*/, '.d.ts')));
	if (meant.length > 0) {
		throw new Error(`No declarations could be made:\n${meant.join('\n')}`);
	}

	rmSync(target, {recursive: true, force: true});
	for (const [file, text] of kept) {
		const place = path.join(target, file);
		await mkdir(path.dirname(place), {recursive: true});
		await writeFile(place, text);
	}
} finally {
	rmSync(made, {recursive: true, force: true});
}

/** Answers with the lines of what is wrong: files that no declaration names may have types without a name. */
function compile() {
	const tsc = path.join(root, 'node_modules', '.bin', 'tsc');
	const project = path.join(made, 'tsconfig.json');
	const files = entries.map((entry) => path.join(root, `${entry}.ts`));
	writeFileSync(project, JSON.stringify({extends: path.join(root, 'tsconfig.json'), files, include: []}));
	const words = [
		'-p',
		project,
		'--noEmit',
		'false',
		'--noCheck',
		'--declaration',
		'--emitDeclarationOnly',
		'--rootDir',
		root,
	];
	const {stdout} = spawnSync(tsc, [...words, '--outDir', made], {encoding: 'utf8'});
	return stdout.split('\n');
}

/** By file: declarations import each other as the files of a package do, which end in .js. */
function reachable() {
	const found = new Map();
	const pending = entries.map((entry) => `${entry}.d.ts`);
	for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
		if (!found.has(file)) {
			const folder = path.dirname(file);
			const text = readFileSync(path.join(made, file), 'utf8').replaceAll(
				/(from |import\()(['"])(\.[^'"]+)\.ts\2/g,
				(_, before, quote, name) => {
					pending.push(path.join(folder, `${name}.d.ts`));
					return `${before}${quote}${name}.js${quote}`;
				},
			);
			found.set(file, text);
		}
	}

	return found;
}
