import {expect, test} from 'vitest';
import {opFlags} from '../../../source/machine/op.ts';
import {type OpRow, opRow} from '../../../source/machine/program-builder.ts';
import {readText} from '../../helpers/read-text.ts';

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
		comm: 'sh',
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
				file: '/lib/libc.so.6',
				offset: 0x1000,
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
			{op: 'exit', pid: 12},
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
			{op: 'exit', pid: 10, code: 3},
		],
	));

test('names may hold spaces and brackets', () =>
	check(
		[at('exceptions:page_fault_user: address=0x400000 ip=0x1 error_code=0x4', 10, 'a [b] c')],
		[{op: 'read', pid: 10, address: 0x400000, length: 4096, fault: 1}],
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
			'8: the end of a brk that never began',
			'9: a page fault without address or error code',
			'10: unknown event new:event',
			'7: not a line of perf script',
		],
	));

test.each([
	['a record', 'sh 10 [000] 1.000000: PERF_RECORD_LOST lost 17', 17],
	['a record of samples', 'sh 10 [000] 1.000000: PERF_RECORD_LOST_SAMPLES lost 3', 3],
	['a note of perf', 'LOST 9 events!', 9],
	['a note of ftrace', 'CPU:1 [LOST 300 EVENTS]', 300],
])('lost events are counted: %s', async (_, line, count) => {
	const {program, problems} = await readText(`sh 10 [000] 1.000000: PERF_RECORD_COMM: sh:10/10\n${line}\n`);
	expect(problems).toEqual([]);
	expect(program.header.limits).toContainEqual({kind: 'lost-events', count});
});

const touched = {op: 'write', pid: 10, address: 0x400000, length: 4096, fault: 3} as const;
const protectedFault = 'address=0x400fc0 ip=copy_fpstate_to_sigframe error_code=0x3';

test('a fault that comes again at once was not served the first time', () =>
	check(
		[
			at(`exceptions:page_fault_kernel: ${protectedFault}`),
			at(`exceptions:page_fault_kernel: ${protectedFault}`),
		],
		[{...touched, flags: opFlags.refused}, touched],
	));

test('the same fault after a call was served both times', () =>
	check(
		[
			at(`exceptions:page_fault_kernel: ${protectedFault}`),
			at('syscalls:sys_enter_clone: clone_flags: 0x1200011'),
			at(`exceptions:page_fault_kernel: ${protectedFault}`),
		],
		[touched, touched],
	));

test('two threads meet one page: the first was still being served when the second came', () => {
	const fault = 'exceptions:page_fault_user: address=0x400008 ip=0x1 error_code=0x6';
	const row = {op: 'write', address: 0x400000, length: 4096, fault: 2} as const;
	return check(
		[
			at('PERF_RECORD_FORK(10:11):(10:10)'),
			at('task:task_newtask: pid=11 comm=sh clone_flags=3d0f00 oom_score_adj=0'),
			at(fault),
			at(fault, 11),
		],
		[
			{op: 'clone', pid: 10, child: 11, flags: opFlags.thread | opFlags.vm},
			{...row, pid: 10, flags: opFlags.refused},
			{...row, pid: 11},
		],
	);
});

const started = 'task:task_newtask: pid=11 comm=sh clone_flags=1200000 oom_score_adj=0';
const left = 'syscalls:sys_enter_exit_group: error_code: 0x00000100';
const gone = (pid: number, last = 'true') =>
	at(`sched:sched_process_exit: comm=sh pid=${pid} prio=120 group_dead=${last}`, pid);

test('who never called exit_group was killed: of a fault just before, or of something that is not recorded', () =>
	check(
		[
			at(started),
			at('exceptions:page_fault_user: address=0x0 ip=0x1 error_code=0x6', 11),
			gone(11),
			at('task:task_newtask: pid=12 comm=sh clone_flags=1200000 oom_score_adj=0'),
			gone(12),
			at(left),
			gone(10),
		],
		[
			{op: 'fork', pid: 10, child: 11},
			{op: 'write', pid: 11, address: 0, length: 4096, fault: 2, flags: opFlags.refused},
			{op: 'exit', pid: 11, signal: 11},
			{op: 'fork', pid: 10, child: 12},
			{op: 'exit', pid: 12, signal: 9},
			{op: 'exit', pid: 10, code: 0},
		],
	));

