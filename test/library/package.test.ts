/**
 * The package as it is published: packed, installed in an empty folder without a network, and used by a small project that
 * knows nothing else. What it tests is the example of docs/library.md.
 */
import {execFile} from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, test} from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(path.join(root, 'docs', 'library.md'), 'utf8');
const work = mkdtempSync(path.join(tmpdir(), 'forkscope-package-'));
const staging = path.join(work, 'staging');
const project = path.join(work, 'project');
const home = path.join(work, 'home');

const execute = promisify(execFile);

function run(program: string, words: readonly string[], cwd: string) {
	const env = {PATH: process.env.PATH, HOME: home, NO_COLOR: '1'};
	return execute(program, [...words], {cwd, env, maxBuffer: 2 ** 26});
}

const node = (words: readonly string[], cwd: string) => run(process.execPath, words, cwd);

/** What the packed files come to, in bytes. */
let packed = 0;
let tarball = '';

beforeAll(async () => {
	for (const folder of [staging, project, home]) {
		mkdirSync(folder);
	}

	for (const file of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'docs']) {
		cpSync(path.join(root, file), path.join(staging, file), {recursive: true});
	}

	await node([path.join(root, 'scripts', 'build.mjs'), path.join(staging, 'dist')], root);
	await node([path.join(root, 'scripts', 'declarations.mjs'), path.join(staging, 'dist', 'types')], root);
	const {stdout} = await run(
		'npm',
		['pack', '--ignore-scripts', '--json', '--pack-destination', work],
		staging,
	);
	const name = /forkscope-[\d.]+\.tgz/.exec(stdout)?.[0] ?? '';
	tarball = path.join(work, name);
	packed = statSync(tarball).size;
	writeFileSync(path.join(project, 'package.json'), '{"name":"outside","private":true,"type":"module"}');
	const install = ['install', '--offline', '--no-audit', '--no-fund', path.join(work, name)];
	await run('npm', install, project);
	mkdirSync(path.join(project, 'node_modules', '@types'));
	for (const tool of ['vitest', 'typescript', '@types/node']) {
		symlinkSync(path.join(root, 'node_modules', tool), path.join(project, 'node_modules', tool));
	}
});

afterAll(() => rmSync(work, {recursive: true, force: true}));

test('it is small, depends on nothing, and has its manual page', () => {
	expect(packed).toBeGreaterThan(100_000);
	expect(packed).toBeLessThan(1_500_000);
	const {packages} = JSON.parse(readFileSync(path.join(project, 'package-lock.json'), 'utf8'));
	expect(Object.keys(packages)).toEqual(['', 'node_modules/forkscope']);
	const installed = path.join(project, 'node_modules', 'forkscope');
	const {man, repository, homepage, bugs} = JSON.parse(
		readFileSync(path.join(installed, 'package.json'), 'utf8'),
	);
	expect(readFileSync(path.join(installed, man), 'utf8')).toMatch(/^\.TH FORKSCOPE 1/);
	expect(
		[repository.url, homepage, bugs].every((url) => url.includes('github.com/forkscope/forkscope')),
	).toBe(true);
});

const tool = (name: string) => path.join(root, 'node_modules', name);

test('publint finds nothing in what is packed', async () => {
	const {stdout} = await node([tool('publint/src/cli.js'), 'run', tarball, '--strict'], work);
	expect(stdout).toContain('All good!');
});

test('every entry has types that are found as its code is, for modules', async () => {
	const words = ['--profile', 'esm-only', '--format', 'json', tarball];
	const {stdout} = await node([tool('@arethetypeswrong/cli/dist/index.js'), ...words], work);
	const {analysis} = JSON.parse(stdout);
	const {exports} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
	expect(Object.keys(analysis.entrypoints)).toEqual(Object.keys(exports));
});

test('what its help points at is in it', async () => {
	const {stdout} = await node(['node_modules/.bin/forkscope', 'completion', 'man'], project);
	const pages = new Set(stdout.match(/docs\/[\w-]+\.md/g));
	expect(pages.size).toBeGreaterThan(0);
	for (const page of pages) {
		expect(statSync(path.join(project, 'node_modules', 'forkscope', page)).isFile()).toBe(true);
	}
});

test('the program runs in the folder', async () => {
	const {stdout} = await node(['node_modules/.bin/forkscope', 'check', 'cow'], project);
	expect(stdout).toContain('all counts agree');
});

test('a program without types imports it, compares on threads and prints a screen', async () => {
	const code = `
		import {compare, run} from 'forkscope';
		import {parseStraceLine} from 'forkscope/strace';
		import {parsePerfLine} from 'forkscope/perf';
		const {kernels} = await compare('cow', {kernels: ['odf', 'linux-6']});
		const screen = await (await run('cow')).screen({columns: 80, rows: 24});
		console.log(kernels.length, screen.split('\\n').length, typeof parseStraceLine, typeof parsePerfLine);`;
	writeFileSync(path.join(project, 'plain.mjs'), code);
	expect((await node(['plain.mjs'], project)).stdout).toBe('2 25 function function\n');
});

test('the test of the page is checked by the compiler, passes, and fails where it should', async () => {
	const [, code] = /^```ts\n([\s\S]*?)^```$/m.exec(page) ?? [];
	expect(code).toContain("import 'forkscope/vitest'");
	writeFileSync(path.join(project, 'page.test.ts'), code ?? '');
	const options = {
		strict: true,
		noEmit: true,
		target: 'es2024',
		module: 'nodenext',
		types: ['node'],
		skipLibCheck: false,
	};
	const settings = {compilerOptions: options, include: ['*.ts']};
	writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify(settings));
	const compile = () => node(['node_modules/typescript/bin/tsc', '-p', '.', '--skipLibCheck'], project);
	await compile();
	const vitest = () => node(['node_modules/vitest/vitest.mjs', 'run', '--root', '.'], project);
	expect((await vitest()).stdout).toContain('2 passed');
	writeFileSync(
		path.join(project, 'wrong.ts'),
		"import {run} from 'forkscope';\n(await run('cow')).steps();\n",
	);
	await expect(compile()).rejects.toMatchObject({stdout: expect.stringContaining('wrong.ts(2,')});
	rmSync(path.join(project, 'wrong.ts'));
	const wrong = (code ?? '').replace('4 * 2 ** 20 - 4096', "'4M'");
	writeFileSync(path.join(project, 'page.test.ts'), wrong);
	await expect(vitest()).rejects.toMatchObject({stderr: expect.stringContaining('1 and 2 share 4092K')});
});
