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
		load: async () => (await import('./view.ts')).view,
	},
	{
		name: 'import',
		summary: 'Turn a recording into a workload file',
		load: async () => (await import('./import.ts')).importCommand,
	},
	{
		name: 'record',
		summary: 'Record a real program with perf or strace',
		load: async () => (await import('./record.ts')).record,
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
