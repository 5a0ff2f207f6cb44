/** The commands that look at a moment: report, tree, maps, tables, frames, and how moments and processes are named. */
import {describe, expect, test} from 'vitest';
import {designs} from '../../source/designs/index.ts';
import {runCommand, withoutPrices} from '../helpers/run-command.ts';

async function printed(line: string | readonly string[]): Promise<string> {
	const {code, stdout, stderr} = await runCommand(line);
	expect({code, stderr: withoutPrices(stderr)}).toEqual({code: 0, stderr: ''});
	return stdout;
}

async function mistake(line: string | readonly string[]): Promise<string> {
	const {code, stdout, stderr} = await runCommand(line);
	expect({code, stdout}).toEqual({code: 2, stdout: ''});
	return stderr;
}

describe('text fits 80 columns and holds no escape codes', () => {
	test.each([
		'run build',
		'report build --at exec:ld',
		'maps build --pid 4',
		'tables cow',
		'tables prefork --kernel odf',
		'frames build --limit 20',
		'map snapshot --at #836 --zoom 4',
		'map prefork --what physical',
		'list kernels',
		'list kernels --kernel shared-pt',
		'list workloads',
		'check cow',
	])('%s', async (line) => {
		const text = await printed(line);
		expect(text.split('\n').filter((each) => each.length > 80)).toEqual([]);
		expect(text).not.toContain('\u001B');
		expect(text.endsWith('\n')).toBe(true);
	});
});

describe('moments', () => {
	test.each([
		['end', 'after all 22 events'],
		['#0', 'after 0 of 22 events'],
		['#5', 'after 5 of 22 events'],
		['mark:child wrote: one copy', 'last: mark child wrote: one copy'],
		['0us', 'after 0 of 22 events'],
	])('--at %s', async (at, told) => {
		expect(await printed(['report', 'cow', '--at', at])).toContain(told);
	});

	test('a time past the end is the end, and said to be past it', async () => {
		expect(await runCommand('report cow --at 1s')).toMatchObject({
			code: 0,
			stdout: expect.stringContaining('after all 22 events'),
			stderr: expect.stringContaining('The workload ends before that, after 22 events'),
		});
	});

	test('exec:COMM is just before the exec, and #2 the second one', async () => {
		expect(await printed('tree build --at exec:make')).toBe('init-+-agetty\n     `-login---bash---bash\n');
		const first = await printed('report build --at exec:cc1 --json');
		const second = await printed('report build --at exec:cc1#2 --json');
		const ops = (text: string) => JSON.parse(text).ops.length;
		expect(ops(second)).toBeGreaterThan(ops(first));
	});

	test.each([
		[
			'cow --at soon',
			'"soon" is no position; expected end, start, 1234, +10, 12.5s, 50%, mark:LABEL, exec:COMM',
		],
		['cow --at #999', 'There is no position 999: the workload ends after 22 events.'],
		['cow --at mark:x', 'There is no mark x in this workload. It has marks read only: the zero page, '],
		['cow --at exec:x', 'There is no exec of x in this workload. It has none at all.'],
		['pipeline --at exec:sort#9', 'There is no exec of sort#9: sort comes 3 times.'],
	])('%s', async (line, told) => {
		expect(await mistake(`report ${line}`)).toContain(told);
	});
});

describe('the language of queries', () => {
	const pids = (text: string) =>
		[...text.matchAll(/^ *(\d+) .*(?:ready|waiting|zombie)/gm)].map(([, pid]) => Number(pid));

	test('until CONDITION is the first event after which it holds and did not before', async () => {
		expect(await printed(['report', 'build', '--at', 'until pid 11 exits'])).toContain('last: exit 11');
		expect(await printed(['run', 'cow', '--at', 'until pid 2 starts'])).toContain('1 fork');
		expect(pids(await printed(['report', 'build', '--at', 'until processes > 4']))).toHaveLength(5);
	});

	test('--where lists only the processes that are meant', async () => {
		const at = ['--at', 'mark:all jobs busy', '--where'];
		expect(pids(await printed(['report', 'build', ...at, 'rss > 4M']))).toEqual([14, 16]);
		const json = (text: string) => Object.keys(JSON.parse(text).processes);
		expect(json(await printed(['maps', 'build', '--json', ...at, 'cc1 and pid < 15']))).toEqual(['11', '14']);
		expect(json(await printed(['tables', 'build', '--json', ...at, 'below 7']))).toEqual(['7', '10', '14']);
		expect(await printed(['report', 'build', ...at, 'nobody'])).toContain('No process is meant.');
	});

	test.each([
		[['maps', 'build', '--where', 'rss >'], 'rss > : a size such as 5M was expected'],
		[['report', 'cow', '--at', 'until refs'], 'The workload ends before refs becomes true.'],
		[['report', 'cow', '--at', 'until frame'], 'frame : a number such as 31 was expected'],
		[['report', 'cow', '--json', '--where', 'cc1'], '--where chooses rows of text'],
	])('%j is refused: %s', async (line, told) => {
		expect(await mistake(line)).toContain(told);
	});
});

