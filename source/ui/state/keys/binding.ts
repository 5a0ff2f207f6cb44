/** What a binding is: one line of the table of keys, read by handlers, bottom line, help and documentation alike. */
import type {Facts} from '../facts.ts';
import type {Message} from '../message.ts';
import type {Model} from '../model.ts';

export type Binding = {
	/** Its name in a configuration file. */
	readonly action: string;
	/** As input.ts names them; two names with a space between are pressed one after the other. */
	readonly keys: readonly string[];
	readonly message: Message;
	/** What it does, as the help says it. */
	readonly help: string;
	/** One or two words for the bottom line; bindings without are in the help only. */
	readonly label?: string;
	/** What it is called there while the play goes on. */
	readonly labelWhilePlaying?: string;
	/** For keys of two: what it is called once the first is pressed; its help unless told. */
	readonly short?: string;
	readonly group: Group;
	/** Only in these panes; everywhere if absent. */
	readonly panes?: readonly string[];
	/** Why it would do nothing now. */
	readonly reason?: (model: Model, facts: Facts) => string | undefined;
};

export const groups = ['Time', 'Moving', 'Tree', 'Memory', 'Finding', 'Screen'] as const;
export type Group = (typeof groups)[number];
