/** The shape of the program, kept by a test: layers, what the engine may not know, no file without a word or a use. */
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

/** Upper layers first. A file imports its own folder and lower rows; folders in one row do not know each other. */
const layers: readonly (readonly string[])[] = [
	['cli.tsx', 'index.ts'],
	['commands', 'library'],
	['ui'],
	['inquiry', 'exports', 'workloads', 'readers'],
	['timeline', 'analysis', 'races'],
	['machine'],
	['designs'],
	['kernel'],
];

/** The rooms of a folder, upper ones first: a file imports its own room and lower ones. */
const rooms: Readonly<Record<string, readonly string[]>> = {
	ui: ['terminal', 'screen', 'panes', 'state', 'text'],
	kernel: [
		...['check', 'calls', 'reclaim', 'processes', 'records', 'shared-tables'],
		...['faults', 'mappings', 'tables', 'frames', 'state'],
	],
	analysis: ['pstree', 'page-map', 'address', 'query', 'rows', 'memory', 'trust', 'words'],
	// The commands, and the contract of a command, lie in no room.
	commands: ['flags', 'output'],
};

/** What the machine may know of the kernel. */
const kernelDoor = 'source/kernel/index.ts';

/** Panes ask for rows; how the kernel keeps them is not their business. */
const columnsInPanes: readonly RegExp[] = [
	/(?<!\/)\bkernel\s*\??\.\s*\w/,
	/\}\s*=\s*[\w.]*\bkernel\b/,
	/\bkernel\s*:\s*\{/,
	/\}\s*:\s*Kernel\b/,
];

/** The same input gives the same bytes: nothing in these folders may ask the world outside. */
const deterministic = {
	folders: ['kernel', 'designs', 'machine', 'races'],
	banned: [
		['Date', /\bDate\b/],
		['Math.random', /\bMath\.random\b/],
		['a timer', /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask|performance)\b/],
		['process', /\bprocess\s*\.\s*(?:env|argv|cwd|hrtime|nextTick|memoryUsage|std\w+|exit\w*|platform|on)\b/],
		['a module of Node', /from\s+['"]node:/],
	] as const,
};

/** React and Ink are slow to load: only what draws the terminal interface may name them. */
const drawing = {
	packages: /^(?:react|ink|ink-table)(?:\/|$)/,
	allowed: /^(?:source\/ui\/|source\/commands\/view)/,
};

/** Started by file name, or imported by other programs. */
const entries = [
	'cli.tsx',
	'index.ts',
	...['vitest', 'perf', 'strace'].map((name) => `source/library/${name}.ts`),
	'source/inquiry/compare/compare-worker.ts',
	'source/readers/read-worker.ts',
	// Stands in for main.ts in the bundle.
	'source/commands/compiled-main.ts',
];

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const sourceFiles = ['cli.tsx', 'index.ts', ...listSource()];
const texts = new Map(sourceFiles.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));

function listSource(): string[] {
	const found = readdirSync(path.join(root, 'source'), {recursive: true, encoding: 'utf8'});
	return found
		.filter((file) => /\.tsx?$/.test(file))
		.map((file) => `source/${file.split(path.sep).join('/')}`)
		.sort();
}

/** What is imported as it stands. */
const dataFiles = ['source/commands/schema/answers.json'];

/** Module names in `import … from`, `export … from`, `import '…'` and `import('…')`. */
function importsOf(file: string): string[] {
	const code = withoutComments(texts.get(file) ?? '');
	const statements = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g);
	return [...statements].map((match) => match[2]);
}

