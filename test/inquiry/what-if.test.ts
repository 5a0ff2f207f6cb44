/** What-if ops: words are read once, and what they ask for follows the moment in place of what was recorded. */
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {readWhatIf, whatIfForms} from '../../source/inquiry/what-if/words.ts';
import {runCommand} from '../helpers/run-command.ts';

test.each([
	['fork 5', {kind: 'fork', pid: 5, times: 1}],
	['fork 5 x8', {kind: 'fork', pid: 5, times: 8}],
	['exec 5', {kind: 'exec', pid: 5, comm: 'new'}],
	['exec 5 sh', {kind: 'exec', pid: 5, comm: 'sh'}],
	['exit 5', {kind: 'exit', pid: 5}],
	['write 31 5M', {kind: 'write', pid: 31, bytes: 5 * 2 ** 20}],
	['write 31 x5000', {kind: 'scatter', pid: 31, times: 5000}],
	['grow 31 4096', {kind: 'grow', pid: 31, bytes: 4096}],
])('%s', (words, meaning) => expect(readWhatIf(words)).toEqual(meaning));

test.each([
	'',
	'fork',
	'fork x',
	'fork 0',
	'fork 5 8',
	'fork 5 x0',
	'exit 5 1',
	'write 5',
	'write 5 much',
	'write 5 x0',
	'grow 5 0',
	'sleep 5',
])('"%s" is not understood, and every form is named', (words) => {
	expect(() => readWhatIf(words)).toThrow(whatIfForms.map(([form]) => form).join(', '));
});

const saved = ['pid:8503', '--proc', 'fixtures/proc/python-tree'];

async function marks(...then: readonly string[]) {
	const words = then.flatMap((each) => ['--then', each]);
	const {code, stdout, stderr} = await runCommand(['report', ...saved, ...words, '--json']);
	expect(code, stderr).toBe(0);
	const report = JSON.parse(stdout) as {
		marks: {label: string; processes: Record<string, {vmas: {Rss: number; Private_Dirty: number}[]}>}[];
	};
	const last = report.marks.at(-1);
	const sums = Object.entries(last?.processes ?? {}).map(([pid, {vmas}]) => [
		pid,
		{
			rss: vmas.reduce((sum, {Rss}) => sum + Rss, 0),
			own: vmas.reduce((sum, {Private_Dirty}) => sum + Private_Dirty, 0),
		},
	]);
	return {
		label: last?.label,
		processes: Object.fromEntries(sums) as Record<string, {rss: number; own: number}>,
	};
}

test('children that are forked now share all, and what is written of it is theirs', async () => {
	const {label, processes} = await marks('fork 8503 x2', 'write 8508 40K');
	expect(label).toBe('then');
	expect(Object.keys(processes).filter((pid) => Number(pid) > 8507)).toEqual(['8508', '8509']);
	expect(processes[8508].own).toBe(40);
	expect(processes[8509].own).toBe(0);
});

test('what is written beyond what is shared is new memory', async () => {
	const before = (await marks('fork 8503')).processes[8505];
	const {processes} = await marks('write 8505 100M');
	expect(processes[8505].own).toBeGreaterThan(100 * 1024);
	expect(processes[8505].rss).toBeGreaterThan(before.rss + 90 * 1024);
});

test('writes at random hit some pages twice, and all of them in the end', async () => {
	const owned = async (writes: number) =>
		(await marks('fork 8503', `write 8508 x${writes}`)).processes[8508].own / 4;
	const all = await owned(1e9);
	expect(await owned(1)).toBe(1);
	expect(await owned(all)).toBe(Math.round(all * (1 - (1 - 1 / all) ** all)));
});

test('a process that shares nothing writes at random to nothing', async () => {
	const {processes} = await marks('exec 8505', 'write 8505 x10');
	expect(processes[8505].rss).toBe(0);
});

test('children that are asked for are started as all others are', async () => {
	const words = ['--then', 'fork 8503', '--then', 'exec 8508 true', '--fork-as', 'spawn'];
	const {stderr, stdout} = await runCommand(['run', ...saved, ...words, '--json']);
	expect(stderr).toMatch(/^1 child started by spawn instead, 2 started as before\.$/m);
	expect(JSON.parse(stdout)).toMatchObject({spawns: 2, forks: 2});
});

test('memory grows, and a process ends', async () => {
	const before = (await marks('fork 8503')).processes;
	const {processes} = await marks('grow 8505 1M', 'exit 8506');
	expect(processes[8505].rss).toBe(before[8505].rss + 1024);
	expect(Object.keys(processes)).not.toContain('8506');
});

test('the recorded future is left at the moment of --at', async () => {
	const {stdout} = await runCommand(['report', 'cow', '--at', '50%', '--then', 'exit 1']);
	expect(stdout).toMatch(/mark then/);
	const {code, stderr} = await runCommand(['report', 'cow', '--at', '50%', '--then', 'fork 4711']);
	expect(code).toBe(2);
	expect(stderr).toMatch(/There is no process 4711 at this moment/);
});

test('every kernel is asked', async () => {
	const {code, stdout} = await runCommand([
		'compare',
		...saved,
		'--then',
		'fork 8503',
		'--kernels',
		'linux-6,odf',
	]);
	expect(code).toBe(0);
	expect(stdout).toMatch(/odf/);
});

test('so many workers need so much, and what that rests on is said', async () => {
	const {stdout} = await runCommand(['sharing', ...saved, '--workers', '16']);
	expect(stdout).toMatch(
		/16 children would need \S+M in all, page tables among it: each is taken to grow as the median of the 2 children here did\./,
	);
});

test('docs/your-server.md lists every form', () => {
	const page = readFileSync('docs/your-server.md', 'utf8');
	for (const [form, meaning] of whatIfForms) {
		expect(page).toContain(`| \`${form}\` | ${meaning} |`);
	}
});
