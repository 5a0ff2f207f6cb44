/** Equal siblings: which places of the tree look alike, down to their last descendant, and are drawn as one row. */

import type {MemoryView} from '../../../analysis/memory/memory.ts';
import {nameOf} from '../../../analysis/rows/processes.ts';
import type {TreePlace} from '../../../analysis/rows/tree.ts';
import type {Task} from '../../../kernel/state/ids.ts';

export type Groups = {
	/** The first of the equal siblings, which stands for all while they are drawn as one; else the place itself. */
	headOf(place: number): number;
	/** Whether the place stands for others too. */
	isGroup(place: number): boolean;
	/** The first of equal siblings that were opened by hand. */
	isOpenHead(place: number): boolean;
	/** All places of a group, the head first. */
	members(head: number): readonly number[];
	/** What is below a place as long as it is an only child. */
	chain(place: number): readonly number[];
};

/** As pstree has it: equal are the names, and the subtrees one by one. What `folds` says is open stays apart. */
export function findGroups(
	places: readonly TreePlace[],
	view: MemoryView,
	folds: Readonly<Record<string, boolean>>,
	keyOf: (task: Task) => string,
): Groups {
	const {kinds, childCount} = classify(places, view);
	const byHead = membersByHead(places, kinds);
	const heads = new Int32Array(places.length).fill(-1);
	const open = new Set<number>();
	for (const [head, members] of byHead) {
		if (members.length < 2 || folds[keyOf(places[head].task)] === false) {
			if (members.length > 1) {
				open.add(head);
			}

			continue;
		}

		for (const member of members) {
			heads[member] = head;
		}
	}

	return {
		headOf: (place) => (heads[place] === -1 ? place : heads[place]),
		isGroup: (place) => heads[place] === place,
		isOpenHead: (place) => open.has(place),
		members: (head) => byHead.get(head) ?? [head],
		chain(place) {
			const chain: number[] = [];
			for (let at = place; childCount[at] === 1; at += 1) {
				chain.push(at + 1);
			}

			return chain;
		},
	};
}

/** Numbers the kinds of subtrees, from below. */
function classify(places: readonly TreePlace[], view: MemoryView) {
	const known = new Map<string, number>();
	const kinds = new Int32Array(places.length);
	const childCount = new Int32Array(places.length);
	const below: string[] = [];
	for (let i = places.length - 1; i >= 0; i -= 1) {
		const {task, parent, isThread} = places[i];
		const text = `${nameOf(view, task)}${isThread ? '{}' : ''}(${below[i] ?? ''})`;
		kinds[i] = known.get(text) ?? known.size;
		known.set(text, kinds[i]);
		if (parent !== undefined) {
			below[parent] = `${kinds[i]} ${below[parent] ?? ''}`;
			childCount[parent] += 1;
		}
	}

	return {kinds, childCount};
}

function membersByHead(places: readonly TreePlace[], kinds: Int32Array): Map<number, number[]> {
	const heads = new Map<number, number>();
	const members = new Map<number, number[]>();
	for (let i = 0; i < places.length; i += 1) {
		const family = ((places[i].parent ?? -1) + 1) * places.length + kinds[i];
		const head = heads.get(family) ?? i;
		heads.set(family, head);
		const list = members.get(head);
		if (list === undefined) {
			members.set(head, [i]);
		} else {
			list.push(i);
		}
	}

	return members;
}