describe('who and what there is is said', () => {
	test.each([
		['maps build --pid 77', 'There is no process 77 at this moment. There are 1, 2, 3, 4.'],
		['tables cow --pid 2', 'There is no process 2 at this moment. There is only 1.'],
		['tree laptop nobody', 'No process of a user nobody is there at this moment.'],
		['maps buidl', 'There is no workload and no file buidl. Did you mean "build"?'],
		['maps', 'Which workload?; expected a file, - or one of build, '],
		['maps cow build', 'One workload at a time: "build" is one word too many.'],
		['maps ./no-such-file', 'There is no file ./no-such-file.'],
		['maps cow --jobs 2', 'The workload cow has no parameter --jobs. It has none.'],
		['maps prefork --jobs 2', 'The workload prefork has no parameter --jobs. It has --workers, '],
		['run cow --kernel linux-7', 'There is no kernel "linux-7". Did you mean "linux-6"?'],
		['run cow --costs cheap', 'There is no cost table "cheap".'],
		['run threads --kernel v7', 'Seventh Edition UNIX had no threads'],
		['frames cow --limit 0', '--limit cannot be 0; expected a whole number from 1'],
		['map cow --zoom 3', '--zoom cannot be 3; expected one of 1, 4, 16, 64, 512'],
		['map cow --what disk', '--what cannot be "disk"; it is one of process, physical'],
		['check cow --every 0', '--every cannot be 0'],
		['list kernel', 'list takes one of kernels, workloads, costs. Did you mean "kernels"?'],
		['list kernels --residuals', '--residuals goes with "list costs"'],
		['list costs --kernel odf', '--kernel goes with "list kernels"'],
		['tree laptop 1 2', 'tree takes a workload and one PID or USER'],
	])('%s', async (line, told) => {
		expect(await mistake(line)).toContain(told);
	});
});

describe('tree', () => {
	test('takes the flags of pstree, alone and in one word', async () => {
		const all = await printed('tree build --at exec:ld -pa');
		expect(all).toContain('\n          `-make,5 -j4\n');
		expect(await printed('tree build --at exec:ld -a -p')).toBe(all);
		expect(await printed('tree build --at exec:ld --arguments --show-pids')).toBe(all);
	});

	test('the last of -A and -U counts', async () => {
		expect(await printed('tree build -A -U')).toContain('─');
		expect(await printed('tree build -U -A')).not.toContain('─');
		expect(await printed('tree build -UpA')).not.toContain('─');
	});

	test('begins at a process, with its ancestors if they are wanted', async () => {
		expect(await printed('tree build 3')).toBe('login---bash\n');
		expect(await printed('tree build --pid 3 -s')).toBe('init---login---bash\n');
		expect(await printed('tree build 4 -H 4')).toBe('\u001B[1mbash\u001B[0m\n');
	});

	test('is as wide as COLUMNS, else the terminal', async () => {
		const narrow = await runCommand('tree laptop', {env: {COLUMNS: '20'}});
		const terminal = await runCommand('tree laptop', {columns: 20});
		expect(narrow.stdout).toBe(terminal.stdout);
		expect(Math.max(...narrow.stdout.split('\n').map((line) => line.length))).toBe(20);
	});
});

