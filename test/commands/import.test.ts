import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {sameSnapshot, saveColumns} from '../../source/kernel/state/snapshot.ts';
import {createMachine, runMachine} from '../../source/machine/machine.ts';
import {readFixture, readText} from '../helpers/read-text.ts';
import {runCommand} from '../helpers/run-command.ts';

const recording = new URL('../../fixtures/recordings/apache-prefork.perf.txt.gz', import.meta.url).pathname;

test.each(['gz', 'zst'])('an imported recording replays identically, packed as %s', async (packing) => {
	const folder = await mkdtemp(join(tmpdir(), 'forkscope-'));
	const out = join(folder, `apache.ndjson.${packing}`);
	const {code, stderr} = await runCommand(['import', recording, '-o', out]);
	expect({code, stderr}).toEqual({code: 0, stderr: ''});
	const original = createMachine((await readFixture('recordings/apache-prefork.perf.txt.gz')).program);
	const imported = createMachine((await readText(await readFile(out))).program);
	runMachine(original);
	runMachine(imported);
	const same = sameSnapshot(saveColumns(original.columns), saveColumns(imported.columns));
	await rm(folder, {recursive: true});
	expect(same).toBe(true);
});

test('without a file to write the workload goes to standard output, problems to standard error', async () => {
	const text = '      sh 10 [000]     1.000000: PERF_RECORD_COMM exec: sh:10/10\nrubbish\n';
	const {code, stdout, stderr} = await runCommand('import -', {stdin: text});
	expect(code).toBe(0);
	expect(JSON.parse(stdout.split('\n')[0])).toEqual({
		forkscope: 1,
		name: 'standard input',
		limits: [{kind: 'no-page-faults', count: 1}],
	});
	expect(stderr).toBe(
		'Line 2 was left out: not a line of perf script.\nThe recording has no page faults: what memory was touched is not known.\n',
	);
});

test('a folder that is not there is one sentence', async () => {
	const {code, stderr} = await runCommand(['import', recording, '-o', '/no/such/folder/x']);
	expect(code).toBe(2);
	expect(stderr).toContain('/no/such/folder/x cannot be written: ENOENT');
});

test('a full disk is one sentence', async () => {
	const {code, stderr} = await runCommand(['import', recording, '-o', '/dev/full']);
	expect({code, stderr}).toEqual({
		code: 2,
		stderr: 'forkscope: /dev/full cannot be written: no space is left there (ENOSPC).\n',
	});
});

test('touches that strace does not show can be left out', async () => {
	const text =
		'10 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n';
	const ops = async (touch: string) => {
		const {stdout} = await runCommand(['import', '-', '--touch', touch], {stdin: text});
		return [...stdout.matchAll(/"op":"(\w+)"/g)].map(([, op]) => op);
	};

	expect(await ops('light')).toEqual(['start', 'mmap', 'write']);
	expect(await ops('none')).toEqual(['start', 'mmap']);
});

test('a model of touches is told where nothing is assumed', async () => {
	const {code, stderr} = await runCommand(['import', recording, '--touch', 'none', '-o', '/dev/null']);
	expect({code, stderr}).toEqual({
		code: 0,
		stderr: '--touch none changes nothing: what was touched is not assumed here.\n',
	});
});
