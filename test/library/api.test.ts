/** The reference of the library is that of its declarations. */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import * as library from '../../index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(path.join(root, 'docs', 'api.md'), 'utf8');

test('docs/api.md is what npm run api writes', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-test-api-'));
	const made = path.join(folder, 'api.md');
	try {
		execFileSync(process.execPath, [path.join(root, 'scripts', 'api.mjs'), made], {cwd: root});
		expect(page === readFileSync(made, 'utf8'), 'npm run api').toBe(true);
	} finally {
		rmSync(folder, {recursive: true});
	}
});

test.each(Object.keys(library))('it has %s', (name) => {
	expect(page).toContain(`\n### ${name}\n`);
});
