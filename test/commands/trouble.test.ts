import {expect, test} from 'vitest';
import {runCommand} from '../helpers/run-command.ts';

const cases: readonly (readonly [
	name: string,
	ops: readonly string[],
	memory: string | undefined,
	line: string,
])[] = [
	[
		'a wait that never ends',
		[
			'{"op":"start","pid":1,"comm":"a"}',
			'{"op":"fork","pid":1,"child":2}',
			'{"op":"wait","pid":1}',
			'{"op":"brk","pid":1,"addr":4096}',
		],
		undefined,
		'2 ops never ran: the processes sleep for ever',
	],
	[
		'a call that is refused',
		['{"op":"start","pid":1,"comm":"a"}', '{"op":"wait","pid":1}', '{"op":"brk","pid":7,"addr":4096}'],
		undefined,
		'2 ops refused by the kernel',
	],
	[
		'memory that runs out',
		[
			'{"op":"start","pid":1,"comm":"a"}',
			'{"op":"mmap","pid":1,"addr":"0x100000","len":"200K","prot":"rw-","share":"private"}',
			'{"op":"write","pid":1,"addr":"0x100000","len":"200K"}',
			'{"op":"fork","pid":1,"child":2}',
			'{"op":"write","pid":2,"addr":"0x100000","len":"200K"}',
		],
		'256K',
		'1 process killed when memory ran out',
	],
];

test.each(cases)('run tells of %s', async (_, ops, memory, line) => {
	const header = JSON.stringify({forkscope: 1, name: 'trouble', memory});
	const {code, stdout} = await runCommand('run -', {stdin: [header, ...ops, ''].join('\n')});
	expect(code).toBe(0);
	expect(stdout).toContain(line);
});

const refusing = [
	'{"forkscope":1,"name":"trouble","memory":"256K"}',
	'{"op":"start","pid":1,"comm":"a"}',
	'{"op":"wait","pid":1}',
	'{"op":"mmap","pid":1,"addr":"0x100000","len":"200K","prot":"rw-","share":"private"}',
	'{"op":"mmap","pid":1,"addr":"0x800000","len":"400K","prot":"rw-","share":"private"}',
	'{"op":"fork","pid":7,"child":8}',
	'',
].join('\n');

const told = [
	'3 ops refused by the kernel:',
	'line 3: wait 1: ECHILD',
	'line 5: mmap 1 400K at 800000 rw-p: ENOMEM',
	'line 6: fork 7 → 8: ESRCH',
];
const listed = [
	{op: 'wait', pid: 1, errno: 'ECHILD', line: 3},
	{op: 'mmap', pid: 1, errno: 'ENOMEM', line: 5},
	{op: 'fork', pid: 7, errno: 'ESRCH', line: 6},
];

test.each(['run -', 'check -', 'report -', 'import -'])('%s lists what was refused', async (line) => {
	const {code, stdout, stderr} = await runCommand(line, {stdin: refusing});
	expect(code).toBe(0);
	const lines = (line.startsWith('import') ? stderr : stdout).split('\n').map((text) => text.trim());
	const first = lines.findIndex((text) => text.endsWith(told[0]));
	expect([told[0], ...lines.slice(first + 1, first + told.length)]).toEqual(told);
});

test.each(['run - --json', 'report - --json'])('%s has all that was refused', async (line) => {
	const {stdout} = await runCommand(line, {stdin: refusing});
	expect(JSON.parse(stdout).refused).toEqual(listed);
});

test('what was not refused is not mentioned', async () => {
	for (const line of ['run cow --json', 'report cow --json']) {
		expect(JSON.parse((await runCommand(line)).stdout)).not.toHaveProperty('refused');
	}

	expect((await runCommand('report cow')).stdout).not.toContain('refused');
});

test('only the first are listed, and the rest is counted', async () => {
	const waits = Array.from({length: 8}, () => '{"op":"wait","pid":1}');
	const stdin = [...refusing.split('\n').slice(0, 2), ...waits, ''].join('\n');
	const {stdout} = await runCommand('run -', {stdin});
	expect(stdout.match(/line \d+: wait 1: ECHILD/g)).toHaveLength(5);
	expect(stdout).toContain('and 3 more');
});

test('a refused op that came last is told as refused', async () => {
	const {stdout} = await runCommand('report -', {stdin: refusing});
	expect(stdout).toContain('last: fork 7 → 8: refused, ESRCH\n');
});