describe('JSON', () => {
	test.each(['run', 'report', 'maps', 'tables', 'frames'])('%s names its schema', async (name) => {
		const object = JSON.parse(await printed([name, 'cow', '--json']));
		expect(object.schema).toBe(`forkscope/${name}@1`);
		expect(object.kernel).toBe('linux-6');
	});

	test.each(['kernels', 'workloads'])('list %s', async (name) => {
		const object = JSON.parse(await printed(['list', name, '--json']));
		expect(object.schema).toBe(`forkscope/list-${name}@1`);
		expect(object[name].length).toBeGreaterThan(0);
	});

	test('report of one process', async () => {
		const {ops, marks} = JSON.parse(await printed('report cow --pid 1 --json'));
		expect(new Set(ops.map((op: {pid: number}) => op.pid))).toEqual(new Set([1]));
		expect(marks.every((mark: {processes: object}) => Object.keys(mark.processes).join() === '1')).toBe(true);
	});

	test('maps gives the figures of smaps, and what backs a mapping', async () => {
		const {processes} = JSON.parse(await printed('maps build --pid 4 --json'));
		const text = processes[4].vmas.find((vma: {perms: string}) => vma.perms === 'r-xp');
		expect(text).toMatchObject({name: '/usr/bin/bash', Anonymous: 0, Swap: 0, tables: 1, sharedTables: 0});
		expect(Object.keys(text).slice(0, 11).join(' ')).toBe(
			'start end perms Rss Pss Shared_Clean Shared_Dirty Private_Clean Private_Dirty Anonymous Swap',
		);
	});

	test('run counts what happened', async () => {
		const summary = JSON.parse(await printed('run cow --json'));
		expect(summary).toMatchObject({workload: 'cow', ops: 22, processes: 2, forks: 1, exits: 1});
		expect(summary.time.fork.count).toBe(1);
		expect(summary.peak.processes).toBe(2);
		expect(summary.work.pte_copy).toBeGreaterThan(0);
		expect(summary).not.toHaveProperty('fidelity');
	});
});

test('a workload from standard input, on another kernel, with forks replaced', async () => {
	const stdin = [
		'{"forkscope":1,"name":"tiny"}',
		'{"op":"start","pid":1,"comm":"init"}',
		'{"pid":1,"op":"fork","child":2}',
		'{"pid":2,"op":"exec","comm":"sh"}',
		'',
	].join('\n');
	const plain = await runCommand('run - --kernel shared-pt --json', {stdin});
	expect(JSON.parse(plain.stdout)).toMatchObject({
		workload: 'tiny',
		kernel: 'shared-pt',
		forks: 1,
		spawns: 0,
	});
	const spawned = await runCommand('run - --fork-as spawn --json', {stdin});
	expect(JSON.parse(spawned.stdout)).toMatchObject({forks: 0, spawns: 1});
	expect(spawned.stderr).toBe('1 child started by spawn instead, 0 started as before.\n');
});

test('check says that all is well', async () => {
	expect(await printed('check cow')).toBe('cow on linux-6: 22 events, 23 checks, all counts agree.\n');
	expect(await printed('check vfork')).toContain('vfork rule 1: the child wrote 2 pages');
});

test('a share of the run is a moment, the same for commands and the screen', async () => {
	const {stdout, code} = await runCommand('report cow --at 50%');
	expect(code).toBe(0);
	const [, position] = /after (\d+) of/.exec(stdout) ?? [];
	const screen = await runCommand('cow --at 50% --screen 80x24');
	expect(screen.stdout).toContain(`at ${position}/`);
});

test('children that run in lent memory are said to, instead of costing nothing', async () => {
	const build = await runCommand('sharing build');
	expect(build.stdout).toContain('memory that its parent has lent it (vfork)');
	expect(build.stdout).not.toContain('costs about 0');
	const prefork = await runCommand(['sharing', 'prefork', '--at', 'until forks > 10']);
	expect(prefork.stdout).toMatch(/The next child costs about \d+K/);
});

