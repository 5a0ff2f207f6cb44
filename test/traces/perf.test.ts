import {expect, test} from 'vitest';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import type {OpRow} from '../../source/machine/program.ts';
import {opRow} from '../../source/machine/program.ts';
import {readFixture, readText} from '../helpers/read-text.ts';

const head = [
	'       perf-exec     0 [000]     0.000000: PERF_RECORD_COMM: perf-exec:10/10',
	'              sh    10 [000]     1.000000: PERF_RECORD_COMM exec: sh:10/10',
	'              sh    10 [000]     1.000001: PERF_RECORD_MMAP2 10/10: [0x7ffc00000000(0x21000) @ 0x7ffffffde000 00:00 0 0]: rw-p [stack]',
	'              sh    10 [000]     1.000002: PERF_RECORD_MMAP2 10/10: [0x400000(0x9000) @ 0 fe:00 1 0]: r--p /bin/sh',
	'              sh    10 [000]     1.000003: PERF_RECORD_MMAP2 10/10: [0x402000(0x4000) @ 0x2000 fe:00 1 0]: r-xp /bin/sh',
	'              sh    10 [000]     1.000004:      sched:sched_process_exec: filename=/bin/sh pid=10 old_pid=10',
];

/** Reads lines after the head above; shows ops without what the case does not ask for. */
async function check(
	lines: readonly string[],
	expected: readonly Partial<OpRow>[],
	problems: readonly string[] = [],
) {
	const recording = await readText([...head, ...lines].join('\n'));
	const ops = Array.from({length: recording.program.count - 2}, (_, i) => opRow(recording.program, i + 2));
	expect(ops.map(({time: _, ...op}) => op)).toEqual(expected);
	expect(recording.problems.map(({line, message}) => `${line}: ${message}`)).toEqual(problems);
}

const at = (event: string, tid = 10, comm = 'sh') =>
	`${comm.padStart(16)} ${tid} [001]     1.000100: ${event}`;

test('an exec starts with the mappings between its COMM and its sched_process_exec, later ones cutting earlier ones off', async () => {
	const {program} = await readText(head.join('\n'));
	expect(opRow(program, 1)).toMatchObject({
		op: 'exec',
		pid: 10,
		text: 'sh',
		image: [
			{address: 0x7ffc00000000, length: 0x21000, name: '[stack]', filled: 4096},
			{address: 0x400000, length: 0x2000, file: '/bin/sh', offset: 0},
			{address: 0x402000, length: 0x4000, file: '/bin/sh', offset: 0x2000},
		],
	});
});

const faultCases = [
	['0x4', 'read', 1],
	['0x14', 'read', 1],
	['0x6', 'write', 2],
	['0x7', 'write', 3],
	['0x0', 'read', 1],
	['0x2', 'write', 2],
	['0x3', 'write', 3],
] as const;

test.each(faultCases)('error code %s is a %s of class %s', async (code, op, fault) => {
	const kind = Number(code) >= 4 ? 'user' : 'kernel';
	await check(
		[at(`exceptions:page_fault_${kind}: address=0x400123 ip=0x400000 error_code=${code}`)],
		[{op, pid: 10, address: 0x400000, length: 4096, fault}],
	);
});

test('a fault on a kernel address is none of the program’s', () =>
	check([at('exceptions:page_fault_kernel: address=0xffff888000000000 ip=copy error_code=0x2')], []));

test('mmap takes its range from the call and its name from the record inside it', () =>
	check(
		[
			at(
				'syscalls:sys_enter_mmap: addr: 0x00000000, len: 0x00002010, prot: 0x00000001, flags: 0x00000802, fd: 0x00000003, off: 0x00001000',
			),
			at('PERF_RECORD_MMAP2 10/10: [0x7f0000000000(0x9000) @ 0x1000 fe:00 2 0]: r--p /lib/libc.so.6'),
			at('syscalls:sys_exit_mmap: 0x7f0000000000'),
		],
		[
			{
				op: 'mmap',
				pid: 10,
				address: 0x7f0000000000,
				length: 0x2010,
				flags: 1,
				text: '/lib/libc.so.6',
				value: 0x1000,
			},
		],
	));