test('a process lives until its last thread is gone, whoever that is', () =>
	check(
		[
			at('PERF_RECORD_FORK(10:11):(10:10)'),
			at('task:task_newtask: pid=11 comm=sh clone_flags=3d0f00 oom_score_adj=0'),
			gone(10, 'false'),
			at('syscalls:sys_enter_brk: brk: 0x00000000', 11),
			at('syscalls:sys_exit_brk: 0x500000', 11),
			gone(11),
		],
		[
			{op: 'clone', pid: 10, child: 11, flags: opFlags.thread | opFlags.vm},
			{op: 'brk', pid: 11, address: 0x500000},
			{op: 'exit', pid: 10},
		],
	));

test('wait4 also returns for a child that only stopped', () => {
	const enter = at('syscalls:sys_enter_wait4: upid: 0xffffffff, stat_addr: 0x0, options: 0x2, ru: 0x0');
	const exit = at('syscalls:sys_exit_wait4: 0xb');
	return check(
		[at(started), enter, exit, at(left, 11), gone(11), enter, exit],
		[
			{op: 'fork', pid: 10, child: 11},
			{op: 'exit', pid: 11, code: 0},
			{op: 'wait', pid: 10, child: 11},
		],
	);
});

test('a tracer waits for children of others, and reaps none', () =>
	check(
		[
			at(started),
			at('task:task_newtask: pid=12 comm=sh clone_flags=1200000 oom_score_adj=0', 11),
			at(left, 12),
			gone(12),
			at('syscalls:sys_enter_wait4: upid: 0xffffffff, stat_addr: 0x0, options: 0x0, ru: 0x0'),
			at('syscalls:sys_exit_wait4: 0xc'),
		],
		[
			{op: 'fork', pid: 10, child: 11},
			{op: 'fork', pid: 11, child: 12},
			{op: 'exit', pid: 12, code: 0},
		],
	));

test('what lies below the lowest address that can be mapped was refused, handler or not', () =>
	check(
		[
			at('exceptions:page_fault_user: address=0xfff8 ip=0x1 error_code=0x4'),
			at('syscalls:sys_enter_brk: brk: 0x0'),
		],
		[{op: 'read', pid: 10, address: 0xf000, length: 4096, fault: 1, flags: opFlags.refused}],
	));

test('a pid that is used again belongs to somebody else, even if the end of the first was lost', () =>
	check(
		[at(started), at(started)],
		[
			{op: 'fork', pid: 10, child: 11},
			{op: 'exit', pid: 11},
			{op: 'wait', pid: 10, child: 11},
			{op: 'fork', pid: 10, child: 11},
		],
	));

test('a child of which only the FORK record was kept was forked', () =>
	check(
		[
			at('PERF_RECORD_FORK(11:11):(10:10)'),
			at('exceptions:page_fault_user: address=0x400000 error_code=0x4', 11),
		],
		[
			{op: 'fork', pid: 10, child: 11},
			{op: 'read', pid: 11, address: 0x400000, length: 4096, fault: 1},
		],
	));

