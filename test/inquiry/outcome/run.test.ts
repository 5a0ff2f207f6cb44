/** Summaries of runs: what is counted as what, the peaks, and how a recording's faults compare. */

import {describe, expect, test} from 'vitest';
import {findDesign} from '../../../source/designs/index.ts';
import {runToSummary} from '../../../source/inquiry/outcome/run.ts';
import {percentile} from '../../../source/inquiry/outcome/summarise.ts';
import {pageBytes} from '../../../source/kernel/state/geometry.ts';
import {createMachine, stepMachine} from '../../../source/machine/machine.ts';
import {faultClasses, opFlags} from '../../../source/machine/op.ts';
import {createProgramBuilder, type OpRow} from '../../../source/machine/program-builder.ts';
import {findWorkload, workloads} from '../../../source/workloads/index.ts';
import {checkStory} from '../../helpers/story.ts';

function summaryOf(story: string, kernel = 'linux-6') {
	const {program, design} = checkStory(story, {design: findDesign(kernel)});
	return runToSummary(createMachine(program, {design}));
}

describe('what is counted as what', () => {
	test('processes, threads and the calls that make them', () => {
		const summary = summaryOf(`
			1 fork 2
			2 exec sh
			1 vfork 3
			3 exit
			1 spawn 4 ls
			1 thread 5
			9 exit`);
		expect(summary).toMatchObject({
			...{
				ops: 8,
				refused: [{op: 'exit', pid: 9, errno: 'ESRCH', line: 9}],
				neverRan: 0,
				processes: 4,
				threads: 1,
			},
			...{forks: 1, vforks: 1, spawns: 1, execs: 2, exits: 1},
		});
		expect(summary.time.fork.count).toBe(3);
	});

	test('every fault is of one kind', () => {
		const {faults} = summaryOf(`
			1 map 0 8 rw
			1 read 0 1
			1 write 0 3
			1 map 20 4 rw lib
			1 read 20 1
			1 write 20 2
			1 fork 2
			2 write 0 2
			1 write 0 1
			1 write 99 1`);
		expect(faults).toEqual({minor: 10, major: 0, cow: 4, reuse: 1, zero: 4, file: 1, unshare: 0, segv: 1});
		expect(faults.cow + faults.reuse + faults.zero + faults.file).toBe(faults.minor);
	});

	test('a fault that a handler serves is no death, and the recorded one is the same', () => {
		const rows: readonly OpRow[] = [
			{op: 'start', pid: 1, comm: 'runtime'},
			{op: 'mmap', pid: 1, address: 2 ** 44, length: 4 * pageBytes, flags: opFlags.read},
			...[0, 1, 0, 1, 2].map(
				(page): OpRow => ({
					op: 'write',
					pid: 1,
					address: 2 ** 44 + page * pageBytes,
					length: pageBytes,
					fault: faultClasses.absentWrite,
				}),
			),
			{op: 'write', pid: 1, address: 2 ** 40, length: pageBytes, fault: faultClasses.absentWrite},
		];
		const summary = runToSummary(createMachine(programOf(rows)));
		expect(summary.deaths).toBeUndefined();
		expect(summary.faults.segv).toBe(6);
		expect(summary.fidelity).toMatchObject({recorded: 6, same: 5});
		// Where nothing is mapped, it may be our own fault.
		expect(summary.refused).toMatchObject([{op: 'write', errno: 'EFAULT', line: 9}]);
	});

	test('deaths are counted by process and signal', () => {
		const {deaths, faults} = summaryOf(`
			1 map 0 8 r
			1 fork 2
			1 fork 3
			2 write 0 1
			3 write 99 1`);
		expect(deaths).toEqual({SIGSEGV: 2});
		expect(faults.segv).toBe(2);
	});

	test('splitting a shared table', () => {
		const {faults} = summaryOf(
			'1 map 0 512 rw\n1 write 0 9\n1 fork 2\n2 write 0 1\n1 write 0 1',
			'shared-pt',
		);
		expect(faults.unshare).toBeGreaterThan(0);
	});

	test('a clone counts as what it does', () => {
		const {vm, vfork} = opFlags;
		const rows: readonly OpRow[] = [
			{op: 'start', pid: 1, comm: 'init'},
			{op: 'clone', pid: 1, child: 2, flags: 0},
			{op: 'clone', pid: 1, child: 3, flags: vm | vfork},
			{op: 'exit', pid: 3},
		];
		expect(runToSummary(createMachine(programOf(rows)))).toMatchObject({forks: 1, vforks: 1, processes: 3});
	});
});

