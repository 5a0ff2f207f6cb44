/** Inputs of the kinds that people really have (fixtures/field): what each comes to, and what is said of it. */
import {expect, test} from 'vitest';
import {recordingNotes} from '../../source/commands/output/reading.ts';
import {runToSummary} from '../../source/inquiry/outcome/run.ts';
import {createMachine} from '../../source/machine/machine.ts';
import {readFixture} from '../helpers/read-text.ts';
import {runCommand} from '../helpers/run-command.ts';

type Case = {
	/** Counts of the run that are not 0, in this order. */
	readonly life: string;
	readonly geometry?: string;
	/** Kinds of limits, behind them the names that are counted. */
	readonly limits?: readonly string[];
	readonly problems?: readonly string[];
	/** Ops that the kernel refused. */
	readonly refused?: number;
};

const counted = ['processes', 'threads', 'forks', 'vforks', 'execs', 'exits'] as const;

async function outcome(file: string): Promise<Required<Case>> {
	const recording = await readFixture(`field/${file}`);
	const {program, problems} = recording;
	const summary = runToSummary(createMachine(program));
	const limits = (program.header.limits ?? []).map(({kind, names}) =>
		[kind, ...Object.keys(names ?? {})].join(' '),
	);
	expect(recordingNotes(recording).split('\n').length).toBeGreaterThan(limits.length);
	return {
		life: counted
			.filter((name) => summary[name] > 0)
			.map((name) => `${summary[name]} ${name}`)
			.join(', '),
		geometry: program.header.geometry,
		limits,
		problems: problems.map(({line, message, count}) => `${line}: ${message} ×${count}`),
		refused: summary.refused?.length ?? 0,
	};
}

const straceCases: Readonly<Record<string, Case>> = {
	'C-summary.strace': {life: '1 processes, 1 execs, 1 exits', problems: ['5: the table of strace -C ×1']},
	'arm64-48bit.strace': {life: '2 processes, 1 forks, 1 execs, 1 exits', geometry: 'arm64'},
	'attach-threads.strace': {
		life: '2 processes, 2 threads, 1 forks, 1 execs, 1 exits',
		limits: ['began-in-the-middle', 'inferred-threads'],
	},
	'crlf.strace': {life: '2 processes, 1 forks, 2 execs, 2 exits'},
	'dot-slash-strace.strace': {life: '2 processes, 1 forks, 2 execs, 2 exits'},
	ff: {life: '5 processes, 1 forks, 2 vforks, 5 execs, 5 exits', limits: ['inferred-order']},
	'fork-notice-inside.strace': {life: '2 processes, 1 forks, 2 execs, 2 exits'},
	'indented.strace': {life: '2 processes, 1 forks, 2 execs, 2 exits'},
	'mm-calls.strace': {
		life: '2 processes, 1 forks, 1 execs, 1 exits',
		limits: [
			'not-simulated MAP_HUGETLB mlock mlockall userfaultfd process_madvise remap_file_pages pkey_mprotect map_shadow_stack PR_SET_THP_DISABLE',
		],
	},
	'mmap2-page-offset.strace': {life: '1 processes, 1 execs, 1 exits', geometry: 'i386'},
	'ns-clone.strace': {life: '5 processes, 3 forks, 1 vforks, 2 execs, 1 exits', limits: ['inferred-images']},
	'old-attached-inside.strace': {life: '2 processes, 1 forks, 2 execs, 2 exits'},
	'old-mmap.strace': {life: '2 processes, 1 forks, 1 execs, 1 exits', geometry: 'i386'},
	'python-ptrace.strace': {life: '2 processes, 1 forks, 1 execs, 1 exits'},
	'quoted.strace': {life: '2 processes, 1 forks, 2 execs, 2 exits'},
	'restart-clone.strace': {life: '2 processes, 1 forks', limits: ['began-in-the-middle']},
	'runs-in-32-bit.strace': {life: '1 processes, 1 execs, 1 exits', geometry: 'i386'},
	'spaces-in-pid.strace': {life: '2 processes, 1 forks, 1 execs, 2 exits'},
	'strace-log-merge.strace': {life: '3 processes, 2 vforks, 3 execs, 3 exits'},
	'yy-pids.strace': {life: '2 processes, 1 forks, 2 execs, 2 exits'},
};

