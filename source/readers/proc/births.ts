/**
 * What processes must have been born with: pages of theirs, or of processes below them, that are shared with processes
 * beside or above. Lists are in the order of addresses.
 */
import type {Area} from './areas.ts';
import type {RunningProcess} from './process.ts';
import type {Sharers} from './sharers.ts';

/** A page that a process is born with. */
export type BornPage = {
	readonly page: number;
	readonly group: number;
	/** How many at and below the process have it. */
	readonly holders: number;
	readonly isSwapped: boolean;
	readonly isHuge: boolean;
	/** The mapping that it is in. */
	readonly area: Area;
};

/** For each process. Parents come before their children. */
export function findBirths(processes: readonly RunningProcess[], sharers: Sharers): BornPage[][] {
	const {parents, isForked, holders} = sharers;
	const below: BornPage[][] = processes.map((process, i) => commonPages(process, sharers.groups[i]));
	const births: BornPage[][] = processes.map(() => []);
	for (let i = processes.length - 1; i >= 0; i -= 1) {
		births[i] = onePerPage(below[i].filter((born) => born.holders < holders[born.group]));
		const parent = parents[i];
		if (parent >= 0 && isForked[i]) {
			below[parent] = merge(below[parent], births[i]);
		}
	}

	return births;
}

function commonPages({areas, pages}: RunningProcess, groups: Int32Array): BornPage[] {
	const born: BornPage[] = [];
	for (let i = 0; i < pages.count; i += 1) {
		if (groups[i] !== 0) {
			born.push({
				page: pages.page[i],
				group: groups[i],
				holders: 1,
				isSwapped: pages.isSwapped[i] === 1,
				isHuge: pages.isHuge[i] === 1,
				area: areas[pages.area[i]],
			});
		}
	}

	return born;
}

/** Both lists as one; a page of the same group in both is one page with the holders of both. */
function merge(left: readonly BornPage[], right: readonly BornPage[]): BornPage[] {
	const merged: BornPage[] = [];
	let i = 0;
	let j = 0;
	while (i < left.length && j < right.length) {
		const order = left[i].page - right[j].page || left[i].group - right[j].group;
		if (order === 0) {
			merged.push({...left[i], holders: left[i].holders + right[j].holders});
			i += 1;
			j += 1;
		} else if (order < 0) {
			merged.push(left[i]);
			i += 1;
		} else {
			merged.push(right[j]);
			j += 1;
		}
	}

	return merged.concat(left.slice(i), right.slice(j));
}

/** Nobody is born with two pages at an address: the one that more have is meant. */
function onePerPage(born: readonly BornPage[]): BornPage[] {
	const chosen: BornPage[] = [];
	for (const each of born) {
		const last = chosen.at(-1);
		if (last?.page !== each.page) {
			chosen.push(each);
		} else if (each.holders > last.holders) {
			chosen[chosen.length - 1] = each;
		}
	}

	return chosen;
}