test('a recording of a whole machine begins with who is there', async () => {
	const old = (event: string, tid: number) => `            init ${tid} [000]     0.000000: ${event}`;
	const {program, problems} = await readText(
		[
			old('PERF_RECORD_FORK(1:1):(0:0)', 0),
			old('PERF_RECORD_COMM: init:1/1', 1),
			old('PERF_RECORD_MMAP2 1/1: [0x500000(0x3000) @ 0 00:00 0 0]: rw-p [heap]', 1),
			old('PERF_RECORD_FORK(7:7):(1:1)', 0),
			old('PERF_RECORD_COMM: sh:7/7', 7),
			old('PERF_RECORD_FORK(7:8):(7:7)', 0),
			at('exceptions:page_fault_user: address=0x500000 ip=0x1 error_code=0x6', 1, 'init'),
		].join('\n'),
	);
	expect(problems).toEqual([]);
	expect(Array.from({length: program.count}, (_, i) => opRow(program, i))).toMatchObject([
		{op: 'start', pid: 1, comm: 'init'},
		{op: 'brk', pid: 1, address: 0x500000},
		{op: 'brk', pid: 1, address: 0x503000},
		{op: 'start', pid: 7, comm: 'sh', parent: 1},
		{op: 'clone', pid: 7, child: 8},
		{op: 'write', pid: 1, address: 0x500000},
	]);
});

test('a child of vfork of which nothing more was kept lets its parent go', () =>
	check(
		[at('task:task_newtask: pid=11 comm=sh clone_flags=4100 oom_score_adj=0'), at(left), gone(10)],
		[
			{op: 'vfork', pid: 10, child: 11},
			{op: 'exit', pid: 10, code: 0},
			{op: 'exit', pid: 11},
		],
	));

test('a record of a file outside any call is memory that came by shmat; a stack that grew is not', () =>
	check(
		[
			at('syscalls:sys_enter_mprotect: start: 0x400000, len: 0x00001000, prot: 0x00000001'),
			at('PERF_RECORD_MMAP2 10/10: [0x400000(0x2000) @ 0 fe:00 1 0]: r--p /bin/sh'),
			at('PERF_RECORD_MMAP2 10/10: [0x7f0000000000(0x3000) @ 0 00:01 5 0]: rw-s /SYSV00000000 (deleted)'),
			at('PERF_RECORD_MMAP2 10/10: [0x7f0000100000(0x3000) @ 0 00:01 6 0]: rw-s /SYSV00000000 (deleted)'),
			at('PERF_RECORD_MMAP2 10/10: [0x7ffbffff0000(0x31000) @ 0 00:00 0 0]: rw-p [stack]'),
		],
		[
			{op: 'mprotect', pid: 10, address: 0x400000, length: 0x1000, flags: 1},
			{
				op: 'mmap',
				pid: 10,
				address: 0x7f0000000000,
				length: 0x3000,
				flags: 11,
				file: '/SYSV00000000 (deleted)',
				offset: 0,
			},
			{
				op: 'mmap',
				pid: 10,
				address: 0x7f0000100000,
				length: 0x3000,
				flags: 11,
				file: '/SYSV00000000 (deleted) (00:01 6)',
				offset: 0,
			},
		],
	));

const range = {pid: 10, address: 0x7f0000000000, length: 0x3000} as const;
const mapCases = [
	['populate', 3, 0x8022, ['mmap', 'write']],
	['populate, shared', 3, 0x8021, ['mmap', 'read']],
	['populate, read only', 1, 0x8022, ['mmap', 'read']],
	['populate, no access', 0, 0x8022, ['mmap']],
	['populate, but do not wait', 3, 0x1_8022, ['mmap']],
	['locked', 3, 0x2022, ['mmap', 'write']],
	['without reserve', 3, 0x4022, ['mmap']],
] as const;

test.each(mapCases)('mmap: %s', (_, prot, flags, ops) => {
	const shared = ((flags & 1) === 0 ? 0 : opFlags.shared) | ((flags & 0x4000) === 0 ? 0 : opFlags.noReserve);
	const [map, fill] = [{op: 'mmap', ...range, ...(prot + shared === 0 ? {} : {flags: prot | shared})}, range];
	return check(
		[
			at(
				`syscalls:sys_enter_mmap: addr: 0x0, len: 0x3000, prot: 0x${prot}, flags: 0x${flags.toString(16)}, fd: 0xffffffff, off: 0x0`,
			),
			at('syscalls:sys_exit_mmap: 0x7f0000000000'),
		],
		ops.map((op) => (op === 'mmap' ? {...map, op} : {op, ...fill})),
	);
});

