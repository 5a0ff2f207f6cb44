/** `sweep`: curves over a parameter, and exactly where they cross. */
import {describe, expect, test} from 'vitest';
import {runCommand} from '../../helpers/run-command.ts';

const line = 'sweep forktime --forks 3 --pages 64..1K --kernels linux-6,odf,cow-pte --jobs 1';

type Crossing = {better: string; worse: string; from: number; isExact: boolean; isTie?: boolean};
type Point = {at: number; series: string; figures: Record<string, number>; refused?: number};
type Answer = {
	schema: string;
	parameter: string;
	values: number[];
	points: Point[];
	gaps: {at: number; series: string; why: string}[];
	crossings: Crossing[];
	trust?: string[];
};

async function answerOf(words: string, stdin?: string): Promise<Answer> {
	const {code, stdout} = await runCommand(`${words} --json`, {stdin});
	expect(code).toBe(0);
	return JSON.parse(stdout);
}

async function sysUs(pages: number, kernel: string): Promise<number> {
	const {stdout} = await runCommand(
		`compare forktime --forks 3 --pages ${pages} --kernels ${kernel} --json --jobs 1`,
	);
	return JSON.parse(stdout).kernels[0].time.sysUs;
}

test('a crossing is exact: at that value one beats the other, and at the one before it does not', async () => {
	const {schema, parameter, values, points, crossings} = await answerOf(line);
	expect({schema, parameter, values}).toEqual({
		schema: 'forkscope/sweep@1',
		parameter: 'pages',
		values: [64, 128, 256, 512, 1024],
	});
	expect(points).toHaveLength(15);
	expect(points.find(({at, series}) => at === 256 && series === 'odf')?.figures.sysUs).toBe(
		await sysUs(256, 'odf'),
	);
	const found = crossings.find(({better, worse}) => better === 'cow-pte' && worse === 'linux-6');
	expect(found?.isExact).toBe(true);
	const from = found?.from ?? 0;
	expect(await sysUs(from, 'cow-pte')).toBeLessThan(await sysUs(from, 'linux-6'));
	expect(await sysUs(from - 1, 'cow-pte')).toBeGreaterThanOrEqual(await sysUs(from - 1, 'linux-6'));
});

test('a crossing that is read off the lines lies near the exact one and is told as such', async () => {
	const exact = (await answerOf(line)).crossings[0].from;
	const read = (await answerOf(`${line} --interpolate`)).crossings[0];
	expect(read.isExact).toBe(false);
	expect(Math.abs(read.from - exact)).toBeLessThan(64);
	const {stdout} = await runCommand(`${line} --interpolate`);
	expect(stdout).toMatch(
		/cow-pte beats linux-6 from about \d+ pages on \(read off the line between two\s+values\)\./,
	);
});

test('text has a chart, a table and a sentence a curve', async () => {
	const {stdout, stderr} = await runCommand(line);
	expect(stdout).toMatch(/^forktime: system time in all by pages\n/);
	expect(stdout).toMatch(/^ {2}a linux-6 {3}b odf {7}c cow-pte$/m);
	expect(stdout).toMatch(/^ PAGES {2}linux-6 +odf +cow-pte$|^PAGES {2}linux-6 +odf +cow-pte$/m);
	expect(stdout).toMatch(/^odf is beaten by linux-6 at all these values\.$/m);
	expect(stdout).toMatch(/^cow-pte beats linux-6 from \d+ pages on\.$/m);
	expect(stderr).toMatch(/^Times are at the prices of the cost table modern/);
	expect(Math.max(...stdout.split('\n').map(({length}) => length))).toBeLessThanOrEqual(80);
});

test('ways to start children are curves too; where names find no room their letters stand', async () => {
	const words =
		'sweep forktime --exec --forks 2 --pages 1..64*8 --fork-as fork,vfork,spawn --kernels linux-6,shared-pt --jobs 1';
	const {stdout, stderr} = await runCommand(words);
	expect(stdout).toMatch(/^PAGES +a +b +c +d +e +f$/m);
	expect(stdout).toMatch(/^linux-6 by spawn beats linux-6 by fork at all these values\.$/m);
	expect(stderr.match(/started by spawn instead/g)).toHaveLength(1);
});

