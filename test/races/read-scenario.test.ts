/** Scenarios from text: what may stand there, and the line, the mistake and the expectation where something may not. */
import {expect, test} from 'vitest';
import {UserError} from '../../source/machine/user-error.ts';
import {readScenario} from '../../source/races/read-scenario.ts';

const good = 'share mm1 mm2\npage 0 anonymous present\ncpu 1 mm1: read 0';

test('a scenario of one’s own', () => {
	const text = `# two writers and a scan
scenario mine
says Two writers, while the kernel scans.
letter none
locks v3
share mm1 mm2
page 0 anonymous present young   # used lately
page 1 file absent
believes 1 page 0
cpu 1 mm1: write 0, read 1, fork mm3
cpu 2 mm2: exit
cpu 3 kernel: swap-out mm2 0, reclaim
`;
	const {name, says, locks, sharers, mms, pages, beliefs, cpus} = readScenario(text, 'mine.txt');
	expect([name, says, locks, sharers, mms]).toEqual([
		'mine',
		'Two writers, while the kernel scans.',
		'v3',
		[1, 2],
		3,
	]);
	expect(pages).toEqual([
		{kind: 'anonymous', place: 'present', isYoung: true, isClean: false},
		{kind: 'file', place: 'absent', isYoung: false, isClean: false},
	]);
	expect(beliefs).toEqual([{cpu: 0, page: 0, isWritable: false}]);
	expect(cpus.map(({mm, calls}) => [mm, calls.map(({text: each}) => each)])).toEqual([
		[1, ['write 0', 'read 1', 'fork mm3']],
		[2, ['exit']],
		[0, ['swap-out mm2 0', 'reclaim']],
	]);
});

const mistakes: readonly (readonly [what: string, text: string, message: RegExp])[] = [
	[
		'an unknown line',
		`${good}\nfoo bar`,
		/^f:4: A line cannot begin with "foo"; expected one of scenario, says/,
	],
	['unknown locks', `locks v9\n${good}`, /^f:1: There are no locks "v9"; expected one of none, mm/],
	['no address space', 'share one', /^f:1: "one" is no address space; expected mm1 to mm4/],
	['too high an address space', 'share mm5', /^f:1: "mm5" is no address space/],
	['one address space twice', 'share mm1 mm1', /^f:1: An address space stands there twice/],
	['no page', 'page x anonymous present', /^f:1: "x" is no page; expected a page from 0 to 1/],
	['a page that is not in the table', 'page 2 anonymous present', /^f:1: "2" is no page/],
	[
		'an unknown kind',
		'page 0 big present',
		/^f:1: "big" is no kind of page; expected one of anonymous, file, shared/,
	],
	['a kind that is missing', 'page 0', /^f:1: "" is no kind of page/],
	[
		'an unknown place',
		'page 0 file nowhere',
		/^f:1: "nowhere" is no place of a page; expected one of present/,
	],
	['a file page in swap', 'page 0 file swapped', /^f:1: A file page is not in swap/],
	['an unknown trait', 'page 0 file present red', /^f:1: A page cannot be "red"; expected young, clean/],
	[
		'a TLB entry that cannot be read',
		`${good}\nbelieves page 0`,
		/^f:4: A TLB entry cannot be read; expected believes CPU/,
	],
	['a TLB entry of no CPU', `${good}\nbelieves 2 page 0`, /^f: CPU 2 cannot believe page 0; expected a CPU/],
	[
		'a TLB entry of a page that is not present',
		`${good}\nbelieves 1 page 1`,
		/^f: CPU 1 cannot believe page 1/,
	],
	['a CPU that cannot be read', 'cpu one: read 0', /^f:1: A CPU cannot be read; expected cpu N mmN: ROUTINE/],
	['CPUs out of order', 'share mm1\ncpu 2 mm1: read 0', /^f:2: CPU 2 is out of turn; expected CPUs 1 to 3/],
	[
		'a fourth CPU',
		`share mm1\n${[1, 2, 3, 4].map((n) => `cpu ${n} mm1: read 0`).join('\n')}`,
		/^f:5: CPU 4 is out of turn/,
	],
	[
		'nobody who uses the table',
		'cpu 1 mm1: read 0',
		/^f: No address space uses the table; expected a line such as/,
	],
	['nothing to do', 'share mm1', /^f: No CPU does anything; expected a line such as/],
	[
		'a program elsewhere',
		'share mm1\ncpu 1 mm2: read 0',
		/^f:2: mm2 does not use the table; expected one of mm1/,
	],
	[
		'an unknown routine',
		'share mm1\ncpu 1 mm1: jump 0',
		/^f:2: A program cannot do "jump 0"; expected one of read PAGE/,
	],
	['a kernel’s routine in a program', 'share mm1\ncpu 1 mm1: reclaim', /^f:2: A program cannot do "reclaim"/],
	[
		'a program’s routine in the kernel',
		'share mm1\ncpu 1 kernel: read 0',
		/^f:2: The kernel cannot do "read 0"; expected one of swap-out MM PAGE, reclaim/,
	],
	[
		'a word too few',
		'share mm1\ncpu 1 mm1: read',
		/^f:2: "read" has the wrong number of words; expected "read PAGE"/,
	],
	['a word too many', 'share mm1\ncpu 1 mm1: exit now', /^f:2: "exit now" has the wrong number of words/],
	['a child that is there', 'share mm1 mm2\ncpu 1 mm1: fork mm2', /^f:2: mm2 is there already/],
	['a child twice', 'share mm1\ncpu 1 mm1: fork mm2, fork mm2', /^f:2: mm2 is there already/],
	['a scan of nobody', 'share mm1\ncpu 1 kernel: swap-out mm2 0', /^f:2: mm2 does not use the table/],
	[
		'too many writes',
		`share mm1\ncpu 1 mm1: ${Array(6).fill('write 0').join(', ')}`,
		/^f:2: There are too many writes; expected at most 5/,
	],
	['a word of the prototype', 'constructor 1', /^f:1: A line cannot begin with "constructor"/],
];

test.each(mistakes)('%s', (_what, text, message) => {
	expect(() => readScenario(text, 'f')).toThrow(UserError);
	expect(() => readScenario(text, 'f')).toThrow(message);
});

test('control characters of a file do not come through', () => {
	expect(() => readScenario('\u001B[2Jx', 'f')).toThrow('A line cannot begin with "\uFFFD[2Jx"');
	expect(readScenario(`says a\u001Bb\n${good}`, 'f').says).not.toContain('\u001B');
});
