/** From the words of a command line to an exit code: finds the command, shows help, and words the errors. */
import {existsSync} from 'node:fs';
import {didYouMean, suggest} from '../analysis/words/suggest.ts';
import {printable} from '../machine/printable.ts';
import {UserError} from '../machine/user-error.ts';
import type {Context, Flags, Streams} from './command.ts';
import {findVerb} from './find-verb.ts';
import {withColour} from './flags/colour.ts';
import {globalFlags, spellFlag} from './flags/global-flags.ts';
import type {ParsedLine} from './flags/parse-flags.ts';
import {commands, findCommand} from './index.ts';
import {print} from './output/print.ts';
import {writeProblem} from './output/write-problem.ts';
import {readPackage} from './package.ts';

/** What the shell is told. 1 is left to commands that check something. */
export const exitCodes = {fine: 0, badUsage: 2, internalError: 70} as const;

/** What the scripts of `completion` call the program with. */
const completionWord = '__complete';

/** Runs the command that `line` asks for and returns the exit code; never throws. */
export async function main(line: readonly string[], streams: Streams): Promise<number> {
	try {
		return await runLine(line, streams);
	} catch (error) {
		return reportError(error, streams, line.includes('--debug'));
	}
}

/** What a line does not need is not loaded for it: that takes longer than most answers. */
async function runLine(line: readonly string[], streams: Streams): Promise<number> {
	if (line[0] === completionWord) {
		const {answerShell} = await import('./completion/answer-shell.ts');
		return answerShell(line.slice(1), streams, commands);
	}

	const {name, rest, isImplied} = findVerb(line);
	const show = (text: string) => printLong(text, rest, streams);
	if (isImplied && asksForProgram(rest, 'help')) {
		const {programHelp} = await import('./help.ts');
		return show(programHelp(commands));
	}

	if (asksForProgram(rest, 'version')) {
		print(streams.stdout, `${readPackage().version}\n`);
		return exitCodes.fine;
	}

	const entry = findCommand(name);
	if (entry === undefined) {
		throw noCommand(rest[0] ?? name);
	}

	const command = await entry.load();
	const {flagsForLine} = await import('./flags/workload-parameters.ts');
	const {parseFlags} = await import('./flags/parse-flags.ts');
	const flags = flagsForLine(command.flags, rest);
	const parsed = parseFlags(rest, flags);
	if (parsed.flags.help) {
		const {commandHelp} = await import('./help.ts');
		return show(commandHelp(command, entry.summary));
	}

	if (isImplied) {
		refuseMistypedCommand(parsed.input);
	}

	const runOn = (on: Streams) => command.run(contextFor(parsed, command.flags, rest, on));
	const coloured = {...streams, env: withColour(streams.env, parsed.flags.color)};
	const {output} = parsed.flags;
	if (typeof output === 'string' && !Object.hasOwn(command.flags, 'output')) {
		const {printToFile} = await import('./output/output.ts');
		return printToFile(output, coloured, runOn);
	}

	return command.isLive ? runOn(coloured) : pageUnlessTold(rest, coloured, runOn);
}

function printLong(text: string, line: readonly string[], streams: Streams): Promise<number> {
	return pageUnlessTold(line, streams, ({stdout}) => {
		print(stdout, text);
		return exitCodes.fine;
	});
}

async function pageUnlessTold(
	line: readonly string[],
	streams: Streams,
	run: (streams: Streams) => Promise<number> | number,
): Promise<number> {
	if (!streams.stdout.isTTY || asksForProgram(line, 'noPager')) {
		return run(streams);
	}

	const {printPaged} = await import('./output/pager.ts');
	return printPaged(streams, run);
}

/** Global flags count up to `--`: what follows it belongs to another program's command line. */
function asksForProgram(line: readonly string[], flag: keyof typeof globalFlags): boolean {
	const end = line.indexOf('--');
	const words = end === -1 ? line : line.slice(0, end);
	const {shortFlag} = {shortFlag: undefined, ...globalFlags[flag]};
	return words.includes(spellFlag(flag)) || (shortFlag !== undefined && words.includes(`-${shortFlag}`));
}

/** `forkscope tre build` means `tree`, and `forkscope reprot` means no workload of that name. */
function refuseMistypedCommand([word, ...others]: readonly string[]): void {
	if (word === undefined || existsSync(word)) {
		return;
	}

	if (others.length > 0 || suggest(word, commandNames()) !== undefined) {
		throw noCommand(word);
	}
}

function noCommand(word: string): UserError {
	const hint = didYouMean(word, commandNames()) || ' Without a command, one workload is shown.';
	return new UserError(`There is no command "${word}".${hint}`);
}

function commandNames(): string[] {
	return commands.map(({name}) => name);
}

function contextFor(
	parsed: ParsedLine,
	flags: Flags,
	line: readonly string[],
	{stdin, stdout, screen, stderr, env}: Streams,
): Context {
	const values = Object.keys(flags).map((name) => [name, parsed.flags[name]]);
	return {
		stdin,
		stdout,
		screen,
		stderr,
		env,
		input: parsed.input,
		line,
		flags: Object.fromEntries(values),
		isTTY: Boolean(stdin.isTTY && stdout.isTTY),
		commands,
	};
}

/** One line for the person at the terminal; the stack only for those who ask for it. */
function reportError(error: unknown, {stderr}: Streams, isDebugging: boolean): number {
	const {message, stack} = error instanceof Error ? error : new Error(String(error));
	const full = writeProblem(error);
	const isMistake = error instanceof UserError || full !== undefined;
	const sentence = full === undefined ? message : `The answer cannot be written: ${full}.`;
	const told = isMistake ? sentence : `internal error: ${printable(message)} (please report)`;
	print(stderr, `forkscope: ${told}\n`);
	if (isDebugging) {
		print(stderr, `${stack}\n`);
	}

	return isMistake ? exitCodes.badUsage : exitCodes.internalError;
}