const adviceCases = [
	[4, [{op: 'madvise', ...range, advice: 1}]],
	[9, []],
	[10, [{op: 'madvise', ...range, advice: 2}]],
	[102, [{op: 'madvise', ...range, advice: 15}]],
	[103, [{op: 'madvise', ...range, advice: 16}]],
	[22, [{op: 'read', ...range}]],
	[23, [{op: 'write', ...range}]],
] as const;

test.each(adviceCases)('madvise %i', (behavior, expected) =>
	check(
		[
			at(
				`syscalls:sys_enter_madvise: start: 0x7f0000000000, len_in: 0x3000, behavior: 0x${behavior.toString(16)}`,
			),
		],
		expected,
	),
);

test('mremap goes to its result, and may leave its place mapped', () => {
	const call = (flags: number) => [
		at(
			`syscalls:sys_enter_mremap: addr: 0x7f0000000000, old_len: 0x3000, new_len: 0x5000, flags: 0x${flags}, new_addr: 0x0`,
		),
		at('syscalls:sys_exit_mremap: 0x7f1000000000'),
	];
	const moved = {op: 'mremap', ...range, newLength: 0x5000, to: 0x7f1000000000} as const;
	return check([...call(1), ...call(5)], [moved, moved, {op: 'mmap', ...range, flags: 3}]);
});

const protect = (result: string) => [
	at('syscalls:sys_enter_mprotect: start: 0x7f0000000000, len: 0x3000, prot: 0x00000001'),
	at(`syscalls:sys_exit_mprotect: ${result}`),
];

test.each([
	['0x0', 1],
	['0xfffffffffffffff4', 1],
	['-12', 1],
	['0xfffffffffffffff3', 0],
	['-22', 0],
] as const)('mprotect that returns %s happens %i times', (result, times) =>
	check(protect(result), times === 0 ? [] : [{op: 'mprotect', ...range, flags: 1}]),
);

test('a page above the window of a read that is found present was in one folio with it', () => {
	const fault = (page: string, code: number) =>
		at(`exceptions:page_fault_user: address=0x4${page}000 ip=0x1 error_code=0x${code}`);
	const row = (page: number) => ({pid: 10, address: 0x400000 + page * 4096, length: 4096});
	const write = {op: 'write', fault: 3} as const;
	return check(
		[fault('08', 4), fault('0f', 7), fault('10', 7), fault('11', 7), fault('24', 4), fault('25', 7)],
		[
			{op: 'read', ...row(8), fault: 1, folio: (1 << 7) | (1 << 8)},
			{...write, ...row(15)},
			{...write, ...row(16)},
			{...write, ...row(17)},
			{op: 'read', ...row(36), fault: 1},
			{...write, ...row(37)},
		],
	);
});

test('a new name is told once it is set', () =>
	check([at('PERF_RECORD_COMM: a (b) c:10/10')], [{op: 'comm', pid: 10, comm: 'a (b) c'}]));

test('a page that is found absent was not in the page cache when the reads around it came', () => {
	const read = (page: string) =>
		at(`exceptions:page_fault_user: address=0x40${page}000 ip=0x1 error_code=0x4`);
	const row = (page: number) => ({
		op: 'read',
		pid: 10,
		address: 0x400000 + page * 4096,
		length: 4096,
		fault: 1,
	});
	return check(
		[
			read('4'),
			read('6'),
			read('3'),
			at('syscalls:sys_enter_munmap: addr: 0x400000, len: 0x00008000'),
			read('4'),
		],
		[
			{...row(4), uncached: (1 << 14) | (1 << 17)},
			{...row(6), uncached: 1 << 12},
			row(3),
			{op: 'munmap', pid: 10, address: 0x400000, length: 0x8000},
			row(4),
		] as Partial<OpRow>[],
	);
});

const newTask = (child: number, flags: string) =>
	`task:task_newtask: pid=${child} comm=sh clone_flags=${flags} oom_score_adj=0`;
