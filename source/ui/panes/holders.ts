/** Who holds what is selected in the pane that has the keys: they are marked in the tree, and `u` walks them. */
import {holdersOf} from '../../analysis/holders.ts';
import {taskKey} from '../../inquiry/keys.ts';
import {selectedKey} from '../state/cursor.ts';
import type {Held, RowKeys} from '../state/facts.ts';
import {focused, type Model} from '../state/model.ts';
import type {Session} from '../state/session.ts';

type Holders = {readonly held: readonly Held[]; readonly processes: ReadonlySet<string>};

const nobody: Holders = {held: [], processes: new Set()};
const asked = new WeakMap<RowKeys, {key: string; holders: Holders}>();

/**
 * To find them takes a pass over all page tables: it is done once for a selection, and not while it plays, when nobody
 * could read who they are.
 */
export function holdersOfSelection(session: Session, model: Model): Holders {
	if (model.isPlaying) {
		return nobody;
	}

	const pane = focused(model);
	const rows = session.rows(pane, model);
	if (rows.holdersOf === undefined || rows.count === 0) {
		return nobody;
	}

	const key = selectedKey(model, pane, rows);
	const known = asked.get(rows);
	if (known?.key === key) {
		return known.holders;
	}

	const held = rows.holdersOf(key);
	const holders = {held, processes: new Set(held.map(({process}) => process))};
	asked.set(rows, {key, holders});
	return holders;
}

/** The holders of a frame; what it is called where they have it follows from the address. */
export function heldBy({memory}: Session, frame: number, keyAt: (address: number) => string): Held[] {
	return holdersOf(memory, frame).map(({task, address}) => ({
		process: taskKey(memory.kernel, task),
		key: keyAt(address),
	}));
}
