/** A parent with its children at one moment, in rows: what the pane draws and the command prints. */

import {type GroupSharing, groupSharing} from '../../analysis/memory/group-sharing.ts';
import type {MemoryView} from '../../analysis/memory/memory.ts';
import {livingChildren, processRow} from '../../analysis/rows/processes.ts';
import type {Task} from '../../kernel/state/ids.ts';
import {isThere} from './birth.ts';
import type {Ending, Erosion, ErosionChild} from './erosion.ts';
import {type Sharing, type SharingView, sharingByMapping, sumOf, viewSharing} from './sharing.ts';

export type ChildRow = {
	readonly child: ErosionChild;
	/** Its place in the erosion's list. */
	readonly index: number;
	readonly pid: number;
	readonly name: string;
	/** Position just after the fork. */
	readonly born: number;
	/** Now, or just before it stopped sharing. */
	readonly sharing: Sharing;
	/** Undefined while it shares. */
	readonly ending?: Ending;
	/** Bytes that no other process reaches; undefined where it shares no more. */
	readonly ownBytes?: number;
};

export type Family = {
	readonly parent: Task;
	readonly position: number;
	/** Of the children born up to now, by index: those that share first, then the others, the eldest first in each. */
	readonly order: readonly number[];
	/** How many of them share. */
	readonly sharing: number;
	/** What those share now, added up. */
	readonly stillSharing: Sharing;
	readonly group: GroupSharing;
	/** The row of one of `order`; worked out when it is asked for. */
	row(index: number): ChildRow;
};

/** `position` is that of the view; the erosion must be known up to there. */
export function familyAt(view: MemoryView, parent: Task, erosion: Erosion, position: number): Family {
	const born = erosion.children.flatMap((child, i) => (child.birth.child.born <= position ? [i] : []));
	const shares = (i: number) => endedBy(erosion.children[i], position) === undefined;
	const sharers = born.filter(shares);
	const living = livingChildren(view.kernel, parent);
	const workers = sharers.map((i) => erosion.children[i].birth.child.task);
	const sharingView = viewSharing(view.kernel);
	const rows = new Map<number, ChildRow>();
	const rowOf = (index: number): ChildRow => {
		const row = rows.get(index) ?? childRow(view, sharingView, erosion.children[index], index, position);
		rows.set(index, row);
		return row;
	};
	return {
		parent,
		position,
		order: [...sharers, ...born.filter((i) => !shares(i))],
		sharing: sharers.length,
		group: groupSharing(view, [parent, ...living], workers.length > 0 ? workers : living),
		get stillSharing() {
			return sumOf(sharers.map((index) => rowOf(index).sharing));
		},
		row: rowOf,
	};
}

function endedBy({end}: ErosionChild, position: number): ErosionChild['end'] {
	return end !== undefined && position >= end.event ? end : undefined;
}

function childRow(
	view: MemoryView,
	sharingView: SharingView,
	child: ErosionChild,
	index: number,
	position: number,
): ChildRow {
	const {birth} = child;
	const end = endedBy(child, position);
	const process = isThere(view.kernel, birth.child) ? processRow(view, birth.child.task) : undefined;
	return {
		child,
		index,
		pid: birth.child.pid,
		name: process?.name ?? child.name,
		born: birth.child.born,
		sharing: end?.last ?? sumOf(sharingByMapping(sharingView, birth)),
		ending: end?.why,
		ownBytes: end === undefined ? process?.memory?.ussBytes : undefined,
	};
}
