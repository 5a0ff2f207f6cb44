/** An entry of a menu, which is a list over the panes. */
import type {Message} from './message.ts';

export type MenuEntry = {
	readonly label: string;
	readonly message: Message;
	/** What is in force now. */
	readonly isChosen: boolean;
	/** It is a switch: the menu stays open. */
	readonly stays?: boolean;
	/** What `<` and `>` do in the menu. */
	readonly less?: Message;
	readonly more?: Message;
};
