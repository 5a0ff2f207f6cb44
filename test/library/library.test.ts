/** The library: what is built is what a file would hold, and a run answers as the commands do. */
import {describe, expect, test} from 'vitest';
import {compare, open, races, read, run, UserError, type WorkloadBuilder, workload} from '../../index.ts';
import {parsePerfLine} from '../../source/library/perf.ts';
import {hasSucceeded, parseCall, parseStraceLine} from '../../source/library/strace.ts';
import {opNames} from '../../source/machine/ops/index.ts';
import {runCommand} from '../helpers/run-command.ts';

const addr = '0x100000000000';

/** Every op once, in an order in which all of them can be carried out. */
function everything(): WorkloadBuilder {
	return workload('everything', {cpus: 2, memory: '256M', swap: '64M', thp: 'madvise'})
		.start(1, 'init', {uid: 0, user: 'root', pgid: 1, argv: ['/sbin/init']})
		.mmap(1, {addr, len: '1M', prot: 'rw-', share: 'private'})
		.brk(1, '0x555500000000')
		.write(1, addr, '64K')
		.read(1, addr, '128K')
		.madvise(1, addr, '4K', 'dontneed')
		.mprotect(1, addr, '4K', 'r--')
		.mlock(1, addr, '8K')
		.munlock(1, addr, '8K')
		.mlockall(1, ['current'])
		.userfault(1, addr, '4K', [])
		.limit(1, 100)
		.cgroup(1, 'web', {memory: '64M', swap: 0})
		.fork(1, 2)
		.comm(2, 'child')
		.setuid(2, 100, 'bert')
		.setpgid(2, 2)
		.run(2, 50)
		.sleep(2, 50)
		.mremap(2, addr, '1M', '2M', {to: '0x200000000000'})
		.exec(2, 'sh', {argv: ['sh'], image: [{addr: '0x400000', len: '8K', prot: 'r-x', share: 'private'}]})
		.vfork(2, 3)
		.return(3)
		.exit(3, {code: 1, how: 'exit'})
		.wait(2, 3)
		.clone(2, 4, ['thread', 'vm'])
		.exit(4)
		.spawn(1, 5, 'cc', {argv: ['cc', '-c']})
		.exit(5, {signal: 9})
		.exit(2)
		.wait(1)
		.wait(1)
		.munmap(1, addr, '1M')
		.evict()
		.reclaim(4)
		.mark('end');
}

describe('workload()', () => {
	test('has a method for every op, and what it builds is read back as the same', async () => {
		const built = everything();
		const lines = [...built.lines()];
		const ops = new Set(lines.slice(1).map((line) => JSON.parse(line).op));
		expect(opNames.filter((name) => !ops.has(name))).toEqual([]);
		expect([...(await read(lines.join('\n'))).lines()]).toEqual(lines);
		expect(built.count).toBe(lines.length - 1);
		expect((await run(built)).check().holds).toBe(true);
	});

	test('grows after it has run', async () => {
		const built = workload('w').start(1, 'a');
		expect((await run(built)).position).toBe(1);
		built.op({op: 'mark', label: 'x', t: 5});
		expect((await run(built)).events().map(({op}) => op)).toEqual(['start', 'mark']);
	});

	test.each([
		[
			'an op',
			() => workload('w').mmap(1, {addr, len: '4X', prot: 'rw-'}),
			'Op 1 cannot be read; expected a size',
		],
		['a pid', () => workload('w').start(1, 'a').fork(1, 0), 'Op 2 cannot be read; expected a pid'],
		['an op that is none', () => workload('w').op({op: 'frok', pid: 1}), '"op" to be one of'],
		['a header', () => workload('w', {cpus: 0}), 'The header cannot be read; expected a whole number'],
	])('%s that no file could hold is refused at once', (_, build, sentence) => {
		expect(build).toThrow(UserError);
		expect(build).toThrow(sentence);
	});
});

const jsonOf = async (line: string) => JSON.parse((await runCommand(line)).stdout);

