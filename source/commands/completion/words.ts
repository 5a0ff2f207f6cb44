/** What the commands say of themselves, for the manual page. */
import {costTables} from '../../designs/costs/index.ts';
import {designs} from '../../designs/index.ts';
import type {Command, CommandEntry, Flag, Flags} from '../command.ts';
import {globalFlags, spellFlag} from '../flags/global-flags.ts';

export type FlagWords = {
	/** `--kernel`, and `-k` where there is a short one. */
	readonly spellings: readonly string[];
	readonly summary: string;
	readonly takesValue: boolean;
	/** Empty where any value, or a file, may stand. */
	readonly values: readonly string[];
};

export type CommandWords = {
	readonly name: string;
	readonly summary: string;
	readonly command: Command;
	readonly flags: readonly FlagWords[];
};

/** By what stands for the value in the help. */
const knownValues: Readonly<Record<string, readonly string[]>> = {
	KERNEL: designs.map(({id}) => id),
	TABLE: costTables.map(({id}) => id),
};

export async function commandWords(commands: readonly CommandEntry[]): Promise<readonly CommandWords[]> {
	return Promise.all(
		commands.map(async ({name, summary, load}) => {
			const command = await load();
			const known: Flags = {...command.flags, ...globalFlags, ...command.flags};
			const flags = Object.entries(known)
				.filter(([, {isHidden}]) => !isHidden)
				.map(([flag, record]) => flagWords(flag, record));
			return {name, summary, command, flags};
		}),
	);
}

function flagWords(name: string, {type, shortFlag, summary, choices, placeholder}: Flag): FlagWords {
	return {
		spellings: [name, ...(shortFlag === undefined ? [] : [shortFlag])].map(spellFlag),
		summary,
		takesValue: type !== 'boolean',
		values: choices ?? knownValues[placeholder ?? ''] ?? [],
	};
}
