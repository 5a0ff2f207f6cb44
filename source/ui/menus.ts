/** Menus: lists over the panes from which one picks, each entry with what it does. */

import {designs} from '../designs/index.ts';
import type {Facts} from './facts.ts';
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
export function menuEntries(
	kind: Overlay['kind'],
	model: Model,
	{kernel, besideKernel}: Pick<Facts, 'kernel' | 'besideKernel'>,
): readonly MenuEntry[] | undefined {
	switch (kind) {
		case 'sort':
			return treeOrders.map(({id, title}) => ({
				label: title,
				message: {type: 'sort', by: id},
				isChosen: id === model.sort,
			}));
		case 'design':
			return designs.map(({id, year, title}) => ({
				label: `${id.padEnd(designWidth)} ${year} ${title}`,
				message: {type: 'design', kernel: id},
				isChosen: id === kernel,
			}));
		case 'beside':
			return [
				{label: 'none: one kernel alone', message: {type: 'beside'}, isChosen: besideKernel === undefined},
				...designs.map(({id, year, title}) => ({
					label: `${id.padEnd(designWidth)} ${year} ${title}`,
					message: {type: 'beside', kernel: id} as const,
					isChosen: id === besideKernel,
				})),
			];
		default:
			return undefined;
	}
}

const designWidth = Math.max(...designs.map(({id}) => id.length));