describe('a run', () => {
	test('answers as the commands do', async () => {
		const at = 'exec:cc1';
		const there = await run('build', {at, kernel: 'odf'});
		const flags = `--at ${at} --kernel odf --json`;
		const {processes} = await jsonOf(`maps build ${flags}`);
		expect(
			there
				.processes()
				.filter(({memory}) => memory !== undefined)
				.map(({pid}) => String(pid)),
		).toEqual(Object.keys(processes));
		const [pid] = Object.keys(processes).map(Number);
		expect(there.maps(pid).map(({start, smaps}) => [`0x${start.toString(16)}`, smaps.Rss])).toEqual(
			processes[pid].vmas.map((vma: Record<string, unknown>) => [vma.start, vma.Rss]),
		);
		const tables = (await jsonOf(`tables build ${flags}`)).processes[pid];
		expect(there.tables(pid).map(({table, sharers}) => [table, sharers])).toEqual(
			tables.map((row: {table: number; sharers: number[]}) => [row.table, row.sharers]),
		);
		const {frames} = await jsonOf(`frames build ${flags}`);
		expect(there.frames({limit: 50}).map(({frame, owners}) => [frame, owners])).toEqual(
			frames.slice(0, 50).map((row: {frame: number; owners: unknown}) => [row.frame, row.owners]),
		);
	});

	test('sums up and shares as the commands say', async () => {
		const end = await run('prefork');
		const {work, time, faults} = await jsonOf('run prefork --json');
		expect(end.summary()).toMatchObject({faults});
		expect(end.summary().time.fork.count).toBe(time.fork.count);
		expect(end.work()).toEqual(work);
		const {position, children} = await jsonOf('sharing prefork --json');
		end.goTo(String(position));
		expect(end.sharing().children.map(({pid, shared}) => [pid, shared])).toEqual(
			children.map(({pid, shared}: {pid: number; shared: number}) => [pid, shared]),
		);
	});

	test('steps, goes back, and tells what each event did', async () => {
		const start = await run('cow', {at: 'start'});
		expect([start.step(), start.step(3), start.step(-2)]).toEqual([1, 4, 2]);
		start.goTo('end');
		const copying = start
			.events()
			.filter(({consequences}) => consequences.some((text) => /copied on write/.test(text)));
		expect(copying.map(({op}) => op)).toContain('write');
		expect(start.work(start.position)).toMatchObject({page_copy: 0});
	});

	test('has no row of the engine in its answers', async () => {
		const [root] = (await run('build', {at: '50%'})).tree();
		expect(Object.keys(root)).not.toContain('task');
		expect(root.children.length).toBeGreaterThan(0);
		expect(JSON.parse(JSON.stringify(root))).toEqual(root);
	});

	test('shows a screen, and stands where it stood', async () => {
		const there = await run('cow', {at: '10'});
		const screen = await there.screen({columns: 80, rows: 24, keys: 'end'});
		expect(screen.split('\n').length).toBe(25);
		expect(screen).toContain('└─parent');
		expect(there.position).toBe(10);
		expect(JSON.parse(await there.screen({pane: 'maps', format: 'json'})).schema).toMatch(/^forkscope\//);
	});

	test('can be of huge pages and of children started another way', async () => {
		const forked = (await run('build')).summary();
		const spawned = (await run('build', {forkAs: 'spawn'})).summary();
		expect([spawned.spawns > forked.spawns, spawned.execs]).toEqual([true, forked.execs]);
	});

	test.each([
		['kernel', () => run('cow', {kernel: 'linux-7'}), 'There is no kernel "linux-7"'],
		['moment', () => run('cow', {at: 'mark:nowhere'}), 'There is no mark nowhere'],
		['workload', () => run('no-such-workload'), 'no-such-workload'],
		['costs', () => run('cow', {costs: 'none'}), 'There is no cost table "none"'],
		['process', async () => (await run('cow', {at: '3'})).maps(99), 'There is no process 99'],
	])('a %s that is not there is told in a sentence', async (_, ask, sentence) => {
		await expect(ask()).rejects.toThrow(UserError);
		await expect(ask()).rejects.toThrow(sentence);
	});
});

test('compare answers for each kernel, and says why others cannot run it', async () => {
	const threads = workload('threads').start(1, 'a').clone(1, 2, ['thread', 'vm']).exit(2);
	const {kernels, skipped} = await compare(threads, {kernels: ['v7', 'linux-6']});
	expect(kernels.map(({kernel}) => kernel)).toEqual(['linux-6']);
	expect(skipped.map(({kernel}) => kernel)).toEqual(['v7']);
	await expect(compare('cow', {kernels: ['none']})).rejects.toThrow('There is no kernel "none"');
});

test('races are answered by name and by text', () => {
	const answers = races('read-read');
	expect(answers.find(({locks}) => locks === 'v2')?.violation?.law).toBe('double count');
	const own =
		'scenario mine\nsays Two reads.\nshare mm1 mm2\npage 0 file absent\ncpu 1 mm1: read 0\ncpu 2 mm2: read 0\n';
	expect(races(own, {locks: 'v2'})).toMatchObject([{scenario: 'mine', holds: false}]);
	expect(() => races('read-raed')).toThrow(UserError);
	expect(() => races('read-read', {locks: 'bkl2'})).toThrow('There is no way of locking "bkl2"');
});

test('a recording says what limits it, and its problems', async () => {
	const opened = await read(
		'1 fork() = 2\n1 nonsense that is no call\n2 exit_group(0) = ?\n2 +++ exited with 0 +++\n',
	);
	expect(opened.limits.length).toBeGreaterThan(0);
	expect((await run(opened)).trust()).toEqual(expect.arrayContaining([...opened.limits]));
	const perf = parsePerfLine('  cc1  812/813 [001]  12.500000: sched:sched_process_fork: comm=cc1');
	expect(perf).toEqual({
		comm: 'cc1',
		pid: 812,
		tid: 813,
		time: 12_500_000,
		event: 'sched:sched_process_fork',
		payload: 'comm=cc1',
	});
	const strace = parseStraceLine('12 fork() = -1 EAGAIN (Resource temporarily unavailable)');
	const call = strace?.line.kind === 'call' ? parseCall(strace.line.name, strace.line.text) : undefined;
	expect(call === undefined ? undefined : hasSucceeded(call)).toBe(false);
	expect([parsePerfLine('nothing'), parseStraceLine('nothing')]).toEqual([undefined, undefined]);
});

test('what is no workload of the library is a mistake of the program', async () => {
	const {name, count, limits, lines} = await open('cow');
	await expect(run({name, count, limits, lines})).rejects.toThrow(TypeError);
});