const perfCases: Readonly<Record<string, Case & {readonly same: string}>> = {
	'perf-F-addr.perf.txt.gz': {life: '6 processes, 3 forks, 2 vforks, 4 execs, 6 exits', same: '381 of 381'},
	'perf-sched-only.perf.txt': {
		life: '3 processes, 2 forks, 2 execs, 2 exits',
		limits: ['began-in-the-middle', 'no-page-faults', 'inferred-images', 'inferred-forks'],
		same: 'none',
	},
	'perf-sw-page-faults.perf.txt': {
		life: '2 processes, 1 forks, 1 execs, 1 exits',
		limits: ['inferred-faults', 'inferred-forks'],
		same: '2 of 2',
	},
	'thp-madvise.perf.txt.gz': {life: '2 processes, 1 forks, 1 execs, 2 exits', same: '170 of 170'},
	'ftrace.txt': {
		life: '2 processes, 1 forks, 1 execs, 1 exits',
		limits: ['began-in-the-middle', 'out-of-reach', 'inferred-images', 'inferred-forks'],
		same: 'none',
	},
	'ftrace-tree.txt': {
		life: '4 processes, 3 vforks, 3 execs, 3 exits',
		limits: ['began-in-the-middle', 'inferred-images'],
		refused: 1,
		same: '149 of 151',
	},
};

test.each(Object.entries(perfCases))('perf and ftrace: %s', async (file, {same, ...expected}) => {
	expect(await outcome(file)).toEqual({
		geometry: 'x86-64',
		limits: [],
		problems: [],
		refused: 0,
		...expected,
	});
	const {fidelity} = runToSummary(createMachine((await readFixture(`field/${file}`)).program));
	expect(fidelity === undefined ? 'none' : `${fidelity.same} of ${fidelity.recorded}`).toBe(same);
});

test.each(Object.entries(straceCases))('strace: %s', async (file, expected) => {
	const strace = {geometry: 'x86-64', limits: [], problems: [], refused: 0, ...expected};
	const limits = [...strace.limits, 'assumed-touches'];
	const found = await outcome(file);
	expect({...found, limits: found.limits.toSorted()}).toEqual({...strace, limits: limits.toSorted()});
});

test('a forest prints every root', async () => {
	const file = new URL('../../fixtures/field/forest.ndjson', import.meta.url).pathname;
	expect((await runCommand(['tree', file])).stdout).toBe('a\nb---b\nc\n');
	expect((await runCommand(['tree', file, '21', '-s', '-p'])).stdout).toBe('b(20)---b(21)\n');
	expect((await runCommand(['view', file])).stdout).toContain('\na\nb---b\nc\n');
	const screen = await runCommand(['view', file, '--at', 'end', '--screen', '80x24', '--keys', 'v p']);
	expect(screen.stdout).toMatch(/a\(10\)[\s\S]*b\(20\)───b\(21\)[\s\S]*c\(30\)/);
});

test('all files of a recording may be named one by one', async () => {
	const folder = new URL('../../fixtures/field/ff/', import.meta.url).pathname;
	const named = await runCommand(['run', `${folder}t.700`, `${folder}t.701`]);
	expect(named.code).toBe(0);
	expect(named.stdout).toContain('2 processes, 1 fork, 2 execs, 2 exits');
	const strange = await runCommand(['run', `${folder}t.700`, 'nothing']);
	expect(strange.code).toBe(2);
	expect(strange.stderr).toContain('One workload at a time: "nothing" is one word too many.');
});

const refusals: readonly (readonly [file: string, what: string, help: string])[] = [
	['json-lines.strace', 'is JSON of another tool', 'the text of strace'],
	['uroot-strace.txt', 'is the trace of u-root', 'strace -f'],
	['smaps.txt', 'is a list of mappings from /proc', 'forkscope record'],
	['pstree-input.txt', 'is a tree that pstree has printed', 'forkscope record'],
	['perf-trace-faults.txt', 'is the output of perf trace', 'perf script'],
	[
		'perf-samples-only.perf.txt',
		'is perf script text, but none of the events that are needed',
		'see `forkscope record`',
	],
];

test.each(refusals)('%s is told in one sentence', async (file, what, help) => {
	const problem = readFixture(`field/${file}`).then(
		() => 'none',
		(error: Error) => error.message,
	);
	expect(await problem).toContain(`${file} ${what}`);
	expect(await problem).toContain(help);
	expect(await problem).not.toContain('\n');
});
