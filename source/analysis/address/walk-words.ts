/** The walk for an address in words, the same in commands and on the screen. */

import type {SlotRow} from '../rows/slots.ts';
import {addressText, pidsText} from '../words/text.ts';
import type {AddressWalk, EntryRight, WalkStep} from './address-walk.ts';

const rights: Readonly<Record<EntryRight, string>> = {
	write: 'rw',
	read: 'ro',
	absent: 'absent',
	swap: 'in swap',
	guard: 'guard',
	empty: 'empty',
};

/** `rw`, `ro`, `absent`, `in swap`, `guard`, `empty`. */
export function rightWord(right: EntryRight): string {
	return rights[right];
}

/** `PTE #15`; the number is that of the table. */
export function stepName({levelName, table}: WalkStep): string {
	return `${levelName} #${table}`;
}

/** `frame #455`, empty where the walk ends; slots are no places in memory, and have no #. */
export function targetText({to}: Pick<WalkStep, 'to'>): string {
	return to === undefined ? '' : `${to.what} ${to.what === 'swap slot' ? '' : '#'}${to.number}`;
}

/** `private memory, written by op 12, reached in 2 ways`; for a page in swap what lies there; empty where there is nothing. */
export function pageText({frame, slot}: AddressWalk): string {
	if (frame === undefined) {
		return slot === undefined ? '' : slotText(slot);
	}

	const contents = frame.kind === 'zero page' || frame.word === 0 ? 'zeros' : contentsText(frame);
	const users = frame.paths > 1 ? [`reached in ${frame.paths} ways`] : [];
	return [frame.kind, contents, ...users].join(', ');
}

/** `in swap slot 12, private memory, written by op 12, which 31 32 33 have there`. */
function slotText({slot, kind, word, cached, owners}: SlotRow): string {
	const pids = [...new Set(owners.map(({pid}) => pid))];
	return [
		`in swap slot ${slot}`,
		...(cached === undefined ? [] : [`and in the swap cache as frame #${cached}`]),
		kind,
		word === 0 ? 'zeros' : `written by op ${word}`,
		...(pids.length > 1 ? [`which ${pidsText(pids)} have there`] : []),
	].join(', ');
}

function contentsText({word, kind, file}: NonNullable<AddressWalk['frame']>): string {
	return kind === 'file page' ? `of ${file ?? 'a file'}` : `written by op ${word}`;
}

/** `in rw-p 1000-5000`, or that nothing is mapped. */
export function mappingText({mapping}: AddressWalk): string {
	return mapping === undefined
		? 'in no mapping'
		: `in ${mapping.perms} ${addressText(mapping.start)}-${addressText(mapping.end)}`;
}
