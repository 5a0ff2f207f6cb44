/** What events do to the mapping at an address: who made it, what was done to its pages, what became of its bounds and rights. */

import {taskOf} from '../../analysis/query/find-task.ts';
import {rightsOf} from '../../analysis/rows/maps.ts';
import type {Subject} from '../../analysis/words/subject.ts';
import {sizeText} from '../../analysis/words/text.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Mm, Task} from '../../kernel/state/ids.ts';
import type {Kernel} from '../../kernel/state/kernel.ts';
import type {Machine} from '../../machine/state.ts';
import {type Consequence, closingOf, consequences, toneOf} from '../history/events.ts';
import type {Change, Watch} from './change.ts';

/** How a mapping stands; `mm` is 0 where there is none. */
type Bounds = {
	readonly mm: Mm;
	readonly start: number;
	readonly end: number;
	readonly rights: string;
	readonly object: number;
};

const nothing: Bounds = {mm: 0, start: 0, end: 0, rights: '', object: 0};

export function watchMapping(subject: Extract<Subject, {kind: 'mapping'}>): Watch {
	const {pid, born, address} = subject;
	const vpn = Math.floor(address / pageBytes);
	let task: Task = 0;
	let bounds = nothing;
	const remember = ({kernel}: Machine): void => {
		task = taskOf(kernel, pid, born, task);
		bounds = task === 0 ? nothing : boundsAt(kernel, kernel.task.mm[task], vpn);
	};

	return {
		begin: remember,
		see(machine) {
			const before = bounds;
			const wasThere = task !== 0;
			remember(machine);
			const {kernel} = machine;
			const done = pagesChanged(kernel, bounds.mm === 0 ? before : bounds);
			const moved = tellBounds(before, bounds);
			if (moved === '' && done.length === 0) {
				return undefined;
			}

			const isOrigin = bounds.mm !== 0 && (before.mm === 0 || before.mm !== bounds.mm);
			const parent = isOrigin && !wasThere ? kernel.task.parent[task] : 0;
			return parent === 0
				? {what: whatText(moved, done), tone: toneOf(done), isOrigin}
				: inherited(kernel, parent, address, done);
		},
	};
}

/** The mapping came with fork: the story goes on in the parent. */
function inherited({task}: Kernel, parent: number, address: number, done: readonly Consequence[]): Change {
	const pid = task.pid[parent];
	return {
		what: whatText(`came with the fork from ${pid}`, done),
		tone: toneOf(done),
		isOrigin: true,
		source: {kind: 'mapping', pid, born: task.born[parent], address},
	};
}

function whatText(moved: string, done: readonly Consequence[]): string {
	return [moved, ...done.map(({text}) => text)].filter((text) => text !== '').join(', ');
}

/** Looked for from the first mapping on: the kernel remembers its own look-ups, and nothing here may change it. */
function boundsAt(kernel: Kernel, mm: Mm, vpn: number): Bounds {
	const {start, end, next, flags, object} = kernel.vma;
	for (let vma = mm === 0 ? 0 : kernel.mm.firstVma[mm]; vma !== 0 && start[vma] <= vpn; vma = next[vma]) {
		if (vpn < end[vma]) {
			return {mm, start: start[vma], end: end[vma], rights: rightsOf(flags[vma]), object: object[vma]};
		}
	}

	return nothing;
}

function tellBounds(before: Bounds, now: Bounds): string {
	const size = (bounds: Bounds) => sizeText((bounds.end - bounds.start) * pageBytes);
	if (before.mm === 0 || now.mm === 0) {
		return before.mm === now.mm ? '' : now.mm === 0 ? 'unmapped' : `mapped, ${size(now)} ${now.rights}`;
	}

	if (before.mm !== now.mm || before.object !== now.object) {
		return `mapped anew, ${size(now)} ${now.rights}`;
	}

	const changes = [
		before.start === now.start && before.end === now.end ? '' : `${size(before)} → ${size(now)}`,
		before.rights === now.rights ? '' : `${before.rights} → ${now.rights}`,
	];
	return changes.filter((change) => change !== '').join(', ');
}

/** What the effects of the event say of its pages. */
function pagesChanged(kernel: Kernel, {mm, start, end}: Bounds): Consequence[] {
	const {effects} = kernel;
	const counts = new Map<number, number>();
	const sums = new Map<number, number>();
	for (let i = 0; i < effects.count; i += 1) {
		if (effects.mm[i] === mm && mm !== 0 && effects.vpn[i] >= start && effects.vpn[i] < end) {
			const kind = effects.kind[i];
			counts.set(kind, (counts.get(kind) ?? 0) + 1);
			sums.set(kind, (sums.get(kind) ?? 0) + effects.amount[i]);
		}
	}

	return consequences({
		minorFaults: 0,
		majorFaults: 0,
		effects: (kind) => counts.get(kind) ?? 0,
		amounts: (kind) => sums.get(kind) ?? 0,
		work: () => 0,
		closes: closingOf(kernel),
	});
}
