/** Who holds what is selected in the pane that has the keys: they are marked in the tree, and `u` walks them. */
import {holdersOf} from '../../analysis/rows/holders.ts';
import {holdersOfSlot} from '../../analysis/rows/slots.ts';
import {taskKey} from '../../inquiry/keys.ts';
import {selectedKey} from '../state/cursor.ts';
import {memo} from '../state/memo.ts';
import {focused, type Model} from '../state/model.ts';
import type {Held} from '../state/rows.ts';
import type {Session} from '../state/session.ts';

/** Keys of processes. */
type Holders = ReadonlySet<string>;

const nobody: Holders = new Set();
const keep = memo<Holders>();

/**
 * To find them takes a pass over all page tables: it is done once for a selection, and not while it plays, when nobody
 * could read who they are.
 */
export function holdersOfSelection(session: Session, model: Model): Holders {
	const pane = focused(model);
	const rows = session.rows(pane, model);
	if (model.isPlaying || rows.holdersOf === undefined || rows.count === 0) {
		return nobody;
	}

	const key = selectedKey(model, pane, rows);
	return keep(rows, [key], () => new Set(rows.holdersOf?.(key).map(({process}) => process)));
}

/** The holders of a frame; what it is called where they have it follows from the address. */
export function heldBy({memory}: Session, frame: number, keyAt: (address: number) => string): Held[] {
	return holdersOf(memory, frame).map(({task, address}) => ({
		process: taskKey(memory.kernel, task),
		key: keyAt(address),
	}));
}

/** Those who have a page in a slot of swap. */
export function heldInSwap({memory}: Session, slot: number): Held[] {
	return holdersOfSlot(memory, slot).map(({task, address}) => ({
		process: taskKey(memory.kernel, task),
		key: String(address),
	}));
}
