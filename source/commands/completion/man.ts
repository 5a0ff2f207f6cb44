/** The manual page, in the language of troff, from what the commands say of themselves. */
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
		...command.examples.flatMap(([line, explanation]) => [
			'.PP',
			plain(`${explanation}:`),
			'.br',
			`.B forkscope ${plain(line)}`,
		]),
	];
}

/** A hyphen that is typed, a backslash, and lines that begin like a request. */
function plain(text: string): string {
	return text
		.replaceAll('\\', '\\e')
		.replaceAll('-', '\\-')
		.replaceAll(/^([.'])/gm, '\\&$1');
}