test('csv has a row a run with all figures, Markdown a column a curve, svg a picture with its crossings', async () => {
	const [heads, ...rows] = (await runCommand(`${line} --csv`)).stdout.trimEnd().split('\n');
	expect(heads).toMatch(/^pages,kernel,forkAs,sysUs,.*,refused,killed,why$/);
	expect(rows).toHaveLength(15);
	expect(new Set(rows.map((row) => row.split(',').length))).toEqual(new Set([heads.split(',').length]));
	const markdown = (await runCommand(`${line} --markdown`)).stdout;
	expect(markdown).toMatch(/^\| pages \| linux-6 \| odf \| cow-pte \|\n/);
	expect(markdown).toMatch(/\ncow-pte beats linux-6 from \d+ pages on\.\n/);
	const svg = (await runCommand(`${line} --svg`)).stdout;
	expect(svg.match(/<polyline/g)).toHaveLength(3);
	expect(svg).toMatch(/<circle [^>]*><title>cow-pte beats linux-6 from \d+ on<\/title>/);
});

const small = [
	'{"forkscope":1,"name":"small"}',
	'{"op":"start","pid":1,"comm":"sh"}',
	'{"pid":1,"op":"mmap","addr":"0x100000","len":"2M","prot":"rw-","share":"private"}',
	'{"pid":1,"op":"write","addr":"0x100000","len":"2M"}',
	'{"pid":1,"op":"fork","child":2}',
	'{"pid":2,"op":"write","addr":"0x100000","len":"2M"}',
].join('\n');

test('a file is swept over the memory of the machine, and what is short of it is told', async () => {
	const words = 'sweep - --memory 1M..8M --kernels linux-6,v7 --figure peak --jobs 1';
	const {points} = await answerOf(words, small);
	expect(points.map(({at}) => at)).toEqual([1, 1, 2, 2, 4, 4, 8, 8].map((mib) => mib * 2 ** 20));
	const {stdout} = await runCommand(words, {stdin: small});
	expect(stdout).toMatch(
		/^linux-6: processes are killed as memory runs out at memory 2M and 1 more of 4\s+values\.$/m,
	);
	expect(stdout).toMatch(/^v7 beats linux-6 from memory 2,\d{3}K until they cross again\.$/m);
	expect(stdout).toMatch(/^ +memory, MiB$/m);
});

test('a value that a kernel refuses is a gap with its reason', async () => {
	const high = small.replaceAll('0x100000"', '0x7f0000000000"');
	const {points, gaps} = await answerOf(
		'sweep - --memory 8M,16M --kernels linux-6,linux-2.4 --geometry i386',
		high,
	);
	expect(points).toEqual([]);
	expect(gaps.map(({series}) => series)).toEqual(['linux-6', 'linux-2.4', 'linux-6', 'linux-2.4']);
	const {stdout} = await runCommand('sweep - --memory 8M,16M --geometry i386', {stdin: high});
	expect(stdout).toMatch(/linux-6: it cannot run at every value: The workload maps addresses/);
});

test('what a kernel does in place of what it never had is told', async () => {
	const {stderr} = await runCommand('sweep vfork --memory 16M,32M --kernels v7,linux-6 --jobs 1');
	expect(stderr).toMatch(/^v7: Seventh Edition UNIX had no vfork/m);
});

describe('mistakes', () => {
	test.each([
		['sweep', 'No parameter has a range'],
		['sweep forktime', 'No parameter has a range'],
		['sweep forktime --pages 100', 'No parameter has a range'],
		['sweep forktime --pages 1..4 --forks 1..4', '--forks and --pages cannot both have a range'],
		['sweep forktime --pages 4..1', '--pages cannot be "4..1"'],
		['sweep forktime --pages 1..16M', 'expected a whole number from 1 to 8388608'],
		['sweep cow --pages 1..4', 'The workload cow has no parameter --pages'],
		['sweep forktime --pages 1..4 --kernels odd', 'There is no kernel "odd"'],
		[
			'sweep forktime --pages 1..4 --fork-as clone',
			'Children cannot be started by "clone"; expected fork, vfork, spawn',
		],
		['sweep forktime --pages 1..4 --figure sysx', 'cannot be "sysx"'],
		['sweep forktime --pages 1..4 --jobs 0', 'There cannot be "0" runs at once'],
		['sweep forktime --pages 1..4 --shard 0/3', '--shard cannot be "0/3"'],
		['sweep forktime --pages 1..4 --shard 4/3', '--shard cannot be "4/3"'],
		['sweep forktime --pages 1..4 --shard 1/3 --csv', 'cannot be given together'],
		['sweep nothing.ndjson --memory 1M..4M', 'nothing.ndjson'],
	])('%s', async (words, said) => {
		const {code, stdout, stderr} = await runCommand(words);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr.replaceAll(/\s+/g, ' ')).toContain(said);
	});
});
