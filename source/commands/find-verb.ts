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

/** The first word that is no global flag, if it is a command; a bare workload is opened by the default command. */
export function findVerb(line: readonly string[]): Verb {
	const position = behindGlobals(line);
	return position < line.length && findCommand(line[position])
		? {name: line[position], rest: line.toSpliced(position, 1), isImplied: false}
		: {name: defaultCommand, rest: line, isImplied: true};
}

/** Where the line goes on behind flags that every command has. */
function behindGlobals(line: readonly string[]): number {
	const [word = ''] = line;
	const [spelled, value] = word.split('=', 2);
	const flag = Object.entries(globalFlags).find(([name]) => spellFlag(name) === spelled)?.[1];
	if (flag === undefined) {
		return 0;
	}

	const words = flag.type === 'boolean' || value !== undefined ? 1 : 2;
	return words + behindGlobals(line.slice(words));
}
