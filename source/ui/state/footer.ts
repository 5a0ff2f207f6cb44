/** The bottom line: which keys it names and where, so that a press on one does what the key does. */
import {cellWidth} from '../../analysis/words/cells.ts';
import type {PaneFacts} from './facts.ts';
import type {Binding} from './keys/binding.ts';
import {footerBindings} from './keys/help.ts';
import {spellKey} from './keys/spell.ts';
import type {Model} from './model.ts';

export type FooterItem = {
	readonly binding: Binding;
	readonly key: string;
	readonly label: string;
	readonly column: number;
	readonly width: number;
};

const gap = 2;
/** The last ones, help and quit, are always there. */
const pinnedCount = 2;

export function footerItems(model: Model, panes: readonly PaneFacts[]): readonly FooterItem[] {
	// The last cell of the screen stays empty.
	const columns = model.size.columns - 1;
	const all = footerBindings(model, panes)
		.filter(({keys}) => keys.length > 0)
		.map((binding) => {
			const key = spellKey(binding.keys[0]);
			const {label: usual = '', labelWhilePlaying = usual} = binding;
			const label = ` ${model.isPlaying ? labelWhilePlaying : usual}`;
			return {binding, key, label, width: cellWidth(key + label)};
		});
	const pinned = all.slice(-pinnedCount);
	const pinnedWidth = pinned.reduce((sum, {width}) => sum + width + gap, 0);
	const others = takeWhileFit(all.slice(0, -pinnedCount), columns - pinnedWidth);
	let column = 0;
	return takeWhileFit([...others, ...pinned], columns).map((item) => {
		const placed = {...item, column};
		column += item.width + gap;
		return placed;
	});
}

function takeWhileFit<Item extends {readonly width: number}>(
	items: readonly Item[],
	columns: number,
): Item[] {
	let used = -gap;
	const end = items.findIndex(({width}) => {
		used += gap + width;
		return used > columns;
	});
	return items.slice(0, end === -1 ? items.length : end);
}
