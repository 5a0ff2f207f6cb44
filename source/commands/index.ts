/**
 * The registry of subcommands. A new command is one file in this folder and one line here:
 *
 *     // source/commands/report.ts
 *     export const report = defineCommand({
 *         name: 'report',
 *         usage: ['report WORKLOAD [--at P] [--json]'],
 *         flags: {json: {type: 'boolean', summary: 'print JSON'}},
 *         examples: [['report build --at mark:forked', 'What every process holds at the mark']],
 *         async run({input, flags, stdout}) { … return 0; },
 *     });
 *
 *     // here
 *     {name: 'report', summary: '…', load: async () => (await import('./report.ts')).report},
 *
 * Help, unknown flags, wrong values and exit codes come from the record. A command is loaded only when it is run
 * or when its own help is asked for, so that what prints text never loads the terminal interface.
 */
import type {CommandEntry} from './command.ts';

/** In the order in which `--help` lists them. */
export const commands: readonly CommandEntry[] = [
	{
		name: 'view',
		summary: 'Watch a workload: the process tree, mappings, page tables, frames',
		load: async () => (await import('./view/index.ts')).view,
	},
	{
		name: 'tour',
		summary: 'Be shown copy-on-write, vfork and shared page tables',
		load: async () => (await import('./tour.ts')).tour,
	},
	{
		name: 'run',
		summary: 'Run a workload and sum up: faults, work, time, peaks',
		load: async () => (await import('./run.ts')).run,
	},
	{
		name: 'report',
		summary: 'Say what every process holds, in the words of /proc',
		load: async () => (await import('./report.ts')).report,
	},
	{
		name: 'tree',
		summary: 'Print the process tree as pstree does',
		load: async () => (await import('./tree/index.ts')).tree,
	},
	{
		name: 'maps',
		summary: 'List the mappings of processes with their smaps figures',
		load: async () => (await import('./maps.ts')).maps,
	},
	{
		name: 'tables',
		summary: 'Walk the page tables of processes, with who shares them',
		load: async () => (await import('./tables/index.ts')).tables,
	},
	{
		name: 'frames',
		summary: 'List physical memory page by page, with its owners',
		load: async () => (await import('./frames.ts')).frames,
	},
	{
		name: 'why',
		summary: 'Tell the history of a page, a slot of swap, a table or a process',
		load: async () => (await import('./why.ts')).why,
	},
	{
		name: 'map',
		summary: 'Draw memory a sign a page: private, shared, copied',
		load: async () => (await import('./map.ts')).map,
	},
	{
		name: 'sharing',
		summary: 'What forked children share with their parent, and how that erodes',
		load: async () => (await import('./sharing/index.ts')).sharing,
	},
	{
		name: 'compare',
		summary: 'Run a workload on many kernels and compare them',
		load: async () => (await import('./compare/index.ts')).compare,
	},
	{
		name: 'sweep',
		summary: 'Draw a figure as curves over a parameter, and find where kernels change places',
		load: async () => (await import('./sweep/index.ts')).sweep,
	},
	{
		name: 'merge',
		summary: 'Put the parts of a comparison or a sweep together',
		load: async () => (await import('./merge/index.ts')).merge,
	},
	{
		name: 'forktime',
		summary: 'Time fork, as the program of 2002 did',
		load: async () => (await import('./forktime/index.ts')).forktime,
	},
	{
		name: 'races',
		summary: 'What CPUs do to a shared page table at once, under ten ways of locking',
		load: async () => (await import('./races/index.ts')).races,
	},
	{
		name: 'quiz',
		summary: 'Be asked what a small run has come to, and told the answers',
		load: async () => (await import('./quiz/index.ts')).quiz,
	},
	{
		name: 'check',
		summary: 'Recount everything after every event',
		load: async () => (await import('./check.ts')).check,
	},
	{
		name: 'import',
		summary: 'Turn a recording into a workload file',
		load: async () => (await import('./import/index.ts')).importCommand,
	},
	{
		name: 'export',
		summary: 'Write a run as a trace, a graph, metrics, curves or a film',
		load: async () => (await import('./export/index.ts')).exportCommand,
	},
	{
		name: 'live',
		summary: 'Watch a program while it runs',
		load: async () => (await import('./live/index.ts')).live,
	},
	{
		name: 'record',
		summary: 'Record a real program with perf or strace',
		load: async () => (await import('./record/index.ts')).record,
	},
	{
		name: 'calibrate',
		summary: 'Measure what fork, faults and copies take on this machine, as a cost table',
		load: async () => (await import('./calibrate/index.ts')).calibrate,
	},
	{
		name: 'list',
		summary: 'List the kernels, workloads and cost tables that can be chosen',
		load: async () => (await import('./list.ts')).list,
	},
	{
		name: 'schema',
		summary: 'Print the JSON Schema of an answer, or of the workload file',
		load: async () => (await import('./schema/index.ts')).schema,
	},
	{
		name: 'completion',
		summary: 'Print what a shell needs to complete commands, or the manual page',
		load: async () => (await import('./completion/index.ts')).completion,
	},
	{
		name: 'help',
		summary: 'Show this help, or that of a command',
		load: async () => (await import('./help.ts')).help,
	},
];

/** What runs when the first word is no command: `forkscope build` opens the workload `build`. */
export const defaultCommand = 'view';

export function findCommand(name: string): CommandEntry | undefined {
	return commands.find((command) => command.name === name);
}
