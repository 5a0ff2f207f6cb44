/** The pager: what goes to it, what does not, and that nothing is lost where it is left early or is not there. */
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {PassThrough} from 'node:stream';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {main} from '../../../source/commands/main.ts';

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'forkscope-test-pager-'));
});

afterEach(() => rmSync(folder, {recursive: true}));

/** What is on the terminal, and what the pager was given; undefined where it was not started. */
async function shown(
	line: readonly string[],
	rows: number | undefined,
	env: Readonly<Record<string, string>> = {},
) {
	const chunks: Buffer[] = [];
	const stdout = Object.assign(new PassThrough(), {isTTY: rows !== undefined, columns: 80, rows});
	stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
	const streams = {stdin: new PassThrough(), stdout, stderr: new PassThrough()};
	const kept = path.join(folder, 'paged');
	const code = await main(line, {
		...(streams as unknown as Pick<typeof process, 'stdin' | 'stdout' | 'stderr'>),
		env: {PATH: process.env.PATH, PAGER: `cat > ${kept}`, ...env},
	});
	return {code, terminal: Buffer.concat(chunks).toString(), paged: readIfThere(kept)};
}

function readIfThere(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}

const long = ['list', 'workloads'];
const text = (await shown(long, undefined)).terminal;

test.each([
	['what is longer than the terminal', long],
	['and a long help', ['help', 'run']],
	['and a help by its flag', ['run', '--help']],
	['and the help of the program', ['--help']],
])('%s goes to the pager', async (_, line) => {
	const {terminal} = await shown(line, undefined);
	expect(await shown(line, 10)).toEqual({code: 0, terminal: '', paged: terminal});
});

test.each([
	['fits', long, 1000, {}],
	['fits to the line', ['--version'], 2, {}],
	['must not, by --no-pager', [...long, '--no-pager'], 10, {}],
	['must not, by a flag before the command', ['--no-pager', ...long], 10, {}],
	['has no pager', long, 10, {PAGER: ''}],
	['has a pager that only prints', long, 10, {PAGER: 'cat'}],
	['has a pager that is not there', long, 10, {PAGER: 'no-such-pager -x'}],
	['has a terminal that can do nothing', long, 10, {TERM: 'dumb'}],
])('what %s is printed as it is', async (_, line, rows, env) => {
	const {terminal, paged} = await shown(line, rows, env);
	expect([terminal, paged]).toEqual([(await shown(line, undefined)).terminal, undefined]);
});

test('a line that is wider than the terminal counts for as many as it fills', async () => {
	const rows = text.split('\n').length + 1;
	expect((await shown(long, rows)).paged).toBeUndefined();
	const {terminal} = await shown(['list', 'workloads', '--json'], undefined);
	const lines = terminal.split('\n').length;
	expect((await shown(['list', 'workloads', '--json'], lines)).paged).toBe(terminal);
});

test('the code is that of the command, and a pager that is left at once takes nothing amiss', async () => {
	expect(await shown(long, 5, {PAGER: 'true'})).toEqual({code: 0, terminal: '', paged: undefined});
	expect((await shown(['run', 'no-such-thing'], 5)).code).toBe(2);
});

test('less is told to leave a screenful alone, unless LESS says something else', async () => {
	const tell = `sh -c 'cat > ${folder}/text; printf %s "$LESS" > ${folder}/paged'`;
	expect((await shown(long, 5, {PAGER: tell})).paged).toBe('FRX');
	expect((await shown(long, 5, {PAGER: tell, LESS: 'S'})).paged).toBe('S');
});
