/** `-o`: the answer is in the file as it would have been printed, and a failure leaves what was there. */
import {mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {runCommand} from '../../helpers/run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-output-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));
const file = path.join(folder, 'answer.txt');

test.each(['tree build', 'run cow --json', 'export cow --to chrome', 'check vfork', 'list kernels'])(
	'%s -o FILE prints nothing, and the file has it all',
	async (line) => {
		const {stdout} = await runCommand(line);
		expect(await runCommand([...line.split(' '), '-o', file])).toMatchObject({code: 0, stdout: ''});
		expect(readFileSync(file, 'utf8')).toBe(stdout);
		expect(readdirSync(folder)).toEqual(['answer.txt']);
	},
);

test('a command that fails leaves the file that was there, and no other', async () => {
	writeFileSync(file, 'before');
	const {code, stderr} = await runCommand(['maps', 'cow', '--pid', '99', '-o', file]);
	expect([code, stderr]).toEqual([2, expect.stringContaining('There is no process 99')]);
	expect(readFileSync(file, 'utf8')).toBe('before');
	expect(readdirSync(folder)).toEqual(['answer.txt']);
});

test('what a link leads to is replaced, and the link stays', async () => {
	const link = path.join(folder, 'link');
	symlinkSync(file, link);
	expect(await runCommand(['tree', 'cow', '--output', link])).toEqual({code: 0, stdout: '', stderr: ''});
	expect(readFileSync(file, 'utf8')).toBe((await runCommand('tree cow')).stdout);
	rmSync(link);
});

test.each([
	['/dev/full', '/dev/full cannot be written: no space is left there (ENOSPC).'],
	[path.join(folder, 'no', 'folder'), 'cannot be written: ENOENT'],
	[folder, `${folder} is a directory.`],
])('-o %s is a sentence', async (name, sentence) => {
	const {code, stderr} = await runCommand(['frames', 'build', '--json', '-o', name]);
	expect([code, stderr.trimEnd().split('\n').length, stderr]).toEqual([
		2,
		1,
		expect.stringContaining(sentence),
	]);
});

test('-V is the version, and the manual page has the sections that people look for', async () => {
	expect((await runCommand('-V')).stdout).toBe((await runCommand('--version')).stdout);
	const {stdout} = await runCommand('completion man');
	for (const section of ['ENVIRONMENT', 'FILES', 'EXAMPLES', 'SEE ALSO']) {
		expect(stdout).toContain(`\n.SH ${section}\n`);
	}
});
