import {expect, test} from 'vitest';
import {designs, mainDesigns} from '../../../source/designs/index.ts';
import {runCommand} from '../../helpers/run-command.ts';

test('compare runs every main design that can run the workload, and says why others cannot', async () => {
	const {code, stdout} = await runCommand('compare threads --json');
	expect(code).toBe(0);
	const {schema, kernels} = JSON.parse(stdout);
	expect(schema).toBe('forkscope/compare@1');
	expect(kernels.map(({kernel}: {kernel: string}) => kernel).sort()).toEqual(
		mainDesigns.map(({id}) => id).sort(),
	);
	expect(kernels.filter(({skipped}: {skipped?: string}) => skipped !== undefined).length).toBeGreaterThan(0);
});

test('the table fits 80 columns and grows with the terminal', async () => {
	const widest = async (columns: string) => {
		const {stdout} = await runCommand('compare cow --kernels linux-6,linux-2.4,odf', {
			env: {COLUMNS: columns},
		});
		const table = stdout.split('\n\n')[1];
		return Math.max(...table.split('\n').map((line) => line.length));
	};
	const narrow = await widest('80');
	expect(narrow).toBeLessThanOrEqual(80);
	expect(await widest('160')).toBeGreaterThan(narrow);
});

test('one row a design as comma-separated values and as Markdown', async () => {
	const csv = (await runCommand('compare cow --kernels linux-6,odf --csv')).stdout.trim().split('\n');
	expect(csv).toHaveLength(3);
	expect(new Set(csv.slice(0, 2).map((line) => line.split(',').length >= 18))).toEqual(new Set([true]));
	const markdown = (await runCommand('compare cow --kernels linux-6,odf --markdown')).stdout;
	expect(markdown).toMatch(/^\| kernel \|.*\n\| --- \|/);
	const svg = (await runCommand('compare cow --kernels linux-6,odf --svg')).stdout;
	expect(svg.match(/<rect [^>]*><title>(?:linux-6|odf), /g)).toHaveLength(8);
});

test('a kernel that keeps pages in memory which were to go to swap is told', async () => {
	const file = 'fixtures/kernel-truth-swap/swap-basics.ndjson';
	const {stdout} = await runCommand(`compare ${file} --kernels linux-6,svr4,odf`);
	expect(stdout).toMatch(
		/\nodf: \d+ requests? to take pages out of memory left all but\s+pages\s+of\s+files\s+in\s+memory/,
	);
	const {kernels} = JSON.parse((await runCommand(`compare ${file} --kernels linux-6,odf --json`)).stdout);
	const told = kernels.filter(({trust}: {trust?: string[]}) => trust !== undefined);
	expect(told.map(({kernel}: {kernel: string}) => kernel)).toEqual(['odf']);
});

test('an unknown design is one sentence with what there is', async () => {
	const {code, stderr} = await runCommand('compare cow --kernels linux-7');
	expect({code, stderr: stderr.includes('There is no kernel "linux-7"')}).toEqual({code: 2, stderr: true});
});

test('page tables of the design’s own time are used where the workload fits them', async () => {
	const {stdout} = await runCommand(
		'compare make-obj --directories 2 --geometry x86-64 --kernels linux-6 --json',
	);
	expect(JSON.parse(stdout).kernels[0].work.upper_alloc).toBeGreaterThan(0);
	const high = [
		'{"forkscope":1,"name":"high"}',
		'{"op":"start","pid":1,"comm":"sh"}',
		'{"op":"mmap","pid":1,"addr":"0x7f0000000000","len":"4K","prot":"rw-","share":"private"}',
	].join('\n');
	const line = 'compare - --geometry i386 --kernels odf --json';
	const refused = JSON.parse((await runCommand(line, {stdin: high})).stdout);
	expect(refused.kernels).toEqual([
		{kernel: 'odf', skipped: 'The workload maps addresses beyond what i386 page tables reach.'},
	]);
});

test('compare takes the main designs, and with all their variants too', async () => {
	const kernelsOf = async (line: string): Promise<string[]> => {
		const {stdout} = await runCommand(line);
		return JSON.parse(stdout).kernels.map(({kernel}: {kernel: string}) => kernel);
	};
	const main = await kernelsOf('compare cow --json');
	const every = await kernelsOf('compare cow --kernels all --json');
	expect(main).toContain('shared-pt');
	expect(main).not.toContain('shared-pt-v3');
	expect(every).toHaveLength(designs.length);
	expect(new Set(every).size).toBe(every.length);
	expect(await kernelsOf('compare cow --kernels odf,all --json')).toHaveLength(designs.length);
});