function withoutComments(code: string): string {
	return code.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

/** The file that a relative import means, as a path from the project's folder. */
function target(file: string, specifier: string): string {
	return path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
}

function folderOf(file: string): string {
	return file.startsWith('source/') ? file.split('/')[1] : file;
}

function rowOf(folder: string): number {
	return layers.findIndex((row) => row.includes(folder));
}

/** What is wrong with one import, or undefined. */
function layerProblem(file: string, specifier: string): string | undefined {
	const from = folderOf(file);
	if (!specifier.startsWith('.')) {
		return from === 'kernel' ? `${file} imports ${specifier}; the kernel imports nothing` : undefined;
	}

	const imported = target(file, specifier);
	if (!texts.has(imported) && !dataFiles.includes(imported)) {
		return `${file} imports ${specifier}, which is no file of source/`;
	}

	const to = folderOf(imported);
	const isAllowed = from === to || rowOf(from) < rowOf(to);
	return isAllowed ? undefined : `${file} imports ${imported}; ${from} must not know ${to}`;
}

test('every folder of source/ is in the table of layers', () => {
	const folders = sourceFiles.map(folderOf);
	expect(folders.filter((folder) => rowOf(folder) === -1)).toEqual([]);
});

test('imports go down the layers only', () => {
	const problems = sourceFiles.flatMap((file) =>
		importsOf(file).map((specifier) => layerProblem(file, specifier)),
	);
	expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
});

test('the layer rule sees what it should see', () => {
	expect(layerProblem('source/machine/user-error.ts', '../commands/main.ts')).toContain('must not know');
	expect(layerProblem('source/kernel/state/assert.ts', 'node:fs')).toContain('imports nothing');
	expect(layerProblem('source/commands/main.ts', '../machine/user-error.ts')).toBeUndefined();
	expect(layerProblem('source/commands/main.ts', './missing.ts')).toContain('no file');
});

/** The room of a file in its folder, 0 for the upper one; -1 in no room. */
function roomOf(file: string): number {
	const [, folder, room] = file.split('/');
	return rooms[folder]?.indexOf(room) ?? -1;
}

/** What is wrong with one import between rooms of a folder, or undefined. */
function roomProblem(file: string, specifier: string): string | undefined {
	const imported = target(file, specifier);
	const isInside = folderOf(file) === folderOf(imported);
	const isUpward = roomOf(imported) !== -1 && roomOf(file) > roomOf(imported);
	return isInside && isUpward ? `${file} imports ${imported}, which lies above it` : undefined;
}

test.each([
	['ui', []],
	['kernel', [kernelDoor]],
	['analysis', []],
])('every file of the %s lies in a room', (folder, doorsOf) => {
	const files = sourceFiles.filter(
		(file) => file.startsWith(`source/${folder}/`) && !doorsOf.some((door) => door === file),
	);
	expect(files.filter((file) => roomOf(file) === -1)).toEqual([]);
});

test('imports lead from the upper rooms of a folder down', () => {
	const problems = sourceFiles.flatMap((file) =>
		importsOf(file).map((specifier) => roomProblem(file, specifier)),
	);
	expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
	expect(roomProblem('source/ui/state/model.ts', '../panes/index.ts')).toContain('lies above it');
	expect(roomProblem('source/kernel/tables/copy.ts', '../mappings/vma.ts')).toContain('lies above it');
	expect(roomProblem('source/commands/output/print.ts', '../flags/meant.ts')).toContain('lies above it');
});

test('entry words are taken apart in one file only', () => {
	const words = sourceFiles.filter((file) => file.startsWith('source/') && !file.startsWith('source/races/'));
	const shifting = words.filter((file) => /(?:>>>?|<<) 8\b/.test(withoutComments(texts.get(file) ?? '')));
	expect(shifting).toEqual(['source/kernel/state/pte.ts']);
});

test('the machine knows the kernel by its front door only, which lists nothing else', () => {
	const files = sourceFiles.filter((file) => file.startsWith('source/machine/'));
	const imported = files.flatMap((file) => importsOf(file).map((specifier) => target(file, specifier)));
	const rest = imported.filter((name) => name.startsWith('source/kernel/') && name !== kernelDoor);
	expect(rest).toEqual([]);
	const code = (names: readonly string[]) =>
		names.map((name) => withoutComments(texts.get(name) ?? '')).join(' ');
	const listed = code([kernelDoor]).matchAll(/export (?:type )?\{([^}]*)\}/g);
	const names = [...listed]
		.flatMap((match) => match[1].split(',').map((name) => name.trim()))
		.filter(Boolean);
	const used = code(files);
	expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(used))).toEqual([]);
});

/** A way from a file back to itself, or undefined. */
function circleFrom(
	start: string,
	imports: (file: string) => readonly string[],
): readonly string[] | undefined {
	const ways: (readonly string[])[] = imports(start).map((file) => [start, file]);
	const seen = new Set<string>();
	for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
		const last = way[way.length - 1];
		if (last === start) {
			return way;
		}

		if (!seen.has(last)) {
			seen.add(last);
			ways.push(...imports(last).map((file) => [...(way ?? []), file]));
		}
	}

	return undefined;
}

test('no file comes back to itself by what it imports, types included', () => {
	const targets = new Map(
		sourceFiles.map((file) => [file, importsOf(file).map((specifier) => target(file, specifier))]),
	);
	expect(
		sourceFiles.map((file) => circleFrom(file, (name) => targets.get(name) ?? [])).find(Boolean),
	).toBeUndefined();
	expect(circleFrom('a', (name) => (name === 'a' ? ['b'] : ['a']))).toEqual(['a', 'b', 'a']);
});

test('panes ask for rows and never index a column', () => {
	const panes = sourceFiles.filter((file) => file.startsWith('source/ui/panes/'));
	const isIndexing = (code: string) => columnsInPanes.some((pattern) => pattern.test(code));
	expect(panes.filter((file) => isIndexing(withoutComments(texts.get(file) ?? '')))).toEqual([]);
	expect(isIndexing('const {pid} = session.machine.kernel.task;')).toBe(true);
	expect(isIndexing('taskKey(memory.kernel, task)')).toBe(false);
});

