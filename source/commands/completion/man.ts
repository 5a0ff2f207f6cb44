/** The manual page, in the language of troff, from what the commands say of themselves. */
import {programExamples} from '../help.ts';
import type {CommandWords, FlagWords} from './words.ts';

/** Read by `man -l`, or installed as forkscope.1. */
export function manPage(commands: readonly CommandWords[], version: string): string {
	return `${[
		`.TH FORKSCOPE 1 "" "forkscope ${version}"`,
		'.SH NAME',
		'forkscope \\- see what fork really does',
		'.SH SYNOPSIS',
		'.B forkscope\n[WORKLOAD]',
		'.br',
		'.B forkscope\nCOMMAND [ARGUMENTS] [flags]',
		'.SH DESCRIPTION',
		plain(
			'A live process tree beside each process’s mappings, page tables and reference counts, over a simulated kernel. A WORKLOAD is the name of a built-in one, a file, or - for standard input.',
		),
		'.SH COMMANDS',
		...commands.flatMap(commandPart),
		'.SH EXIT STATUS',
		plain('0: all went well. 1: a check failed. 2: wrong usage or bad input. 70: a bug in forkscope.'),
		'.SH ENVIRONMENT',
		...environment.flatMap(([name, meaning]) => ['.TP', `.B ${plain(name)}`, plain(meaning)]),
		'.SH FILES',
		...files.flatMap(([name, meaning]) => ['.TP', `.I ${plain(name)}`, plain(meaning)]),
		'.SH EXAMPLES',
		...programExamples.flatMap(exampleLines),
		'.SH SEE ALSO',
		'.BR pstree (1),\n.BR fork (2),\n.BR vfork (2),\n.BR posix_spawn (3),\n.BR proc (5),\n.BR perf (1),\n.BR strace (1)',
	].join('\n')}\n`;
}

function commandPart({name, summary, command, flags}: CommandWords): string[] {
	return [
		`.SS ${name}`,
		`${plain(summary)}.`,
		...(command.description === undefined ? [] : ['.PP', plain(command.description)]),
		...flags.flatMap(({spellings, summary: does, values, takesValue}: FlagWords) => [
			'.TP',
			`.B ${plain(spellings.join(', '))}${takesValue ? ' VALUE' : ''}`,
			plain(values.length === 0 ? does : `${does}: ${values.join(', ')}`),
		]),
		...command.examples.flatMap(exampleLines),
	];
}

function exampleLines([line, explanation]: readonly [line: string, explanation: string]): string[] {
	return ['.PP', plain(`${explanation}:`), '.br', `.B forkscope ${plain(line)}`];
}

type Meaning = readonly [name: string, meaning: string];

const environment: readonly Meaning[] = [
	['COLUMNS, LINES', 'the size of what is printed, where no terminal tells'],
	['NO_COLOR', 'no colours; bold and inverse stay'],
	['FORCE_COLOR', 'colours wherever text goes, whatever else is said; 0 for none'],
	['CLICOLOR, CLICOLOR_FORCE', '0: no colours; CLICOLOR_FORCE=1: colours wherever text goes'],
	[
		'PAGER',
		'what shows text that is longer than the terminal, less unless told; empty, or cat: nothing does',
	],
	['LESS', 'what less is told; FRX unless it is set'],
	['TERM', 'dumb: text instead of the screen'],
	['LC_ALL, LC_CTYPE, LANG', 'a character set that is not UTF-8: ASCII signs on the screen'],
	['XDG_CONFIG_HOME, XDG_CACHE_HOME, HOME', 'where settings and what was read of recordings lie'],
];

const files: readonly Meaning[] = [
	['~/.config/forkscope/config', 'the settings of the screen'],
	[
		'~/.cache/forkscope',
		'recordings that were read and code that was compiled, so that the next run is quick',
	],
];

/** A hyphen that is typed, a backslash, and lines that begin like a request. */
function plain(text: string): string {
	return text
		.replaceAll('\\', '\\e')
		.replaceAll('-', '\\-')
		.replaceAll(/^([.'])/gm, '\\&$1');
}
