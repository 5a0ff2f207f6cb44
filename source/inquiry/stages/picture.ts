/** Pictures: what of memory the stages of an event are told by, taken in the middle of it: the way to one page, and what is in use. */

import {type WalkEntry, walkEntries} from '../../analysis/address/address-walk.ts';
import {rightWord, targetText} from '../../analysis/address/walk-words.ts';
import {plural} from '../../analysis/words/text.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {totals} from '../../kernel/state/schema.ts';
import {type WorkUnit, workUnits} from '../../kernel/state/work.ts';
import type {Page} from './faults.ts';

export type Picture = {
	readonly entries: readonly WalkEntry[];
	/** What the frame at the end of the way holds: the op that wrote it; 0 for none. */
	readonly word: number;
	readonly inUse: {readonly frames: number; readonly tables: number; readonly tasks: number};
	/** Work that is seen though nothing of the above changes by it, summed. */
	readonly work: number;
};

/** Entries change by these, be they of the page that is looked at or of others. */
const seenWork: readonly WorkUnit[] = ['pte_copy', 'slot_copy', 'page_move'];

export function takePicture(kernel: Kernel, amount: Float64Array, page: Page | undefined): Picture {
	const {value} = kernel.total;
	const entries = page === undefined ? [] : walkEntries(kernel, page.mm, page.vpn);
	const to = entries.at(-1)?.to;
	return {
		entries,
		word: to?.what === 'frame' ? kernel.frame.word[to.number] : 0,
		inUse: {
			frames: value[totals.framesUsed],
			tables: value[totals.tablesUsed],
			tasks: value[totals.tasksAlive],
		},
		work: seenWorkIn(amount),
	};
}

export function seenWorkIn(amount: Float64Array): number {
	return seenWork.reduce((sum, unit) => sum + amount[workUnits[unit]], 0);
}

export function arePicturesEqual(one: Picture, other: Picture): boolean {
	return (
		one.word === other.word &&
		one.work === other.work &&
		one.inUse.frames === other.inUse.frames &&
		one.inUse.tables === other.inUse.tables &&
		one.inUse.tasks === other.inUse.tasks &&
		one.entries.length === other.entries.length &&
		entryChanges(one, other).length === 0
	);
}

/** `PMD: table #3 ro → table #7 rw`, an entry each, from above; those of a table that was not there tell nothing more. */
function entryChanges(before: Picture, after: Picture): string[] {
	return after.entries.flatMap((entry, i) => {
		const old = before.entries[i];
		const [was, is] = [old === undefined ? '' : entryText(old), entryText(entry)];
		return was === is || was === '' ? [] : [`${entry.levelName}: ${was} → ${is}`];
	});
}

function entryText(entry: WalkEntry): string {
	const target = targetText(entry);
	return target === '' ? rightWord(entry.right) : `${target} ${rightWord(entry.right)}`;
}

/** What is another in the second picture, in words; what is in use is told where nothing else is. */
export function changesBetween(before: Picture, after: Picture): string[] {
	const entries = entryChanges(before, after);
	const frame = after.entries.at(-1)?.to;
	const isWritten = entries.length === 0 && frame !== undefined && before.word !== after.word;
	const written = isWritten ? [`frame #${frame.number} holds what op ${after.word} wrote`] : [];
	const told = [...entries, ...written];
	return told.length > 0 ? told : inUseChanges(before.inUse, after.inUse);
}

function inUseChanges(before: Picture['inUse'], after: Picture['inUse']): string[] {
	const [frames, tables, tasks] = [
		after.frames - before.frames,
		after.tables - before.tables,
		after.tasks - before.tasks,
	];
	return [
		...changed(tasks, 'process', 'processes'),
		...changed(tables, 'page table'),
		...(tables === 0 ? changed(frames, 'frame') : []),
	];
}

function changed(by: number, one: string, many = `${one}s`): string[] {
	return by === 0 ? [] : [`${plural(Math.abs(by), one, many)} ${by > 0 ? 'more' : 'fewer'} in use`];
}