const waitCall = (tid: number, name: string, words: string, result: string) => [
	at(`syscalls:sys_enter_${name}: ${words}`, tid),
	at(`syscalls:sys_exit_${name}: ${result}`, tid),
];
const end = (tid: number) => at(`sched:sched_process_exit: comm=sh pid=${tid} prio=120 group_dead=true`, tid);

test('waitid reaps whom it names, or the first that is dead; not those whom it leaves', () =>
	check(
		[
			at(newTask(11, '1200000')),
			at(newTask(12, '1200000')),
			end(12),
			end(11),
			...waitCall(
				10,
				'waitid',
				'which: 0x00000000, upid: 0x00000000, infop: 0x0, options: 0x01000004, ru: 0x0',
				'0x0',
			),
			...waitCall(
				10,
				'waitid',
				'which: 0x00000000, upid: 0x00000000, infop: 0x0, options: 0x00000004, ru: 0x0',
				'0x0',
			),
			...waitCall(
				10,
				'waitid',
				'which: 0x00000001, upid: 0x0000000b, infop: 0x0, options: 0x00000004, ru: 0x0',
				'0x0',
			),
		],
		[
			{op: 'fork', pid: 10, child: 11},
			{op: 'fork', pid: 10, child: 12},
			{op: 'exit', pid: 12},
			{op: 'exit', pid: 11},
			{op: 'wait', pid: 10, child: 12},
			{op: 'wait', pid: 10, child: 11},
		],
	));

test('in a pid namespace children are counted from its first process', () =>
	check(
		[
			at(newTask(31, '20000011')),
			at(newTask(40, '11')),
			at(newTask(41, '11'), 31),
			at(newTask(42, '11'), 31),
			end(41),
			end(42),
			...waitCall(31, 'wait4', 'upid: 0xffffffff, stat_addr: 0x0, options: 0x00000000, ru: 0x0', '0x3'),
			...waitCall(31, 'wait4', 'upid: 0xffffffff, stat_addr: 0x0, options: 0x00000000, ru: 0x0', '0x2'),
		],
		[
			{op: 'fork', pid: 10, child: 31},
			{op: 'fork', pid: 10, child: 40},
			{op: 'fork', pid: 31, child: 41},
			{op: 'fork', pid: 31, child: 42},
			{op: 'exit', pid: 41},
			{op: 'exit', pid: 42},
			{op: 'wait', pid: 31, child: 42},
			{op: 'wait', pid: 31, child: 41},
		],
	));

test('a child of CLONE_PARENT is its maker’s sibling, and their parent reaps it', () =>
	check(
		[
			at(newTask(11, '1200000')),
			at(newTask(12, '8011'), 11),
			end(12),
			...waitCall(10, 'wait4', 'upid: 0xffffffff, stat_addr: 0x0, options: 0x00000000, ru: 0x0', '0xc'),
		],
		[
			{op: 'fork', pid: 10, child: 11},
			{op: 'clone', pid: 11, child: 12, flags: opFlags.parent},
			{op: 'exit', pid: 12},
			{op: 'wait', pid: 10, child: 12},
		],
	));

test('a mapping begins in its file where the call says, though the kernel has merged it with the one below', () =>
	check(
		[
			at(
				'syscalls:sys_enter_mmap: addr: 0x7f0000010000, len: 0x00010000, prot: 0x3, flags: 0x12, fd: 0x3, off: 0x00010000',
			),
			at('PERF_RECORD_MMAP2 10/10: [0x7f0000000000(0x20000) @ 0 fe:00 7 0]: rw-p /data'),
			at('syscalls:sys_exit_mmap: 0x7f0000010000'),
		],
		[
			{
				op: 'mmap',
				pid: 10,
				address: 0x7f0000010000,
				length: 0x10000,
				flags: 3,
				file: '/data',
				offset: 0x10000,
			},
		],
	));

