/** Processes that run now: saved folders and real trees come out with the figures that /proc gave for them. */
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout} from 'node:timers/promises';
import {afterEach, expect, test} from 'vitest';
import {limitSentence} from '../../../source/analysis/trust/limits.ts';
import {workloadLines} from '../../../source/readers/forkscope/write.ts';
import {openProc} from '../../../source/readers/proc/folder.ts';
import {readRunning} from '../../../source/readers/proc/index.ts';
import {figuresOfProc, figuresOfReport, simulated} from '../../helpers/proc-figures.ts';

const saved = ['python-tree', 'python-tree-without-root'].map((name) => path.resolve('fixtures/proc', name));

function pidsIn(folder: string): number[] {
	return readdirSync(folder)
		.filter((name) => /^\d+$/.test(name))
		.map(Number);
}

const parentOfAll = 8503;
const zombie = 8507;

test.each(saved)('every figure of a saved folder comes out exactly: %s', (folder) => {
	const {program} = readRunning([parentOfAll], {proc: folder});
	const reports = simulated(program);
	for (const pid of pidsIn(folder).filter((each) => each !== zombie)) {
		const report = reports.get(pid);
		expect(report && figuresOfReport(report), `process ${pid}`).toEqual(figuresOfProc(folder, pid));
	}
});

/** For each page of a process that has a frame: which other processes have that frame. */
function sharersOf(pages: ReadonlyMap<number, readonly (readonly [address: string, frame: number])[]>) {
	const holders = new Map<number, Set<number>>();
	for (const [pid, list] of pages) {
		for (const [, frame] of list) {
			holders.set(frame, (holders.get(frame) ?? new Set()).add(pid));
		}
	}

	return new Map(
		[...pages].map(([pid, list]) => [
			pid,
			list.map(([address, frame]) => `${address} ${[...(holders.get(frame) ?? [])].sort().join(' ')}`),
		]),
	);
}

test('as root it is exact who shares which anonymous page', () => {
	const [folder] = saved;
	const pids = pidsIn(folder).filter((each) => each !== zombie);
	const {program} = readRunning([parentOfAll], {proc: folder});
	const reports = simulated(program);
	const proc = openProc(folder);
	const told = new Map(pids.map((pid) => [pid, framesTold(proc, pid)]));
	const simulatedPages = new Map(
		pids.map((pid) => {
			const known = new Set(told.get(pid)?.map(([address]) => address));
			const pages = reports.get(pid)?.pages ?? [];
			return [
				pid,
				pages.filter(([address]) => known.has(address)).map(([address, group]) => [address, group] as const),
			];
		}),
	);
	expect([...told.values()].flat().length).toBeGreaterThan(3000);
	expect(sharersOf(simulatedPages)).toEqual(sharersOf(told));
});

/** The anonymous pages that pagemap tells, by address. */
function framesTold(proc: ReturnType<typeof openProc>, pid: number): (readonly [string, number])[] {
	const pages: (readonly [string, number])[] = [];
	proc.entries(`${pid}`, 0, 2 ** 36, 2 ** 36, (page, low, high) => {
		const isAnonymous = (high & 0x2000_0000) === 0;
		if (isAnonymous) {
			pages.push([`0x${(page * 4096).toString(16)}`, low]);
		}
	});
	const zeros = Map.groupBy(pages, ([, frame]) => frame);
	return pages.filter(([, frame]) => zeros.get(frame)?.length === 1);
}

test('without root it is said what was inferred, and what leads to now is called made up', () => {
	const kinds = (folder: string) =>
		readRunning([parentOfAll], {proc: folder}).program.header.limits?.map(({kind}) => kind);
	expect(kinds(saved[0])).toEqual(['made-up-past', 'shared-outside']);
	expect(kinds(saved[1])).toEqual(['made-up-past', 'shared-outside', 'inferred-sharers']);
	const {program} = readRunning([parentOfAll], {proc: saved[1]});
	expect(program.header.limits?.map(limitSentence)).toMatchInlineSnapshot(`
		[
		  "Only the moment \`now\` is what /proc has told; what leads there is made up, so its times and counts mean nothing.",
		  "360 pages are shared with processes that were not asked for: (outside) stands in for them.",
		  "Without root (CAP_SYS_ADMIN) /proc does not say which processes share a page: for 100 pages that a parent has replaced since, it is taken that all its children still share the old one.",
		]
	`);
});

