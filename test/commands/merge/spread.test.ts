/** The example of docs/studies.md, run by a shell as it stands there. */
import {execFile} from 'node:child_process';
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterAll, expect, test} from 'vitest';
import {runCommand} from '../../helpers/run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-spread-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A program of that name that runs the sources. */
function installForkscope(): void {
	const words = [
		process.execPath,
		'--import',
		path.join(root, 'test/helpers/load-tsx.mjs'),
		path.join(root, 'cli.tsx'),
	];
	const file = path.join(folder, 'forkscope');
	writeFileSync(file, `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(' ')} "$@"\n`);
	chmodSync(file, 0o755);
}

test('parts that xargs spreads are merged into what the command prints without them', async () => {
	const [, script] =
		/```sh\n(seq [^`]*)```/.exec(readFileSync(path.join(root, 'docs/studies.md'), 'utf8')) ?? [];
	expect(script).toMatch(/xargs .*--shard \{\}\/3/);
	installForkscope();
	const {stdout} = await promisify(execFile)('sh', ['-ec', script ?? ''], {
		cwd: folder,
		env: {...process.env, PATH: `${folder}:${process.env.PATH}`, COLUMNS: '80'},
	});
	const [, line] = /forkscope (sweep .*) --shard/.exec(script ?? '') ?? [];
	expect(stdout).toBe((await runCommand(line ?? '')).stdout);
});