test('threads that were there are threads', async () => {
	const {program} = await readText(
		[
			'  db 20 [000] 0.000000: PERF_RECORD_COMM: db:20/20',
			'  db 21 [000] 0.000000: PERF_RECORD_COMM: db:20/21',
			'  db 20/22 [000] 1.000000: exceptions:page_fault_user: address=0x400000 ip=0x400000 error_code=0x4',
		].join('\n'),
	);
	const rows = Array.from({length: program.count}, (_, i) => opRow(program, i));
	const made = rows.filter(({op}) => op === 'start' || op === 'clone');
	expect(made.map(({op, pid, child}) => [op, pid, child])).toEqual([
		['start', 20, undefined],
		['clone', 20, 21],
		['clone', 20, 22],
	]);
	expect(program.header.limits).toContainEqual({kind: 'began-in-the-middle', count: 1});
});

test('time stamps that are differences are added up', async () => {
	const lines = [0.5, 0.000002, 0.000004, 0.000001, 0.000003, 0.000001, 0.000002, 0.000001].map(
		(time) => `  sh 10 [000] ${time.toFixed(6)}: syscalls:sys_enter_munmap: addr: 0x1000, len: 0x1000`,
	);
	const {program} = await readText([head[0], ...lines].join('\n'));
	const times = [...program.time].filter((time) => time > 0);
	expect(times.length).toBeGreaterThan(1);
	expect(times).toEqual(times.toSorted((left, right) => left - right));
});

test('two software faults on a page are a read and a write; a fork protects what was written', async () => {
	const fault = (page: string, tid = 10) =>
		`  sh ${tid} 2.000000: 1 page-faults:u: ${page.padStart(16)} [unknown] ([heap])     000000402000 main+0x0 (/bin/sh)`;
	const {program} = await readText(
		[
			...head.slice(0, 2),
			head[2],
			'  sh 10 1.5: PERF_RECORD_MMAP2 10/10: [0x7f0000000000(0x4000) @ 0x7f0000000000 00:00 0 0]: rw-p //anon',
			'  sh 10 1.6: PERF_RECORD_MMAP2 10/10: [0x7f0000100000(0x4000) @ 0 fe:00 1 0]: r--p /lib/x',
			fault('7f0000000000'),
			fault('7f0000000000'),
			fault('7f0000001000'),
			fault('7f0000100000'),
			'  sh 10 3.0: PERF_RECORD_FORK(11:11):(10:10)',
			fault('7f0000001000', 11),
		].join('\n'),
	);
	const faults = Array.from({length: program.count}, (_, i) => opRow(program, i)).filter(
		(row) => row.fault !== undefined,
	);
	expect(faults.map(({op, fault, pid}) => [pid, op, fault])).toEqual([
		[10, 'read', 1],
		[10, 'write', 3],
		[10, 'write', 2],
		[10, 'read', 1],
		[11, 'write', 3],
	]);
	expect(program.header.limits?.map(({kind}) => kind)).toContain('inferred-faults');
});

test('software faults without addresses are counted', async () => {
	const {program} = await readText(
		[
			...head,
			'  sh 10 2.0: 1 page-faults: 7f0000000000 main+0x0 (/bin/sh)',
			'  sh 10 2.1: 1 page-faults: ',
		].join('\n'),
	);
	expect(program.header.limits).toContainEqual({kind: 'no-addresses', count: 2});
});

test('mappings that are told before the first call are inferred only where no call follows', async () => {
	const mapped =
		'              sh    10 [000]     1.100000: PERF_RECORD_MMAP2 10/10: [0x7f0000000000(0x2000) @ 0 fe:00 2 0]: r--p /lib/a.so';
	const call =
		'              sh    10 [000]     1.200000: syscalls:sys_enter_munmap: addr: 0x7f0000000000, len: 0x00001000';
	const kinds = async (lines: readonly string[]) =>
		(await readText([...head, ...lines].join('\n'))).program.header.limits?.map(({kind}) => kind) ?? [];
	expect(await kinds([mapped])).toContain('inferred-mappings');
	expect(await kinds([mapped, call])).not.toContain('inferred-mappings');
});
