/** What people also have in files: told by its first lines, so that the answer names it and says what would help. */

type Foreign = {
	readonly what: string;
	readonly help: string;
	readonly looksSo: (lines: readonly string[]) => boolean;
};

const some =
	(pattern: RegExp) =>
	(lines: readonly string[]): boolean =>
		lines.some((line) => pattern.test(line));

/** Most of the lines that hold something. */
const most =
	(pattern: RegExp) =>
	(lines: readonly string[]): boolean => {
		const full = lines.filter((line) => line.trim() !== '');
		return full.length > 0 && full.filter((line) => pattern.test(line)).length * 2 > full.length;
	};

function isJson(lines: readonly string[]): boolean {
	const first = lines.find((line) => line.trim() !== '') ?? '';
	return /^\s*[[{]\s*(?:$|["[{\]}])/.test(first) && !first.includes('"op"');
}

const recordIt = 'a recording: forkscope record -- COMMAND';

const foreign: readonly Foreign[] = [
	{
		what: 'the output of perf trace',
		help: 'perf record and perf script (forkscope record --print -- COMMAND shows how)',
		looksSo: some(/^\s*\d+\.\d+ (?:\(.*\): )?\S.*\/\d+ (?:\w+(?::\w+)?\(|m(?:in|aj)fault \[)/s),
	},
	{
		what: 'perf script text, but none of the events that are needed',
		help: 'page faults and process events; see `forkscope record`',
		looksSo: some(/^\S.*\s-?\d+(?:\/-?\d+)?\s+(?:\[\d+\]\s+)?\d+\.\d+:\s+(?:\d+ )?[\w./:-]+:\s*/s),
	},
	{
		what: 'stacks for a flame graph, without events of memory',
		help: 'page faults and process events; see `forkscope record`',
		looksSo: most(/^[^;]+(?:;[^;]+)+ \d+$/),
	},
	{
		what: 'the trace of u-root, which shows no flags and results in strace’s words',
		help: 'the text of strace -f',
		looksSo: some(/^\[pid \d+\] [EX] \w+\(/),
	},
	{
		what: 'the table of strace -c',
		help: 'the calls themselves: strace -f without -c',
		looksSo: some(/^% time +seconds/),
	},
	{
		what: 'the summary of perf trace, which has counts and no calls',
		help: 'perf record and perf script (forkscope record --print -- COMMAND shows how)',
		looksSo: some(/^\s*Summary of events:$|, \d+ events, [\d.]+%$/),
	},
	{
		what: 'what kdump has printed of a trace of BSD',
		help: 'the text of strace -f, or of perf script, from Linux',
		looksSo: some(/^\s*\d+(?: +\d+)? \S+ +(?:CALL|RET|NAMI) /),
	},
	{
		what: 'the output of sysdig',
		help: 'the text of strace -f',
		looksSo: some(/^\d+ \d\d:\d\d:\d\d\.\d+ \d+ \S+ \(\d+(?:\.\d+)?\) [<>] \w+/),
	},
	{
		what: 'the log of auditd, which has single calls and no memory',
		help: recordIt,
		looksSo: some(/^type=\w+ msg=audit\(/),
	},
	{
		what: 'JSON of another tool',
		help: 'a forkscope workload (its first line holds "forkscope":1), or the text of strace or perf script',
		looksSo: isJson,
	},
	{
		what: 'a list of mappings from /proc, which is one moment of one process',
		help: recordIt,
		looksSo: some(/^[\da-f]+-[\da-f]+ [r-][w-][x-][sp] [\da-f]+ /),
	},
	{
		what: 'the output of ps, which is one moment without memory',
		help: recordIt,
		looksSo: ([first = '']) => /^\s*(?:F +)?(?:[SU]ID|USER|PID)\s+.*\b(?:PID|TTY|CMD|COMMAND)\b/s.test(first),
	},
	{
		what: 'the output of execsnoop, which has execs and no forks',
		help: recordIt,
		looksSo: ([first = '']) => /^\s*(?:TIME\S*\s+)?(?:UID\s+)?PCOMM\s+PID\s+PPID/.test(first),
	},
	{
		what: 'a tree that pstree has printed, which is one moment without memory',
		help: recordIt,
		looksSo: some(/[─-]+(?:[┬+][─-]|[─-]{2})\S|^\s*(?:[|`]-|[├└]─)/),
	},
	{what: 'a page of HTML', help: 'the log itself, as text', looksSo: some(/^\s*<(?:!doctype html|html)/i)},
];

/** Files that begin with these bytes, decoded as text. */
const binaries: readonly (readonly [start: string, what: string, help: string])[] = [
	['\u0017\bDtracing', 'the data of trace-cmd', 'its text: trace-cmd report'],
	['\u007fELF', 'a program or a core dump', recordIt],
];

/** What a file is that no reader takes, and what to have instead; undefined where nothing is known of it. */
export function recognise(
	lines: readonly string[],
): {readonly what: string; readonly help: string} | undefined {
	const binary = binaries.find(([start]) => lines[0]?.startsWith(start));
	return binary === undefined
		? foreign.find(({looksSo}) => looksSo(lines))
		: {what: binary[1], help: binary[2]};
}
