/** Recordings as people hand them on: each way of wrapping lines comes to the same program as the lines themselves. */
import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {createCollector} from '../../source/readers/collect.ts';
import {workloadLines} from '../../source/readers/forkscope/write.ts';
import type {Recording} from '../../source/readers/format.ts';
import {readLines} from '../../source/readers/lines.ts';

const fixtures = new URL('../../fixtures/', import.meta.url);
const recordings = {
	'strace -f': readFileSync(new URL('strace/plain.strace', fixtures), 'utf8').trimEnd().split('\n'),
	'strace without pids': [
		'execve("/bin/a", ["a"], 0x7ffd) = 0',
		'brk(NULL)                               = 0x55d0a1000000',
		'mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000',
		'munmap(0x7f0000000000, 4096)            = 0',
		'exit_group(0)                           = ?',
		'+++ exited with 0 +++',
	],
	perf: [
		'      sh 10/10 [000]     1.000000: PERF_RECORD_COMM exec: sh:10/10',
		'      sh 10/10 [000]     1.000050: PERF_RECORD_FORK(11:11):(10:10)',
		'      sh 10/10 [000]     1.000100: task:task_newtask: pid=11 comm=sh clone_flags=1200000 oom_score_adj=0',
		'      sh 11/11 [000]     1.000200: sched:sched_process_exit: comm=sh pid=11 prio=120 group_dead=true',
	],
} as const;

function read(lines: readonly string[]): Recording {
	const collector = createCollector('a recording', {});
	lines.forEach((line) => {
		collector.take(line);
	});
	return collector.finish();
}

const asHtml = (line: string) =>
	line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const ways: Readonly<Record<string, (line: string, i: number) => string>> = {
	'cat -n': (line, i) => `${String(i + 1).padStart(6)}\t${line}`,
	'less -N': (line, i) => `${String(i + 1).padStart(7)} ${line}`,
	'grep -n': (line, i) => `${i + 17}:${line}`,
	'grep -nH': (line, i) => `logs/trace.txt:${i + 1}:${line}`,
	'grep -H': (line) => `trace.strace:${line}`,
	'a comment of a shell': (line) => `# ${line}`,
	'a comment of C': (line) => `// ${line}`,
	'a list': (line) => `* ${line}`,
	'the left side of a diff': (line) => `-${line}`,
	'a journal': (line) => `Nov 28 00:44:10 host app[123]: ${line}`,
	'a journal with ISO times': (line) => `2026-11-28T00:44:10+0000 host app[123]: ${line}`,
	'a container': (line) => `2026-11-28T00:44:10.123456789Z ${line}`,
	'docker compose': (line) => `web-1  | ${line}`,
	HTML: asHtml,
};

test.each(
	Object.entries(recordings).flatMap(([what, lines]) =>
		Object.entries(ways).map(([way, wrap]) => [what, way, lines, wrap] as const),
	),
)('%s in %s', (_, _way, lines, wrap) => {
	const plain = read(lines);
	const wrapped = read(lines.map(wrap));
	expect([...workloadLines(wrapped.program)]).toEqual([...workloadLines(plain.program)]);
	expect(wrapped.problems).toEqual(plain.problems);
});

test('UTF-16, as the shell of Windows writes it', async () => {
	const lines: string[] = [];
	const bytes = Buffer.from('\ufeff10 fork() = 11\r\n11 exit(0) = ?\r\n', 'utf16le');
	await readLines(
		(async function* () {
			yield bytes.subarray(0, 7);
			yield bytes.subarray(7);
		})(),
		(line) => lines.push(line),
	);
	expect(lines).toEqual(['10 fork() = 11', '11 exit(0) = ?']);
});

const start = ['10 execve("/bin/sh", ["sh"], 0x7ffd) = 0'];
const clone = 'clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD';
const opsOf = ({program}: Recording) =>
	[...workloadLines(program)]
		.slice(1)
		.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
		.filter(({op}) => op !== 'read' && op !== 'write' && op !== 'exec')
		.map(({op, pid, child}) => `${op} ${pid}${child === undefined ? '' : ` ${child}`}`);

test('a child that is heard of before the only line of its call, as with -z', () => {
	const recording = read([
		...start,
		'11 getpid() = 11',
		'11 +++ exited with 0 +++',
		'10 wait4(-1, NULL, 0, NULL) = 11',
	]);
	expect(opsOf(recording)).toEqual(['start 10', 'start 11', 'exit 11', 'wait 10 11']);
	const told = read([...start, '11 getpid() = 11', `10 ${clone}) = 11`, '11 +++ exited with 0 +++']);
	expect(opsOf(told)).toEqual(['start 10', 'fork 10 11', 'exit 11']);
	expect(told.program.header.limits?.map(({kind}) => kind)).not.toContain('began-in-the-middle');
});

test('the second half of a call on a line without a pid, as with -z', () => {
	const recording = read([
		...start,
		'10 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000',
		'10 mprotect(0x7f0000000000, 4096, PROT_NONE <unfinished ...>',
		')                                       = 0',
	]);
	expect(opsOf(recording)).toEqual(['start 10', 'mmap 10', 'mprotect 10']);
	expect(recording.problems).toEqual([]);
});

test('second halves alone tell who was made and reaped', () => {
	const recording = read([
		...start,
		'10 <... clone resumed>, child_tidptr=0x7f9b24cc2a10) = 11',
		'11 getpid() = 11',
		'11 +++ exited with 3 +++',
		'10 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 11',
	]);
	expect(opsOf(recording)).toEqual(['start 10', 'fork 10 11', 'exit 11', 'wait 10 11']);
	expect(recording.program.header.limits?.map(({kind}) => kind)).toContain('inferred-forks');
});

test('first halves alone are told', () => {
	const recording = read([...start, `10 ${clone} <unfinished ...>`, '11 getpid() = 11', '10 getpid() = 10']);
	expect(opsOf(recording)).toEqual(['start 10', 'fork 10 11']);
	expect(recording.problems).toEqual([{line: 4, message: 'a clone without its end', count: 1}]);
});
