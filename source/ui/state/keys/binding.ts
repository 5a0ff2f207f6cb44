/** What a binding is: one line of the table of keys, read by handlers, bottom line, help and documentation alike. */
import type {Message} from '../message.ts';
import type {Model} from '../model.ts';
import type {Thing} from '../rows.ts';

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
	/** Only in that pane; everywhere if absent. */
	readonly pane?: string;
	/** Only in panes whose rows are such things. */
	readonly needs?: Thing;
	/** Why it would do nothing now. */
	readonly reason?: (model: Model, moment: Moment) => string | undefined;
};

/** Where time stands. */
export type Moment = {readonly position: number; readonly end: number};

export const groups = ['Time', 'Moving', 'Tree', 'Memory', 'Finding', 'Screen'] as const;
export type Group = (typeof groups)[number];

/** As far as it matters to a key. */
type Place = {readonly id: string; readonly offers?: readonly Thing[]};

/** Whether it means something in a pane. */
export function worksIn({pane, needs}: Binding, place: Place | undefined): boolean {
	return (
		(pane === undefined || pane === place?.id) &&
		(needs === undefined || place?.offers?.includes(needs) === true)
	);
}

/** The panes that it is confined to; undefined where it works in all of them. */
export function panesOf(binding: Binding, panes: readonly Place[]): readonly string[] | undefined {
	return binding.pane === undefined && binding.needs === undefined
		? undefined
		: panes.filter((pane) => worksIn(binding, pane)).map(({id}) => id);
}