test('a call that failed does nothing', () =>
	check(
		[
			at(
				'syscalls:sys_enter_mmap: addr: 0x00000000, len: 0x00002000, prot: 0x00000003, flags: 0x00000022, fd: 0xffffffff, off: 0x00000000',
			),
			at('syscalls:sys_exit_mmap: 0xfffffffffffffff4'),
			at('syscalls:sys_enter_wait4: upid: 0xffffffff, stat_addr: 0x0, options: 0x00000001, ru: 0x00000000'),
			at('syscalls:sys_exit_wait4: 0x0'),
		],
		[],
	));

test('clone flags tell threads, vfork and fork apart', () =>
	check(
		[
			at('task:task_newtask: pid=11 comm=sh clone_flags=1200000 oom_score_adj=0'),
			at('task:task_newtask: pid=12 comm=sh clone_flags=4100 oom_score_adj=0'),
			at('task:task_newtask: pid=13 comm=sh clone_flags=3d0f00 oom_score_adj=0'),
		],
		[
			{op: 'fork', pid: 10, child: 11},
			{op: 'vfork', pid: 10, child: 12},
			{op: 'clone', pid: 10, child: 13, flags: 160},
		],
	));

test('what a process still does on its way out happened before it was gone', () =>
	check(
		[
			at('syscalls:sys_enter_exit_group: error_code: 0x00000003'),
			at('sched:sched_process_exit: comm=sh pid=10 prio=120 group_dead=true'),
			at('exceptions:page_fault_kernel: address=0x400000 ip=put error_code=0x0'),
		],
		[
			{op: 'read', pid: 10, address: 0x400000, length: 4096, fault: 1},
			{op: 'exit', pid: 10, value: 3},
		],
	));

test('names may hold spaces and brackets', () =>
	check(
		[at('exceptions:page_fault_user: address=0x1000 ip=0x1 error_code=0x4', 10, 'a [b] c')],
		[{op: 'read', pid: 10, address: 4096, length: 4096, fault: 1}],
	));

test('lines that cannot be used are counted with their numbers', () =>
	check(
		[
			'garbage',
			at('syscalls:sys_exit_brk: 0x1'),
			at('exceptions:page_fault_user: ip=0x1'),
			at('new:event: x=1'),
		],
		[],
		[
			'7: not a line of perf script',
			'8: the end of a brk that never began',
			'9: a page fault without address or error code',
			'10: unknown event new:event',
		],
	));

/** How many recorded faults of each class the simulated kernel also takes, as that class. */
async function fidelity(name: string) {
	const {program} = await readFixture(`recordings/${name}.perf.txt.gz`);
	const machine = createMachine(program);
	const recorded = [0, 0, 0, 0];
	const same = [0, 0, 0, 0];
	while (stepMachine(machine)) {
		const {op, access} = machine.outcome;
		const expected = program.fault[op];
		const taken = access.protectedWrites > 0 ? 3 : access.absentWrites > 0 ? 2 : access.absentReads;
		recorded[expected] += 1;
		same[expected] += taken === expected ? 1 : 0;
	}

	return [1, 2, 3].map((fault) => ({recorded: recorded[fault], same: same[fault]}));
}

test.each(['lua-make', 'redis-bgsave', 'apache-prefork'])(
	'%s takes the recorded faults again',
	async (name) => {
		const classes = await fidelity(name);
		const sum = (field: 'recorded' | 'same') => classes.reduce((total, row) => total + row[field], 0);
		expect(sum('same') / sum('recorded')).toBeGreaterThan(0.995);
		for (const {recorded, same} of classes) {
			expect(same / recorded).toBeGreaterThan(0.99);
		}
	},
);
