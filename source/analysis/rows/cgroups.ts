/** Memory cgroups, one row each: what their processes may have together, what they have, and what became of them for it. */
import {isAlive, isThread} from '../../kernel/processes/task.ts';
import {nextRow} from '../../kernel/state/columns.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Cgroup} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import type {MemoryView} from '../memory/memory.ts';
import {plural, sizeText} from '../words/text.ts';

/** Sizes in bytes; a limit that is not there is undefined. What lies in it counts for a cgroup too, but for `processes`. */
export type CgroupRow = {
	readonly name: string;
	/** The cgroup that it is in. */
	readonly within?: string;
	readonly processes: number;
	readonly memoryBytes: number;
	readonly memoryMax?: number;
	readonly memoryPeak: number;
	readonly swapBytes: number;
	readonly swapMax?: number;
	/** How often memory was asked for at the limit, and how many processes were killed for that. */
	readonly limitHits: number;
	readonly kills: number;
};

export function cgroupRows({kernel, strings}: MemoryView): readonly CgroupRow[] {
	const {cgroup} = kernel;
	const rows: CgroupRow[] = [];
	for (let row = nextRow(cgroup, 0); row !== 0; row = nextRow(cgroup, row)) {
		rows.push({
			name: strings[cgroup.name[row]],
			...(cgroup.parent[row] === 0 ? {} : {within: strings[cgroup.name[cgroup.parent[row]]]}),
			processes: processesIn(kernel, row),
			memoryBytes: cgroup.pages[row] * pageBytes,
			memoryMax: limitBytes(cgroup.pagesMax[row]),
			memoryPeak: cgroup.peak[row] * pageBytes,
			swapBytes: cgroup.slots[row] * pageBytes,
			swapMax: limitBytes(cgroup.slotsMax[row]),
			limitHits: cgroup.limitHits[row],
			kills: cgroup.kills[row],
		});
	}

	return rows;
}

function limitBytes(pages: number): number | undefined {
	return Number.isFinite(pages) ? pages * pageBytes : undefined;
}

function processesIn(kernel: Kernel, cgroup: Cgroup): number {
	const {task} = kernel;
	let processes = 0;
	for (let row = nextRow(task, 0); row !== 0; row = nextRow(task, row)) {
		processes += task.cgroup[row] === cgroup && isAlive(kernel, row) && !isThread(kernel, row) ? 1 : 0;
	}

	return processes;
}

/** `cgroup web: 64M of 64M, swap 1M of 2M, 3 processes, 1 killed`. */
export function cgroupText(row: CgroupRow): string {
	const of = (most: number | undefined) => (most === undefined ? '' : ` of ${sizeText(most)}`);
	const {name, processes, memoryBytes, memoryMax, swapBytes, swapMax, kills} = row;
	return [
		`cgroup ${name}: ${sizeText(memoryBytes)}${of(memoryMax)}`,
		...(swapBytes === 0 && swapMax === undefined ? [] : [`swap ${sizeText(swapBytes)}${of(swapMax)}`]),
		plural(processes, 'process', 'processes'),
		...(kills === 0 ? [] : [`${kills} killed`]),
	].join(', ');
}