test('a kernel without vfork says what it does instead, where it is asked for one', async () => {
	const sentence = 'Seventh Edition UNIX had no vfork: each is a fork here';
	const trust = async (line: string) => JSON.parse((await runCommand(`${line} --json`)).stdout).trust;
	const told = expect.arrayContaining([expect.stringContaining(sentence)]);
	expect(await trust('run vfork --kernel v7')).toEqual(told);
	expect(await trust('run vfork --kernel v7 --fork-as fork')).not.toEqual(told);
	expect(await trust('run cow --kernel v7')).not.toEqual(told);
	expect((await runCommand('report vfork --kernel v7')).stderr).toContain(sentence);
	expect((await runCommand('compare vfork --kernels v7,3bsd')).stdout.replaceAll(/\s+/g, ' ')).toContain(
		`v7: ${sentence}`,
	);
});

test('a recorded build forks for real where that is asked', async () => {
	const {stdout, stderr} = await runCommand([
		'run',
		'fixtures/recordings/small/spawn-and-vfork.perf.txt.gz',
		'--fork-as',
		'fork',
		'--json',
	]);
	expect(JSON.parse(stdout)).toMatchObject({forks: 10, vforks: 0});
	expect(stderr).toMatch(/^8 children started by fork instead, 0 started as before\.\nWhat they wrote/);
});

test('list kernels groups families and sets variants in below what they change', async () => {
	const {stdout} = await runCommand('list kernels');
	for (const {id, variantOf} of designs) {
		const lines = stdout.split('\n');
		const at = lines.findIndex((line) => line.trimStart().startsWith(`${id} `));
		expect(lines[at]).toMatch(variantOf === undefined ? /^ {2}\S/ : /^ {4}\S/);
		const main = lines.slice(0, at).findLast((line) => /^ {2}\S/.test(line));
		expect(variantOf === undefined || main?.trimStart().startsWith(`${variantOf} `)).toBe(true);
	}
});

test('tree --stats says the same of a workload and of what tree prints of it, but for execs', async () => {
	const stats = await printed('tree build --stats --at exec:ld');
	expect(stats).toMatch(/^\d+ processes, 0 threads beside them\n {2}depth {7}\d+ levels, .*: init → /);
	const listing = await printed('tree build --at exec:ld');
	const {stdout} = await runCommand('tree --stats -', {stdin: listing});
	expect(stdout.split('\n').slice(0, 4)).toEqual(stats.split('\n').slice(0, 4));
	expect(stdout).toMatch(/A listing does not tell of exec/);
});

test('tree --stats counts the forks since the last exec', async () => {
	expect(await printed('tree deep-chain --depth 4 --stats --at 50%')).toMatch(
		/since exec {2}up to \d+ generations of forks/,
	);
	expect(await printed('tree laptop --stats')).toMatch(/depth {7}9 levels/);
});

test('what is no listing is a workload to tree --stats too', async () => {
	const workload = '{"forkscope":1,"name":"a"}\n{"op":"start","pid":1,"comm":"init"}\n';
	const {stdout} = await runCommand('tree --stats -', {stdin: workload});
	expect(stdout).toMatch(/^1 process, /);
});

test('--thp puts a workload on a machine with other huge pages', async () => {
	const workOf = async (mode: string) => {
		const {stdout} = await runCommand(`run snapshot --thp ${mode} --json`);
		return JSON.parse(stdout).work;
	};

	expect((await workOf('always')).huge_copy).toBeGreaterThan(0);
	expect((await workOf('never')).huge_copy).toBe(0);
	expect((await runCommand('report snapshot --thp always --kernel odf')).stderr).toContain('no huge pages');
	const {code, stderr} = await runCommand('run cow --thp sometimes');
	expect(code).toBe(2);
	expect(stderr).toContain('always, madvise, never');
});

test('--memory, --swap and --overcommit put a workload on another machine', async () => {
	const {stdout} = await runCommand('run snapshot --dataset 2 --memory 6M --swap 64M --json');
	expect(JSON.parse(stdout).work.reclaim_freed).toBeGreaterThan(0);
	const strict = await runCommand('run snapshot --dataset 16 --memory 64M --overcommit 2');
	expect(strict.stdout).toContain('fork');
	expect(strict.stdout).toContain('ENOMEM');
	expect((await runCommand('report cow --overcommit 2 --kernel uvm')).stderr).toContain(
		'no overcommit modes',
	);
	const {code, stderr} = await runCommand('run cow --memory much');
	expect(code).toBe(2);
	expect(stderr).toContain('a size such as 64M');
});
