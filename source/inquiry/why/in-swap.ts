/** What there is to say of a page that lies in swap now: what it is, who has it there, and what touching it would do. */
import type {MemoryView} from '../../analysis/memory/memory.ts';
import {isSlotUsed, slotRows} from '../../analysis/rows/slots.ts';
import {addressText, plural} from '../../analysis/words/text.ts';
import {findTask} from '../../kernel/processes/task.ts';
import type {Machine} from '../../machine/state.ts';
import {answerWalk} from '../access.ts';

/** A sentence each; none for a slot that is free. What a read and a write would do is told for the first who has the page. */
export function tellSlot(machine: Machine, view: MemoryView, slot: number): readonly string[] {
	if (!isSlotUsed(machine.kernel, slot)) {
		return [];
	}

	const [{kind, word, cached, owners}] = slotRows(view, [slot]);
	const contents = word === 0 ? 'zeros' : `written by op ${word}`;
	const where = cached === undefined ? 'in swap only' : `and in memory too, as frame #${cached}`;
	const what = `Now: ${kind}, ${contents}, ${where}; ${ownersText(owners)}.`;
	const [first] = owners;
	if (first === undefined) {
		return [what];
	}

	const {pid, address} = first;
	const {read, write} = answerWalk(machine, view, findTask(machine.kernel, pid), address);
	const who = `For ${pid} at ${addressText(address)}:`;
	return [what, `${who} ${inner(read.sentence)}`, `${who} ${inner(write.sentence)}`];
}

const shownMost = 6;

/** `3 processes have it there: 31 at 7ffff000, …`; a page of shared memory may have no process at all. */
function ownersText(owners: readonly {readonly pid: number; readonly address: number}[]): string {
	const pids = new Set(owners.map(({pid}) => pid));
	if (pids.size === 0) {
		return 'no process has it there';
	}

	const shown = owners.slice(0, shownMost).map(({pid, address}) => `${pid} at ${addressText(address)}`);
	const more = owners.length > shownMost ? `, and ${owners.length - shownMost} more` : '';
	return `${plural(pids.size, 'process has', 'processes have')} it there: ${shown.join(', ')}${more}`;
}

function inner(sentence: string): string {
	return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}
