/** The text of `--help`, for the program and for each command, and the command `help`. */

import {didYouMean} from '../analysis/words/suggest.ts';
import {wrapText} from '../exports/text.ts';
import {UserError} from '../machine/user-error.ts';
import {type Command, type CommandEntry, defineCommand, type Flag, type Flags} from './command.ts';
import {globalFlags, spellFlag} from './flags/global-flags.ts';
import {refuseWords} from './flags/parse-flags.ts';
import {print} from './output/print.ts';

export const programExamples: Command['examples'] = [
	['', 'Watch a shell spawn a build'],
	['tree laptop', 'Print a process tree as pstree does'],
	['report snapshot --at mark:forked --json', 'What every process maps, and shares, at a mark'],
	['import build.perf.txt -o build.ndjson', 'Turn a recording of real programs into a workload'],
	['maps build.ndjson --pid 31', "The mappings of one process at the recording's end"],
];

const exitCodes: readonly Row[] = [
	['0', 'all went well'],
	['1', 'a check failed'],
	['2', 'wrong usage or bad input'],
	['70', 'a bug in forkscope'],
];

type Row = readonly [left: string, right: string];

export function programHelp(commands: readonly CommandEntry[]): string {
	return sections([
		paragraphs(
			'forkscope shows what fork really does: a live process tree beside each process’s mappings, page tables and reference counts, over a simulated kernel.',
		),
		titled('Usage', ['forkscope [WORKLOAD]', 'forkscope COMMAND [ARGUMENTS] [flags]'].map(indent)),
		titled('Commands', columns(commands.map(({name, summary}) => [name, summary]))),
		titled('Flags', flagLines(globalFlags)),
		titled('Examples', exampleLines(programExamples)),
		titled('Exit codes', columns(exitCodes)),
		'A WORKLOAD is the name of a built-in one, a file, or - for standard input.\n`forkscope help COMMAND` tells more.',
	]);
}

export function commandHelp(command: Command, summary: string): string {
	return sections([
		command.description === undefined ? `${summary}.` : `${summary}.\n\n${paragraphs(command.description)}`,
		titled(
			'Usage',
			command.usage.map((form) => indent(`forkscope ${form}`)),
		),
		titled('Flags', flagLines({...command.flags, ...globalFlags, ...command.flags})),
		titled('Examples', exampleLines(command.examples)),
	]);
}

/** The help of the command of that name; a UserError if there is none. */
export async function helpFor(name: string, commands: readonly CommandEntry[]): Promise<string> {
	const entry = commands.find((command) => command.name === name);
	if (entry === undefined) {
		const names = commands.map((command) => command.name);
		throw new UserError(`There is no command "${name}".${didYouMean(name, names)}`);
	}

	return commandHelp(await entry.load(), entry.summary);
}

export const help = defineCommand({
	name: 'help',
	usage: ['help [COMMAND]'],
	flags: {},
	operands: (commands) => commands.map(({name}) => name),
	examples: [['help tree', 'The flags of the command tree']],
	async run({input, stdout, commands}) {
		refuseWords('help takes one command', input.slice(1));
		print(stdout, input.length === 0 ? programHelp(commands) : await helpFor(input[0], commands));
		return 0;
	},
});

function sections(parts: readonly string[]): string {
	return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function titled(title: string, lines: readonly string[]): string {
	return lines.length === 0 ? '' : `${title}\n${lines.join('\n')}`;
}

function indent(line: string): string {
	return `  ${line}`.trimEnd();
}

/** Each line of the text is a paragraph. */
function paragraphs(text: string): string {
	return text
		.split('\n')
		.map((paragraph) => wrapText(paragraph, ''))
		.join('')
		.trimEnd();
}

/** What does not fit beside its left side goes on below itself. */
function columns(rows: readonly Row[]): string[] {
	const width = Math.max(...rows.map(([left]) => left.length));
	return rows.map(([left, right]) => {
		const begin = indent(left).padEnd(width + 2);
		return `${begin}  ${wrapText(right, ' '.repeat(width + 4)).trim()}`.trimEnd();
	});
}

/** The command line on one line, what it does indented below it: explanations then never run out of the screen. */
function exampleLines(examples: Command['examples']): string[] {
	return examples.flatMap(([line, explanation]) => [
		indent(`$ forkscope ${line}`),
		indent(`    ${explanation}`),
	]);
}

function flagLines(flags: Flags): string[] {
	const listed = Object.entries(flags).filter(([, {isHidden}]) => !isHidden);
	return columns(listed.map(([name, flag]) => [spelling(name, flag), explain(flag)]));
}

/** `-n, --forks NUMBER`, or `    --json`. */
function spelling(name: string, {type, shortFlag, placeholder}: Flag): string {
	const names = [shortFlag, name].filter((part) => part !== undefined).map(spellFlag);
	const value = type === 'boolean' ? '' : ` ${placeholder ?? (type === 'number' ? 'NUMBER' : 'VALUE')}`;
	return `${shortFlag === undefined && name.length > 1 ? '    ' : ''}${names.join(', ')}${value}`;
}

function explain({summary, choices, default: initial, isMultiple}: Flag): string {
	const facts = [
		choices && `one of ${choices.join(', ')}`,
		initial !== undefined && `default ${initial}`,
		isMultiple && 'may be repeated',
	].filter(Boolean);
	return facts.length === 0 ? summary : `${summary} (${facts.join('; ')})`;
}
