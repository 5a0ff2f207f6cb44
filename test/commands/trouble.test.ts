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
