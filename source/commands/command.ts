/** What a subcommand is: the record that each file in this folder exports, and the context that it is run with. */

/** One option of a command. A boolean is false and a list is empty when not given, anything else is undefined. */
export type Flag = {
	readonly type: 'boolean' | 'string' | 'number';
	/** One line for `--help`, without a full stop. */
	readonly summary: string;
	/** One letter: `-n`. */
	readonly shortFlag?: string;
	/** Other names, in camelCase, that help does not show. (`arguments` can only be one of these: meow reserves it.) */
	readonly aliases?: readonly string[];
	/** What stands for the value in `--help`; `VALUE` unless told. */
	readonly placeholder?: string;
	readonly default?: string | number;
	/** The only values that are accepted, of a flag of type string. */
	readonly choices?: readonly string[];
	/** May be given several times; not for booleans. */
	readonly isMultiple?: boolean;
	/** It means nothing without one of these flags. */
	readonly goesWith?: readonly string[];
	/** It cannot be given beside one of these flags, which would leave it without effect. */
	readonly notWith?: readonly string[];
	/** Taken, but not listed by `--help`. */
	readonly isHidden?: boolean;
};

/** Options by name, in camelCase: `forkAs` is typed as `--fork-as`. */
export type Flags = Readonly<Record<string, Flag>>;

type SingleValue<F extends Flag> = F['type'] extends 'number' ? number : ChoiceOf<F>;
type ChoiceOf<F extends Flag> = F extends {readonly choices: readonly (infer Choice)[]} ? Choice : string;

/** The type that a flag's value has once it is parsed and checked. */
export type FlagValue<F extends Flag> = F['type'] extends 'boolean'
	? boolean
	: F extends {readonly isMultiple: true}
		? readonly SingleValue<F>[]
		: F extends {readonly default: string | number}
			? SingleValue<F>
			: SingleValue<F> | undefined;

export type FlagValues<F extends Flags> = {readonly [Name in keyof F]: FlagValue<F[Name]>};

/** The world as a command sees it. Nothing else of the process is touched, so that commands run in tests. */
export type Streams = {
	readonly stdin: NodeJS.ReadStream;
	/** The result, and nothing but the result. */
	readonly stdout: NodeJS.WriteStream;
	/** The terminal itself, where what is printed may go to a pager: a screen is drawn there. */
	readonly screen?: NodeJS.WriteStream;
	/** Progress and diagnostics. */
	readonly stderr: NodeJS.WriteStream;
	readonly env: Readonly<Record<string, string | undefined>>;
};

export type Context<F extends Flags = Flags> = Streams & {
	/** The words that are not flags, after the command's name; all words after `--` are among them. */
	readonly input: readonly string[];
	/** All words as they were typed, for commands in which the order of flags counts. */
	readonly line: readonly string[];
	readonly flags: FlagValues<F>;
	/** Both stdin and stdout are terminals: a screen may be drawn and keys read. */
	readonly isTTY: boolean;
	/** The registry, for commands that tell of the others. */
	readonly commands: readonly CommandEntry[];
};

export type Command<F extends Flags = Flags> = {
	readonly name: string;
	/** The forms of the command line after `forkscope`: `['tree WORKLOAD [PID] [flags]']`. */
	readonly usage: readonly string[];
	/** A paragraph or two for `--help`, where the summary does not say all. */
	readonly description?: string;
	readonly flags: F;
	/** What its words may be, where they are no workload; nothing where they are files only, or where it takes none. */
	operands?(commands: readonly CommandEntry[]): readonly string[] | Promise<readonly string[]>;
	/** It draws a screen, or prints as things happen: a pager would stand in its way. */
	readonly isLive?: boolean;
	/** A word may be a file all the same. */
	readonly takesFiles?: boolean;
	/** Command lines after `forkscope`, each with what it does. */
	readonly examples: readonly (readonly [commandLine: string, explanation: string])[];
	/**
	 * Does the work and returns the exit code: 0, or 1 when a check failed. Throws a UserError for a mistake of the user's.
	 * Must not call `process.exit`: what is still on its way into a pipe would be lost.
	 */
	run(context: Context<F>): Promise<number> | number;
};

/** A line of the registry: enough for the list of commands, and how to load the rest when it is asked for. */
export type CommandEntry = {
	readonly name: string;
	/** One line for the list of commands, without a full stop. */
	readonly summary: string;
	load(): Promise<Command>;
};

/** Checks a command against its type and gives `context.flags` in `run` the types that `flags` declares. */
export function defineCommand<const F extends Flags>(command: Command<F>): Command {
	return command as unknown as Command;
}
