/** Menus: lists over the panes from which one picks, each entry with what it does. */

import type {Message} from './message.ts';
import type {Model, Overlay} from './model.ts';
import {treeOrders} from './panes/tree-orders.ts';

export type MenuEntry = {
	readonly label: string;
	readonly message: Message;
	/** What is in force now. */
	readonly isChosen: boolean;
};

/** Undefined for overlays that are no menus. */
export function menuEntries(kind: Overlay['kind'], model: Model): readonly MenuEntry[] | undefined {
	return kind === 'sort'
		? treeOrders.map(({id, title}) => ({
				label: title,
				message: {type: 'sort', by: id},
				isChosen: id === model.sort,
			}))
		: undefined;
}
