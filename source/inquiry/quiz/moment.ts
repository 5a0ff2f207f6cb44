/** The moment that a quiz asks about: the run so far, what comes next if that is asked for, and places to ask about. */
import {type MemoryView, viewMemory} from '../../analysis/memory/memory.ts';
import {mapRows} from '../../analysis/rows/maps.ts';
import {livingProcesses, pidOf, processRow} from '../../analysis/rows/processes.ts';
import {pageBytes} from '../../kernel/state/geometry.ts';
import type {Task} from '../../kernel/state/ids.ts';
import {opRow} from '../../machine/program-builder.ts';
import type {Machine} from '../../machine/state.ts';
import type {Timeline} from '../../timeline/timeline.ts';

/** A page, by its address in bytes, as a process sees it that could read or write it next. */
export type Place = {readonly task: Task; readonly pid: number; readonly address: number};

export type QuizMoment = {
	readonly timeline: Timeline;
	readonly view: MemoryView;
	/** A place that was not drawn before, as long as there are such; undefined where no process could do anything. */
	draw(): Place | undefined;
};

/** At the timeline's cursor. `below` gives an integer from 0 up to, but not including, its argument. */
export function openMoment(timeline: Timeline, below: (limit: number) => number): QuizMoment {
	const view = viewMemory(timeline.machine);
	const places = placesOf(timeline.machine, view);
	const left: Place[] = [];
	return {
		timeline,
		view,
		draw() {
			if (left.length === 0) {
				left.push(...places);
			}

			return left.splice(below(left.length), 1)[0];
		},
	};
}

/** The pages that the workload reads or writes, of each process that runs and still has them mapped. */
function placesOf(machine: Machine, view: MemoryView): Place[] {
	const addresses = touchedPages(machine);
	return livingProcesses(machine.kernel)
		.filter((task) => processRow(view, task).state === 'ready')
		.flatMap((task) => addresses.map((address) => ({task, pid: pidOf(view, task), address})))
		.filter(({task, address}) => isMapped(view, task, address));
}

function touchedPages({program}: Machine): number[] {
	const pages = new Set<number>();
	for (let op = 0; op < program.count; op += 1) {
		const {op: kind, address = 0, length = 0} = opRow(program, op);
		for (
			let page = address;
			(kind === 'read' || kind === 'write') && page < address + length;
			page += pageBytes
		) {
			pages.add(page);
		}
	}

	return [...pages];
}

function isMapped(view: MemoryView, task: Task, address: number): boolean {
	return mapRows(view, task).some(({start, end}) => start <= address && address < end);
}
