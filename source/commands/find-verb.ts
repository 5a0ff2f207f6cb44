/** Which command a line means. */
import {globalFlags, spellFlag} from './flags/global-flags.ts';
import {defaultCommand, findCommand} from './index.ts';

export type Verb = {
	readonly name: string;
	/** The line without it. */
	readonly rest: readonly string[];
	/** The line names no command. */
	readonly isImplied: boolean;
};

/** The first word, if it is a command; a bare workload is opened by the default command. */
export function findVerb(line: readonly string[]): Verb {
	const switches = Object.entries(globalFlags).filter(([, {type}]) => type === 'boolean');
	const globals = switches.map(([name]) => spellFlag(name));
	const position = line.findIndex((word) => !globals.includes(word));
	if (position !== -1 && findCommand(line[position])) {
		return {name: line[position], rest: line.toSpliced(position, 1), isImplied: false};
	}

	return {name: defaultCommand, rest: line, isImplied: true};
}
