/** Recorded page faults that are not taken as recorded, grouped by what they were, in which mapping and by which process. */

import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Mm, Vma} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import {vmaName} from '../../kernel/state/vmas.ts';
import {type FaultClassName, faultClasses} from '../../machine/op.ts';
import {classTaken} from '../../machine/outcome.ts';
import {eventCount, type Machine} from '../../machine/state.ts';

export type FaultDifference = {
	readonly recorded: FaultClassName;
	/** `none`: the page was there already. */
	readonly taken: FaultClassName | 'none';
	/** A file, a name such as `[heap]`, `anonymous`, or `nothing mapped`. */
	readonly mapping: string;
	/** Its name. */
	readonly process: string;
	readonly count: number;
	/** Where the first of them is: its event, from 1, who took it, and at which address. */
	readonly first: {readonly event: number; readonly pid: number; readonly address: number};
};

export type DifferenceWatch = {
	/** To be called after every event. */
	see(machine: Machine): void;
	/** The most frequent first. */
	list(): readonly FaultDifference[];
};

/** Groups beyond these are not told apart by process and mapping any more. */
const groupsMax = 1000;
const others = 'others';

const classNames = Object.entries(faultClasses) as readonly (readonly [FaultClassName, number])[];

function className(number: number): FaultClassName | 'none' {
	return classNames.find(([, each]) => each === number)?.[0] ?? 'none';
}

export function watchDifferences(): DifferenceWatch {
	const groups = new Map<string, {difference: FaultDifference; count: number}>();
	return {
		see(machine) {
			const {outcome, program} = machine;
			const recorded = className(program.fault[outcome.op]);
			const taken = className(classTaken(outcome));
			if (recorded === 'none' || recorded === taken) {
				return;
			}

			const isFull = groups.size >= groupsMax;
			const where = isFull ? {mapping: others, process: others} : placeOf(machine);
			const key = JSON.stringify([recorded, taken, where.mapping, where.process]);
			const group = groups.get(key);
			if (group !== undefined) {
				group.count += 1;
				return;
			}

			const {pid, address} = program;
			const first = {event: eventCount(machine), pid: pid[outcome.op], address: address[outcome.op]};
			groups.set(key, {difference: {recorded, taken, ...where, count: 1, first}, count: 1});
		},
		list: () =>
			[...groups.values()]
				.map(({difference, count}) => ({...difference, count}))
				.sort((left, right) => right.count - left.count),
	};
}

function placeOf({kernel, outcome, program}: Machine): {mapping: string; process: string} {
	const {task, vma: vmas, object: objects} = kernel;
	const mm = task.mm[outcome.task];
	const vma = mappingAt(kernel, mm, Math.floor(program.address[outcome.op] / pageBytes));
	const object = vmas.object[vma];
	const names = [object === 0 ? 0 : objects.name[object], vmaName(kernel, vma)];
	const name = names.map((each) => program.strings[each]).find((each) => each !== '');
	return {
		mapping: vma === 0 ? 'nothing mapped' : (name ?? 'anonymous'),
		process: program.strings[task.comm[outcome.task]],
	};
}

/** The mapping of a page, 0 for none. (The kernel's own search remembers where it was.) */
function mappingAt({mm: spaces, vma: vmas}: Kernel, mm: Mm, vpn: number): Vma {
	let vma = spaces.firstVma[mm];
	while (vma !== 0 && vmas.end[vma] <= vpn) {
		vma = vmas.next[vma];
	}

	return vmas.start[vma] <= vpn ? vma : 0;
}