/** The child writes to what vfork lends it; where fork stands in for vfork, the parent never sees that. */
const lent = [
	'{"forkscope":1,"name":"lent"}',
	'{"op":"start","pid":1,"comm":"sh"}',
	'{"pid":1,"op":"mmap","addr":"0x100000","len":"8K","prot":"rw-","share":"private"}',
	'{"pid":1,"op":"write","addr":"0x100000","len":"8K"}',
	'{"pid":1,"op":"read","addr":"0x100000","len":"8K"}',
	'{"pid":1,"op":"vfork","child":2}',
	'{"pid":2,"op":"write","addr":"0x100000","len":"4K"}',
	'{"pid":2,"op":"exit"}',
	'{"pid":1,"op":"read","addr":"0x101000","len":"4K"}',
	'{"pid":1,"op":"read","addr":"0x100000","len":"4K"}',
].join('\n');

test('different answers are told: how many reads differ, and at which op of the file first', async () => {
	const compared = async (flag: string) =>
		(await runCommand(`compare - --kernels v7,linux-6,netbsd-1.3 ${flag}`, {stdin: lent})).stdout;
	const {kernels} = JSON.parse(await compared('--json'));
	expect(
		Object.fromEntries(kernels.map(({kernel, reads}: {kernel: string; reads: object}) => [kernel, reads])),
	).toEqual({
		'linux-6': {same: 3, differs: 0},
		'netbsd-1.3': {same: 3, differs: 0},
		v7: {same: 2, differs: 1, firstAt: 9},
	});
	const text = await compared('');
	expect(text).toMatch(/^linux-6 +same /m);
	expect(text).toMatch(/^v7 +1 differ, at 9 /m);
	const [heads, ...rows] = (await compared('--csv')).trim().split('\n');
	const at = heads.split(',').indexOf('readsFirstAt');
	expect(rows.find((row) => row.startsWith('v7,'))?.split(',')[at]).toBe('9');
	expect(await compared('--markdown')).toMatch(/^\| v7 \| 1 differ, at 9 \|/m);
});

test('kernels that fill what is mapped say so before they fill the machine', async () => {
	const workload = [
		'{"forkscope":1,"name":"huge"}',
		'{"op":"start","pid":1,"comm":"asan"}',
		'{"pid":1,"op":"mmap","addr":"0x100000000000","len":"1024G","prot":"rw-","share":"private"}',
		'{"pid":1,"op":"fork","child":2}',
	].join('\n');
	const run = (kernel: string) => runCommand(`run - --kernel ${kernel}`, {stdin: workload});
	expect(await run('odf')).toMatchObject({
		code: 2,
		stderr: expect.stringMatching(
			/reads every mapping through when it is made, and one process maps 1024 GiB at once/,
		),
	});
	expect(await run('v7')).toMatchObject({
		code: 2,
		stderr: expect.stringMatching(/has every image in memory as a whole/),
	});
	expect(await run('cow-pte')).toMatchObject({code: 0});
	const reserved = workload.replace('rw-', '---');
	expect((await runCommand('run - --kernel odf', {stdin: reserved})).code).toBe(0);
});

test('where memory was short its figures stand in a table of their own, that 80 columns hold', async () => {
	const {stdout} = await runCommand('compare pressure --units 2 --kernels linux-2.4,linux-2.5-rmap');
	const [, second] = stdout.split(/^Memory was short: .*$/m);
	expect(second).toMatch(/^KERNEL +LINKS +VISITS +IN VAIN +PER PAGE +OUT +IN$/m);
	expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
	const row = second.split('\n').find((line) => line.startsWith('linux-2.4 ')) ?? '';
	const [links, visits, vain, perPage] = row
		.split(/\s+/)
		.slice(1)
		.map((cell) => Number(cell.replaceAll(/[,*]/g, '')));
	expect([links, perPage > 1, visits > vain]).toEqual([0, true, true]);
});

test('where it was not there is no such table', async () => {
	expect((await runCommand('compare cow --kernels linux-2.4,linux-6')).stdout).not.toContain(
		'Memory was short',
	);
});
