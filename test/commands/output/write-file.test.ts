/** Files that the screen writes, on disks that are full and under names that are taken. */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, expect, test} from 'vitest';
import {writeNewFile} from '../../../source/commands/output/write-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-write-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

test('a file that is there stays, and the answer gets the next name', () => {
	const file = path.join(folder, 'pane.txt');
	writeFileSync(file, 'before');
	expect(writeNewFile(file, 'one')).toBe(path.join(folder, 'pane-2.txt'));
	expect(writeNewFile(file, 'two')).toBe(path.join(folder, 'pane-3.txt'));
	expect(readFileSync(file, 'utf8')).toBe('before');
});

test('devices are written as they are, and no file appears beside them', () => {
	expect(writeNewFile('/dev/null', 'text')).toBe('/dev/null');
	expect(() => writeNewFile('/dev/full', 'text')).toThrow(
		'/dev/full cannot be written: no space is left there (ENOSPC).',
	);
	expect(readdirSync('/dev')).not.toContain('full-2');
	expect(() => writeNewFile(folder, 'text')).toThrow(`${folder} is a directory.`);
	expect(() => writeNewFile(path.join('/dev/null', 'x'), 'text')).toThrow('cannot be written: ENOTDIR');
});

/** A limit of a file's size is as a disk that fills up while it is written. */
test('what does not fit leaves no half file', () => {
	const module = new URL('../../../source/commands/output/write-file.ts', import.meta.url).href;
	const file = path.join(folder, 'large.txt');
	const script = `import {writeNewFile} from ${JSON.stringify(module)};
		try { writeNewFile(${JSON.stringify(file)}, 'x'.repeat(1e5)); } catch ({message}) { console.log(message); }`;
	const {stdout} = spawnSync(
		'bash',
		[
			'-c',
			`trap '' XFSZ; ulimit -f 1; exec "$@"`,
			'-',
			process.execPath,
			'--input-type=module',
			'-e',
			script,
		],
		{encoding: 'utf8'},
	);
	expect(stdout).toBe(`${file} cannot be written: the file would become too large (EFBIG).\n`);
	expect(readdirSync(folder)).not.toContain('large.txt');
});