function programOf(rows: readonly OpRow[]) {
	const builder = createProgramBuilder();
	for (const row of rows) {
		builder.add(row);
	}

	return builder.finish({name: 'rows', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
}

/** The peaks found by looking at everything after every event. */
function slowPeaks(id: string) {
	const machine = createMachine(findWorkload(id)?.build() ?? programOf([]));
	const {kernel} = machine;
	let rss = 0;
	let pss = 0;
	while (stepMachine(machine)) {
		const {rssAnon, rssFile, rssShmem} = kernel.mm;
		const resident = rssAnon.reduce((sum, pages, mm) => sum + pages + rssFile[mm] + rssShmem[mm], 0);
		rss = Math.max(rss, resident);
		pss = Math.max(
			pss,
			kernel.frame.mapcount.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0),
		);
	}

	return {rssKb: (rss * pageBytes) / 1024, pssKb: (pss * pageBytes) / 1024};
}

describe('peaks are those between any two events', () => {
	test.each(['cow', 'vfork', 'pipeline', 'prefork'])('%s', (id) => {
		const {peak} = runToSummary(createMachine(findWorkload(id)?.build() ?? programOf([])));
		const slow = slowPeaks(id);
		expect(peak.rssKb).toBe(slow.rssKb);
		expect(peak.pssKb).toBeLessThanOrEqual(slow.pssKb);
		expect(peak.pssKb).toBeGreaterThanOrEqual(slow.pssKb / 1.006);
	});
});

describe('fidelity', () => {
	const address = 2 ** 44;
	const touch = (op: 'read' | 'write', page: number, fault: keyof typeof faultClasses): OpRow => ({
		op,
		pid: 1,
		address: address + page * pageBytes,
		length: pageBytes,
		fault: faultClasses[fault],
	});
	const rows: readonly OpRow[] = [
		{op: 'start', pid: 1, comm: 'init'},
		{op: 'mmap', pid: 1, address, length: 8 * pageBytes, flags: opFlags.read | opFlags.write, offset: 0},
		touch('read', 0, 'absentRead'),
		touch('write', 0, 'protectedWrite'),
		touch('write', 1, 'absentWrite'),
		touch('write', 2, 'protectedWrite'),
		touch('read', 2, 'absentRead'),
	];

	test('a recorded fault counts where it is taken, and as the class that it was', () => {
		expect(runToSummary(createMachine(programOf(rows))).fidelity).toEqual({
			recorded: 5,
			same: 3,
			byClass: {
				absentRead: {recorded: 2, same: 1},
				absentWrite: {recorded: 1, same: 1},
				protectedWrite: {recorded: 2, same: 1},
			},
		});
	});

	test('there is none without recorded faults', () => {
		expect(summaryOf('1 map 0 1 rw\n1 write 0 1')).not.toHaveProperty('fidelity');
	});
});

test('a run can be summed up to a position', () => {
	const {program} = checkStory('1 fork 2\n1 fork 3\n1 fork 4');
	const summary = runToSummary(createMachine(program), {events: 3});
	expect(summary).toMatchObject({ops: 3, forks: 2});
});

test.each([
	[0.5, 2],
	[0.99, 4],
	[1, 4],
	[0, 1],
])('percentile %d', (share, expected) => {
	expect(percentile([1, 2, 3, 4], share)).toBe(expected);
	expect(percentile([], share)).toBe(0);
});

test('every built-in workload runs to its end', () => {
	for (const workload of workloads.filter(({id}) => id !== 'forktime')) {
		const summary = runToSummary(createMachine(workload.build()));
		expect(summary.refused, workload.id).toBeUndefined();
	}
});
