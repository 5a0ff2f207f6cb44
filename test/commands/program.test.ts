/** The built program, run as a shell runs it. */
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdir, readFile, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import packageJson from '../../package.json' with {type: 'json'};
import {type BuiltProgram, buildProgram, runProgram} from '../helpers/built-program.ts';

let program: BuiltProgram;

beforeAll(async () => {
	program = await buildProgram();
});

afterAll(() => program.remove());

test('--version', async () => {
	const printed = await runProgram(program, ['--version']);
	expect(printed).toEqual({code: 0, stdout: `${packageJson.version}\n`, stderr: ''});
});

test('a mistake ends with code 2 and nothing on stdout', async () => {
	const {code, stdout, stderr} = await runProgram(program, ['hlep', 'tree']);
	expect({code, stdout}).toEqual({code: 2, stdout: ''});
	expect(stderr).toBe('forkscope: There is no command "hlep". Did you mean "help"?\n');
});

test('what it looks for beyond ASCII it finds: signs of a tree, units of time', async () => {
	const tree = await runProgram(program, ['tree', '-'], {stdin: 'init─┬─bash───vim\n     └─sshd\n'});
	expect(tree.stderr).toContain('standard input is a tree that pstree has printed');
	const {code, stdout} = await runProgram(program, ['tree', 'cow', '--at', '100µs']);
	expect([code, stdout]).toEqual([0, 'parent---parent\n']);
	const scripts = (await readdir(program.directory)).filter((file) => file.endsWith('.cjs'));
	const texts = await Promise.all(
		scripts.map((file) => readFile(path.join(program.directory, file), 'utf8')),
	);
	expect(texts.map((script) => script.match(/[^\0-\x7F]/g))).toEqual([null]);
});

test('it can be started by its name', async () => {
	const {stdout} = await promisify(execFile)(program.file, ['--version']);
	expect(stdout).toBe(`${packageJson.version}\n`);
});

test('a reader that leaves early is no error', async () => {
	const child = spawn(process.execPath, [program.file, '--help'], {stdio: ['ignore', 'pipe', 'pipe']});
	child.stdout.destroy();
	const complaints = await text(child.stderr);
	const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
	expect({code, complaints}).toEqual({code: 0, complaints: ''});
});

describe('what prints text loads no React', () => {
	/** React marks its elements so; the mark survives minifying. */
	const reactMark = 'react.transitional.element';

	test('the mark is still React’s', async () => {
		const react = fileURLToPath(import.meta.resolve('react/package.json'));
		const code = await readFile(path.join(path.dirname(react), 'cjs', 'react.production.js'), 'utf8');
		expect(code).toContain(reactMark);
	});

	test.each([
		['--help', false],
		['--version', false],
		['help help', false],
		['tree forktime -n 1', false],
		['view forktime -n 1 --print', false],
		['view forktime -n 1 --print --keys i', true],
	])('%s: %s', async (line, isLoaded) => {
		expect(await hasRun(reactMark, line.split(' '))).toBe(isLoaded);
	});
});

type Coverage = {
	readonly result: readonly {
		readonly url: string;
		readonly functions: readonly {
			readonly ranges: readonly {
				readonly startOffset: number;
				readonly endOffset: number;
				readonly count: number;
			}[];
		}[];
	}[];
};

/** Whether the function of the script in which `mark` stands was called. */
async function hasRun(mark: string, words: readonly string[]): Promise<boolean> {
	const folder = path.join(program.directory, 'coverage');
	await runProgram(program, words, {env: {NODE_V8_COVERAGE: folder}});
	const [file] = await readdir(folder);
	const {result} = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as Coverage;
	await rm(folder, {recursive: true});
	const script = result.find(({url}) => /\/program-\w+\.cjs$/.test(url));
	const place = (await readFile(fileURLToPath(String(script?.url)), 'latin1')).indexOf(mark);
	expect(place).toBeGreaterThan(0);
	const around = (script?.functions ?? [])
		.flatMap(({ranges}) => ranges)
		.filter(({startOffset, endOffset}) => startOffset <= place && place < endOffset)
		.sort((left, right) => left.endOffset - left.startOffset - (right.endOffset - right.startOffset));
	return around[0].count > 0;
}

describe('what was compiled is kept for the next run', () => {
	const words = ['tree', 'laptop'];
	const home = () => path.join(program.directory, 'kept');
	const run = (cache = home()) => runProgram(program, words, {env: {XDG_CACHE_HOME: cache}});
	const kept = async () =>
		(await readdir(path.join(home(), 'forkscope'))).map((name) => name.replace(/^.*-/, ''));
	const file = async () => {
		const [name] = await readdir(path.join(home(), 'forkscope'));
		return path.join(home(), 'forkscope', name);
	};

	test('a file a command, and the answer is the same', async () => {
		const first = await run();
		expect(await kept()).toEqual(['tree.code']);
		expect(await run()).toEqual(first);
		expect(await kept()).toEqual(['tree.code']);
	});

	test.each([
		['nothing', () => Buffer.of()],
		['text', () => Buffer.from('this is no code, and not a short text either')],
		['its first half', (code: Buffer) => code.subarray(0, code.length >> 1)],
		['a block of zeros', (code: Buffer) => Buffer.from(code).fill(0, 2 ** 16, 2 ** 16 + 512)],
	])('it is made anew where the file has %s', async (_, damage) => {
		const whole = await run();
		const place = await file();
		const damaged = damage(await readFile(place));
		await writeFile(place, damaged);
		expect(await run()).toEqual(whole);
		expect((await readFile(place)).equals(damaged)).toBe(false);
	});

	test('what another version of the program has left goes', async () => {
		const other = path.join(home(), 'forkscope', 'program-0.cjs-v1-tree.code');
		await rm(await file());
		await writeFile(other, '');
		await run();
		expect(await kept()).toEqual(['tree.code']);
		expect(await file()).not.toBe(other);
	});

	test.each([['/proc/1'], ['/nowhere/at/all']])(
		'nothing is kept where %s cannot have a folder',
		async (cache) => {
			expect(await run(cache)).toEqual(await run());
		},
	);
});
