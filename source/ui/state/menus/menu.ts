/** What a menu is: a list over the panes, to pick from or to read. */
import type {Message} from '../message.ts';

export type MenuEntry = {
	/** What it stands under, where the list has parts. */
	readonly group?: string;
	/** In a column before the label: its keys, a name. */
	readonly key?: string;
	readonly label: string;
	/** What it is, in sentences; told of the entry that is selected. */
	readonly about?: string;
	/** What choosing it does; absent where there is only something to read. */
	readonly message?: Message;
	/** Why it would do nothing now. */
	readonly reason?: string;
	/** What is in force now. */
	readonly isChosen: boolean;
	/** It is a switch: the menu stays open. */
	readonly stays?: boolean;
	/** What `<` and `>` do in the menu. */
	readonly less?: Message;
	readonly more?: Message;
};

export type Menu = {
	readonly title: string;
	/** What stands in its lower edge. */
	readonly hint: string;
	readonly entries: readonly MenuEntry[];
	/** What is typed finds entries; in other menus letters are keys. */
	readonly finds: boolean;
	/** What it says where it has no entries. */
	readonly empty: string;
};