test('the engine asks nothing of the world outside', () => {
	const problems = sourceFiles
		.filter((file) => deterministic.folders.includes(folderOf(file)))
		.flatMap((file) => {
			const code = withoutComments(texts.get(file) ?? '');
			const used = deterministic.banned.filter(([, pattern]) => pattern.test(code));
			return used.map(([name]) => `${file} uses ${name}`);
		});
	expect(problems).toEqual([]);
});

test('only what draws imports React or Ink', () => {
	const others = sourceFiles.filter((file) => !drawing.allowed.test(file));
	const drawn = others.filter((file) => importsOf(file).some((name) => drawing.packages.test(name)));
	expect(drawn).toEqual([]);
});

/** What a command may call of the ui: to open a screen, and to print one. */
const doors = ['view', 'races', 'tour', 'quiz'].map((door) => `source/ui/terminal/${door}.ts`);

test('commands know the ui by its doors only', () => {
	const entered = sourceFiles
		.filter((file) => folderOf(file) === 'commands')
		.flatMap((file) => importsOf(file).map((specifier) => target(file, specifier)))
		.filter((file) => file.startsWith('source/ui/'));
	expect([...new Set(entered)].sort()).toEqual([...doors].sort());
});

/** Printing, and the line of progress that is taken back; the files of formats are written elsewhere. */
const writers = ['source/commands/output/print.ts', 'source/commands/output/progress.ts'];

test('commands write to streams by one door', () => {
	const writing = sourceFiles.filter(
		(file) =>
			folderOf(file) === 'commands' && /\b(?:stream|std(?:out|err))\.write\(/.test(texts.get(file) ?? ''),
	);
	expect(writing.sort()).toEqual(writers);
});

test('the library knows the ui by the door that prints a screen, and loads it when one is asked for', () => {
	const files = sourceFiles.filter((file) => folderOf(file) === 'library');
	const entered = files.flatMap((file) =>
		importsOf(file)
			.map((specifier) => target(file, specifier))
			.filter((name) => name.startsWith('source/ui/')),
	);
	expect(entered).toEqual(['source/ui/terminal/view.ts']);
	expect(files.filter((file) => /from '[^']*\/ui\//.test(texts.get(file) ?? ''))).toEqual([]);
});

test('every file begins with a comment that says what it owns', () => {
	expect(sourceFiles.filter((file) => !/^\/[/*]/.test(texts.get(file) ?? ''))).toEqual([]);
});

test('every file is used', () => {
	const used = new Set(entries);
	for (const file of sourceFiles) {
		for (const specifier of importsOf(file)) {
			used.add(target(file, specifier));
		}
	}

	expect(sourceFiles.filter((file) => !used.has(file))).toEqual([]);
});

test('each file of the kernel has a test file that lies where it lies', () => {
	const found = readdirSync(path.join(root, 'test/kernel'), {recursive: true, encoding: 'utf8'});
	const tests = new Set(found.map((file) => `test/kernel/${file.split(path.sep).join('/')}`));
	const files = sourceFiles.filter((file) => file.startsWith('source/kernel/') && file !== kernelDoor);
	const mirrorOf = (file: string) => file.replace(/^source/, 'test').replace(/\.ts$/, '.test.ts');
	const missing = files.filter((file) => !tests.has(mirrorOf(file)));
	expect(missing).toEqual([]);
	expect(tests.has(mirrorOf('source/kernel/state/pte.ts'))).toBe(true);
});

/** Documents, and the files and folders of code that they name: `kernel/calls/`, `timeline/scan.ts`. Folders in docs/ are Linux's too. */
const documents = [
	...['ARCHITECTURE.md', 'CONTRIBUTING.md'],
	...listFolder('docs').filter((file) => file.endsWith('.md')),
];
const namedCode = /`((?:[\w.-]+\/)+|(?:[\w.-]+\/)*[\w.-]+\.(?:tsx?|mjs))`/g;

function listFolder(folder: string): string[] {
	return readdirSync(path.join(root, folder), {recursive: true, encoding: 'utf8'}).map(
		(file) => `${folder}/${file.split(path.sep).join('/')}`,
	);
}

test('documents name files and folders that are there', () => {
	const files = ['', ...['source', 'test', 'scripts', 'docs', 'fixtures'].flatMap(listFolder)]
		.concat(sourceFiles, 'vitest.config.ts', 'dist/')
		.map((file) => `/${file}`);
	const isThere = (name: string) =>
		files.some((file) => (name.endsWith('/') ? `${file}/`.includes(`/${name}`) : file.endsWith(`/${name}`)));
	const strange = documents.flatMap((document) =>
		[...readFileSync(path.join(root, document), 'utf8').matchAll(namedCode)]
			.map(([, name]) => name)
			.filter((name) => !(document.startsWith('docs/') && name.endsWith('/')) && !isThere(name))
			.map((name) => `${document}: ${name}`),
	);
	expect(strange).toEqual([]);
});

test('no file is a drawer for everything', () => {
	const names = sourceFiles.map((file) => path.posix.basename(file));
	expect(names.filter((name) => /^(?:utils?|helpers?|misc|common)\./.test(name))).toEqual([]);
});
