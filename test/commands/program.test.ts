/** The built program, run as a shell runs it. */
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
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

	test.each([['--help'], ['--version'], ['help help']])('%s', async (line) => {
		const files = await loadedFiles(line.split(' '));
		expect(files).toContain(program.file);
		const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
		expect(files.filter((_, i) => texts[i].includes(reactMark))).toEqual([]);
	});
});

/** The files that Node loads while the program runs. */
async function loadedFiles(words: readonly string[]): Promise<string[]> {
	const hook = new URL('../helpers/log-loads.mjs', import.meta.url);
	const {stderr} = await runProgram(program, words, {env: {NODE_OPTIONS: `--import=${hook.href}`}});
	return [...stderr.matchAll(/^loaded (file:\S+)$/gm)].map((match) => fileURLToPath(match[1]));
}
