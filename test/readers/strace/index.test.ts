import {expect, test} from 'vitest';
import {createMachine, runMachine} from '../../../source/machine/machine.ts';
import {opRow} from '../../../source/machine/program-builder.ts';
import {eventCount} from '../../../source/machine/state.ts';
import {straceFormat} from '../../../source/readers/strace/index.ts';
import {parsePrefix} from '../../../source/readers/strace/line.ts';
import {readFixture, readText} from '../../helpers/read-text.ts';

/** The ops of a recording as short text, without the touches that are assumed; problems behind it. */
async function check(
	lines: readonly string[],
	expected: readonly string[],
	problems: readonly string[] = [],
) {
	const recording = await readText(lines.join('\n'));
	const {program} = recording;
	const told = Array.from({length: program.count}, (_, i) => opRow(program, i))
		.filter(({op}) => op !== 'read' && op !== 'write')
		.map(({op, pid, child, address, length, ...own}) =>
			[
				pid,
				op,
				child,
				own.comm ?? own.file,
				address === undefined ? undefined : `0x${address.toString(16)}`,
				length,
				own.offset ?? own.newLength ?? own.advice ?? own.us ?? own.code ?? own.parent,
				own.to === undefined ? undefined : `0x${own.to.toString(16)}`,
				own.signal === undefined ? undefined : `signal ${own.signal}`,
			]
				.filter((part) => part !== undefined)
				.join(' '),
		);
	expect(told).toEqual(expected);
	expect(recording.problems.map(({line, message}) => `${line}: ${message}`)).toEqual(problems);
}

const prefixes = [
	['6360  1795233599.121822 brk(NULL) = 0x1', 6360, 1795233599121822],
	['[pid  7405] set_robust_list(0x7f34, 24) = 0', 7405, undefined],
	['7359<sh> 1795233645.678322 [00007f02bad99353] clone(…) = 7360<sh> <0.000171>', 7359, 1795233645678322],
	['12:00:01.500000 brk(NULL) = 0x1', 0, 43201500000],
	['7369  [  56] clone(child_stack=NULL) = 7370', 7369, undefined],
	['     0.000123 brk(NULL) = 0x1', 0, undefined],
	['\u001b[32m10\u001b[0m brk(NULL) = 0x1', 10, undefined],
	['brk(NULL) = 0x1', 0, undefined],
] as const;