test('a process below is read without its parent, and keeps what is shared with it', () => {
	const [folder] = saved;
	const {program} = readRunning([8505], {proc: folder});
	const report = simulated(program).get(8505);
	expect(report && figuresOfReport(report)).toEqual(figuresOfProc(folder, 8505));
});

test('anonymous leaves no name, argument or path, and every figure', () => {
	const [proc] = saved;
	const named = readRunning([parentOfAll], {proc}).program;
	const {program} = readRunning([parentOfAll], {proc, anonymous: true});
	const text = [...workloadLines(program)].join('\n');
	expect(text).not.toMatch(/python|tree\.py|libc|\/usr|\/lib/);
	const figures = (of: typeof program) =>
		[...simulated(of)].map(([pid, report]) => [pid, figuresOfReport(report)]);
	expect(figures(program)).toEqual(figures(named));
});

const children: ChildProcess[] = [];
afterEach(() => {
	for (const {pid} of children.splice(0)) {
		process.kill(-Number(pid), 'SIGKILL');
	}
});

/** A parent with 3,000 pages, page tables that hold none and shared memory, and three children that write some of them; each says that it is ready. */
const tree = `
import mmap, os, sys, time
pages = mmap.mmap(-1, 3000 * 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
shared = mmap.mmap(-1, 100 * 4096)
for i in range(3000): pages[i * 4096] = 1
gone = mmap.mmap(-1, 40 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
for i in range(20): gone[i << 21] = 1
gone.madvise(mmap.MADV_DONTNEED)
for child in range(3):
    if os.fork() == 0:
        for i in range(child * 700, child * 700 + 900): pages[i * 4096] = 2
        for i in range(20 * child + 20): shared[i * 4096] = 3
        os.write(1, b'.')
        time.sleep(1000)
for i in range(2000, 2100): pages[i * 4096] = 4
os.write(1, b'.')
time.sleep(1000)
`;

/** On its way from saying that it is ready into its sleep, a process still touches memory. */
async function untilAsleep(pids: readonly number[]): Promise<void> {
	const isAwake = (pid: number) => !/\) S /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	while (pids.some(isAwake)) {
		await setTimeout(1);
	}
}

const hasPython = spawnSync('python3', ['--version']).status === 0 && process.platform === 'linux';

test.skipIf(!hasPython)(
	'a tree that runs comes out exactly when it is stopped meanwhile, and goes on (needs python3)',
	async () => {
		const child = spawn('python3', ['-c', tree], {stdio: ['ignore', 'pipe', 'inherit'], detached: true});
		children.push(child);
		for (let ready = 0; ready < 4; ) {
			const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
			ready += chunk.length;
		}

		const parent = Number(child.pid);
		const below = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
			.trim()
			.split(' ')
			.map(Number);
		await untilAsleep([parent, ...below]);
		const {program} = readRunning([parent], {freeze: true});
		const reports = simulated(program);
		expect(below).toHaveLength(3);
		for (const pid of [parent, ...below]) {
			const {Rss, Anonymous, Private_Dirty, VmPTE} = figuresOfProc('/proc', pid);
			const report = reports.get(pid);
			expect(report && figuresOfReport(report)).toMatchObject({Rss, Anonymous, Private_Dirty, VmPTE});
			expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).not.toMatch(/\) [Tt] /);
		}
	},
);

test('what a workload cannot carry over is said: pages given up, locks', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'forkscope-proc-'));
	try {
		cpSync(saved[0], folder, {recursive: true});
		const smaps = path.join(folder, String(parentOfAll), 'smaps');
		const text = readFileSync(smaps, 'utf8');
		writeFileSync(
			smaps,
			text.replace(/LazyFree: +0 kB/, 'LazyFree: 8 kB').replace(/^VmFlags: /m, 'VmFlags: lo '),
		);
		const {program} = readRunning([parentOfAll], {proc: folder});
		expect(program.header.limits?.map(limitSentence)).toContain(
			'The processes have what their workload does not: pages given up by madvise(FREE) 2, locked mappings 1.',
		);
	} finally {
		rmSync(folder, {recursive: true});
	}
});
