/** What processes hold together: frames by the mapping that they lie in and the set of processes that reach them. */
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {MemoryView} from '../memory/memory.ts';
import {visitUnmapped} from '../memory/walk.ts';
import {mapRows, pageRows} from './maps.ts';
import {livingProcesses, pidOf} from './processes.ts';

export type SharedGroup = {
	/** What the mapping is called by the first that has it. */
	readonly name: string;
	/** At least two, ascending. */
	readonly pids: readonly number[];
	frames: number;
};

type Holders = {readonly name: string; readonly pids: Set<number>};

/** The largest first. */
export function sharedGroups(view: MemoryView): readonly SharedGroup[] {
	const groups = new Map<string, SharedGroup>();
	for (const {name, pids} of holdersOf(view).values()) {
		if (pids.size > 1) {
			const key = `${[...pids].join(' ')} ${name}`;
			const group = groups.get(key) ?? {name, pids: [...pids], frames: 0};
			group.frames += 1;
			groups.set(key, group);
		}
	}

	return [...groups.values()].sort((left, right) => right.frames - left.frames);
}

/** Of each frame, wherever a kernel records it; processes come by pid. */
function holdersOf(view: MemoryView): Map<number, Holders> {
	const holders = new Map<number, Holders>();
	for (const task of livingProcesses(view.kernel)) {
		const pid = pidOf(view, task);
		const pages = pageRows(view, task).filter(({mapcount}) => mapcount > 0);
		let next = 0;
		for (const {start, end, name, file} of mapRows(view, task)) {
			const called = file ?? name ?? 'anonymous';
			const hold = (frame: number) => {
				const held = holders.get(frame) ?? {name: called, pids: new Set()};
				holders.set(frame, held);
				held.pids.add(pid);
			};
			for (; next < pages.length && pages[next].address < end; next += 1) {
				hold(pages[next].frame);
			}

			const mm = view.kernel.task.mm[task];
			visitUnmapped(view.kernel, mm, start / pageBytes, end / pageBytes, hold);
		}
	}

	return holders;
}
