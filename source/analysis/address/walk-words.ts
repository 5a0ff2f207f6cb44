/** The walk for an address in words, the same in commands and on the screen. */

import {addressText} from '../words/text.ts';
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

/** `frame #455`, empty where the walk ends. */
export function targetText({to}: Pick<WalkStep, 'to'>): string {
	return to === undefined ? '' : `${to.what} #${to.number}`;
}

/** `private memory, written by op 12, mapped 2 times`; empty where nothing is mapped. */
export function frameText({frame}: AddressWalk): string {
	if (frame === undefined) {
		return '';
	}

	const contents = frame.kind === 'zero page' || frame.word === 0 ? 'zeros' : contentsText(frame);
	const users = frame.paths > 1 ? [`reached in ${frame.paths} ways`] : [];
	return [frame.kind, contents, ...users].join(', ');
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