test.each(prefixes)('prefix of %s', (line, tid, time) => {
	const prefix = parsePrefix(line);
	expect([prefix.tid, prefix.time]).toEqual([tid, time]);
	expect(prefix.body).toMatch(/^(brk|clone|set_robust_list)\(/);
});

test('the child may be heard of before the call that made it returns', () =>
	check(
		[
			'10 execve("/bin/sh", ["sh"], 0x7ffe /* 3 vars */) = 0',
			'10 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD <unfinished ...>',
			'11 brk(NULL) = 0x5000',
			'10 <... clone resumed>, child_tidptr=0x7f) = 11',
			'11 exit_group(3) = ?',
			'11 +++ exited with 3 +++',
			'10 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 11',
		],
		['10 start strace', '10 exec sh', '10 fork 11', '11 brk 0x5000', '11 exit 3', '10 wait 11'],
	));

test('vfork, posix_spawn and threads are told by their flags', () =>
	check(
		[
			'10 vfork( <unfinished ...>',
			'12 execve("/bin/true", ["true"], 0x7f /* 35 vars */ <unfinished ...>',
			'10 <... vfork resumed>) = 12',
			'12 <... execve resumed>) = 0',
			'10 clone3({flags=CLONE_VM|CLONE_VFORK, exit_signal=SIGCHLD, stack=0x7f, stack_size=0x9000}, 88) = 13',
			'10 clone3({flags=CLONE_VM|CLONE_THREAD, exit_signal=0} => {parent_tid=[14]}, 88) = 14',
			'10 clone(child_stack=NULL, flags=SIGCHLD) = -1 EAGAIN (Resource temporarily unavailable)',
		],
		['10 start ?', '10 vfork 12', '12 exec true', '10 vfork 13', '13 exec ?', '10 clone 14'],
	));

test('mappings take their addresses from the results, and failed calls do nothing', () =>
	check(
		[
			'10 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000',
			'10 mmap(NULL, 100, PROT_READ, MAP_PRIVATE, 3</lib/libc.so.6>, 0x26000) = 0x7f0000010000 <0.000008>',
			'10 mmap(NULL, 1, PROT_READ, MAP_PRIVATE, 3, 0) = -1 EBADF (Bad file descriptor)',
			'10 mremap(0x7f0000000000, 8192, 16384, MREMAP_MAYMOVE) = 0x7f0000020000',
			'10 munmap(0x7f0000010000, 100) = 0',
			'10 mprotect(0x999000, 4096, PROT_READ) = 0',
		],
		[
			'10 start ?',
			'10 mmap 0x7f0000000000 8192',
			'10 mmap /lib/libc.so.6 0x7f0000010000 100 155648',
			'10 mremap 0x7f0000000000 8192 16384 0x7f0000020000',
			'10 munmap 0x7f0000010000 100',
		],
	));

test('a process that a signal killed, and lines that are no strace', () =>
	check(
		[
			'10 brk(NULL) = 0x1000',
			'10 <... read resumed>) = 0',
			'what is this',
			'10 --- SIGSEGV {si_signo=SIGSEGV} ---',
			'10 +++ killed by SIGSEGV (core dumped) +++',
			'10 <... futex resumed>) = ?',
		],
		['10 start ?', '10 brk 0x1000', '10 exit signal 11'],
		['2: the end of a read that never began', '3: not a line of strace'],
	));

test('the note that strace writes into a line ends its first half, and the first process gets its pid late', () =>
	check(
		[
			'clone(child_stack=NULL, flags=SIGCHLDstrace: Process 7405 attached',
			'[pid  7405] brk(NULL) = 0x1000',
			'[pid  7404] <... clone resumed>) = 7405',
			'[pid  7404] brk(NULL) = 0x2000',
		],
		['7404 start ?', '7404 fork 7405', '7405 brk 0x1000', '7404 brk 0x2000'],
	));

test('paths may hold anything, and names of arguments may stand before them', () =>
	check(
		[
			'10 execve(pathname="/opt/my (new), \\"tool\\" \\303\\251", argv=["x"...], envp=0x7f /* 1 var */) = 0',
			'10 mmap(addr=NULL, length=100, prot=PROT_READ, flags=MAP_PRIVATE, fd=3</a (b), c->d\\76>, offset=0) = 0x7f0000010000',
			'10 openat(AT_FDCWD</tmp>, "/lib/x.so", O_RDONLY) = 4',
			'10 mmap(NULL, 100, PROT_READ, MAP_PRIVATE, 4, 0) = 0x7f0000020000',
			'10 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|21<<MAP_HUGE_SHIFT, -1, 0) = 0x7f0000030000',
		],
		[
			'10 start strace',
			'10 exec my (new), "tool',
			'10 mmap /a (b), c->d> 0x7f0000010000 100 0',
			'10 mmap /lib/x.so 0x7f0000020000 100 0',
			'10 mmap 0x7f0000030000 4096',
		],
	));

test('another thread may get memory before the munmap that freed it returns', () =>
	check(
		[
			'10 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000',
			'10 clone(child_stack=0x7f, flags=CLONE_VM|CLONE_THREAD) = 11',
			'10 munmap(0x7f0000000000, 8192 <unfinished ...>',
			'11 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000',
			'10 <... munmap resumed>) = 0',
		],
		[
			'10 start ?',
			'10 mmap 0x7f0000000000 8192',
			'10 clone 11',
			'10 munmap 0x7f0000000000 8192',
			'11 mmap 0x7f0000000000 8192',
		],
	));

test('a pid that is used again was waited for, and one with a pid of its namespace is known by the outer one', () =>
	check(
		[
			'10 fork() = 11',
			'11 exit_group(0) = ?',
			'10 fork( <unfinished ...>',
			'11 brk(NULL) = 0x1000',
			'10 <... fork resumed>) = 11',
			"10 fork() = 3 /* 12 in strace's PID NS */",
			'10 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 1}], 0, NULL) = 3',
		],
		[
			'10 start ?',
			'10 fork 11',
			'11 exit 0',
			'10 wait 11',
			'10 fork 11',
			'11 brk 0x1000',
			'10 fork 12',
			'12 exit 1',
			'10 wait 12',
		],
	));

test.each([
	[
		'notices of old versions stand in the middle of a call',
		[
			'execve("./a", ["./a"], [/* 3 vars */]) = 0',
			'vfork(Process 123 attached (waiting for parent)',
			'Process 123 resumed (parent 100 ready)',
			')                                 = 123',
			'[pid   123] execve("/bin/ls", ["ls"], [/* 3 vars */]) = 0',
			'[pid   100] wait4(-1, Process 100 suspended',
			' <unfinished ...>',
			'[pid   123] _exit(0)                    = ?',
			'Process 100 resumed',
			'Process 123 detached',
			'<... wait4 resumed> [WIFEXITED(s) && WEXITSTATUS(s) == 0], 0, NULL) = 123',
		],
		['100 start strace', '100 exec a', '100 vfork 123', '123 exec ls', '123 exit 0', '100 wait 123'],
	],
	[
		'the program prints into a call',
		[
			'[pid 10] brk(NULL) = 0x1000',
			'[pid 10] clone(child_stack=NULL, flags=SIGCHLD) = 11',
			'[pid 10] wait4(-1, hello, world',
			'[{WIFEXITED(s) && WEXITSTATUS(s) == 1}], 0, NULL) = 11',
		],
		['10 start ?', '10 brk 0x1000', '10 fork 11', '11 exit 1', '10 wait 11'],
	],
	[
		'a log is quoted in an answer to a mail',
		['> > 10 brk(NULL) = 0x1000', '> >\t10 fork() = 11', '> > 11 exit_group(0) = ?'],
		['10 start ?', '10 brk 0x1000', '10 fork 11', '11 exit 0'],
	],
	[
		'fork returns pids of a namespace that strace does not write',
		[
			'10 execve("/bin/sh", ["sh"], 0x7f /* 3 vars */) = 0',
			'10 fork() = 2',
			'12 brk(NULL) = 0x1000',
			'12 fork( <unfinished ...>',
			'13 exit_group(3) = ?',
			'12 <... fork resumed>) = 3',
			'12 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 3',
			'12 exit_group(0) = ?',
			'10 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 2',
		],
		[
			...['10 start strace', '10 exec sh', '10 fork 12', '12 brk 0x1000', '12 fork 13', '13 exit 3'],
			...['12 wait 13', '12 exit 0', '10 wait 12'],
		],
	],
	[
		'lines are in the order in which calls began',
		[
			'10 execve("/bin/sh", ["sh"], 0x7f /* 3 vars */) = 0',
			'10 fork() = 11',
			'10 wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 11',
			'11 brk(NULL) = 0x1000',
			'11 exit_group(0) = ?',
		],
		['10 start strace', '10 exec sh', '10 fork 11', '10 wait 11', '11 brk 0x1000', '11 exit 0'],
	],
	[
		'strace was attached to a process with threads and wrote to a file',
		[
			'500 futex(0x7f0000001000, FUTEX_WAIT_PRIVATE, 0, NULL <unfinished ...>',
			'501 brk(NULL) = 0x1000',
			'500 <... futex resumed>) = 0',
		],
		['500 start ?', '500 clone 501', '501 brk 0x1000'],
	],
	[
		'a shared segment is memory that all attach',
		[
			'10 shmget(IPC_PRIVATE, 8192, IPC_CREAT|0600) = 5',
			'10 shmat(5, NULL, 0) = 0x7f0003000000',
			'10 shmdt(0x7f0003000000) = 0',
		],
		['10 start ?', '10 mmap /SYSV (5) 0x7f0003000000 8192 0', '10 munmap 0x7f0003000000 8192'],
	],
] as const)('%s', (_, lines, expected) => check(lines, expected));

test('a file of strace -ff has its pid in its name', () => {
	const reader = straceFormat.createReader('/tmp/make.strace.4711');
	reader.line('execve("/bin/true", ["true"], 0x7ffe /* 3 vars */) = 0', 1);
	const {program} = reader.finish();
	expect([...new Set(program.pid)]).toEqual([4711]);
});

test('a stopped child is not reaped, and what -qq leaves out is learned from wait and SIGCHLD', () =>
	check(
		[
			'10 fork() = 11',
			'10 fork() = 12',
			'10 wait4(11, [{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}], WSTOPPED, NULL) = 11',
			'10 wait4(11, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}], 0, NULL) = 11',
			'10 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=12, si_uid=0, si_status=3, si_utime=0} ---',
		],
		['10 start ?', '10 fork 11', '10 fork 12', '11 exit signal 9', '10 wait 11', '12 exit 3'],
	));

test('the image is laid out around the heap and around what is write-protected', async () => {
	const {program} = await readText(
		[
			'10 execve("/bin/sh", ["sh"], 0x7ffe /* 3 vars */) = 0',
			'10 brk(NULL) = 0x55c5bf312000',
			'10 mprotect(0x55c5975df000, 4096, PROT_READ) = 0',
			'10 mprotect(0x7f531788f000, 8192, PROT_READ) = 0',
			'10 mprotect(0x7f0000000000, 8192, PROT_READ) = 0',
		].join('\n'),
	);
	const {image = []} = opRow(program, 1);
	expect(image.map(({address, length, file, name}) => [address.toString(16), length, file ?? name])).toEqual([
		['55c5975cf000', 65536, '/bin/sh'],
		['55c5975df000', 20480, '/bin/sh'],
		['7f531785f000', 196608, 'ld.so'],
		['7f531788f000', 12288, 'ld.so'],
		['7ffffffde000', 135168, '[stack]'],
	]);
	const rows = Array.from({length: program.count}, (_, i) => opRow(program, i));
	expect(rows.map(({op, address}) => [op, address?.toString(16)])).toEqual([
		['start', undefined],
		['exec', undefined],
		['read', '55c5975de000'],
		['write', '55c5975df000'],
		['write', '7fffffffc000'],
		['brk', '55c5bf312000'],
		['mprotect', '55c5975df000'],
		['mprotect', '7f531788f000'],
	]);
});

test.each(['lua-make', 'zlib-configure'])(
	'all of %s is understood and runs without refusals',
	async (name) => {
		const {program, problems} = await readFixture(`recordings/${name}.strace.gz`);
		expect(problems).toEqual([]);
		const machine = createMachine(program);
		runMachine(machine);
		expect(eventCount(machine)).toBe(program.count);
	},
);
