/**
 * A recording of processes that ran already, with what they held: the rows that lead there come first, and of the events only
 * those count that the snapshot does not hold.
 */
import {adviceKinds, opFlags} from '../../machine/op.ts';
import {heapName, type ImageMapping} from '../../machine/program.ts';
import {opRow} from '../../machine/program-builder.ts';
import {areaAt, cutOut, layOver} from './areas.ts';
import type {Beginning} from './beginning.ts';
import {numberAfter, type PerfLine} from './line.ts';
import {forgetPages, sharePages} from './pages.ts';
import {type Draft, noFault} from './rows.ts';
import {createThread, type PerfState, type Thread} from './state.ts';
import {forkPattern} from './tasks.ts';

/** Takes the snapshot for what was there when the recording began; page by page where faults have to be told by what is there. */
export function beginWith(state: PerfState, beginning: Beginning, arePagesAsked: boolean): void {
	const known = new Set<number>();
	for (let i = 0; i < beginning.program.count; i += 1) {
		const row: Draft = opRow(beginning.program, i);
		state.rows.ops.push(row);
		followRow(state, row);
		if (arePagesAsked) {
			followPages(state, row);
		}

		for (const tid of [row.op === 'start' ? row.pid : row.child]) {
			known.add(tid ?? 0);
		}
	}

	for (const {kind, count, names} of beginning.program.header.limits ?? []) {
		const told = kind === 'made-up-past' ? 'made-up-beginning' : kind;
		for (const [name, some] of Object.entries(names ?? {'': count})) {
			state.limits.note(told, some, name === '' ? undefined : name);
		}
	}

	for (const process of state.threads.values()) {
		const heap = process.areas.find(({name}) => name === heapName);
		process.heapEnd = heap === undefined ? 0 : heap.address + heap.length;
	}

	const end = Math.max(0, ...[...beginning.moments.values()].map(({to}) => to));
	const asksHugePages = state.rows.ops.some(({advice}) => advice === adviceKinds.hugepage);
	state.beginning = {
		...beginning,
		...{known, past: new Set(), recorded: new Set(), end, isDuring: false, asksHugePages},
	};
}

/** Which processes are there, and what is mapped and written, as the rows of the snapshot tell it one after the other. */
function followRow(state: PerfState, row: Draft): void {
	const {op, pid = 0, child = 0, image = []} = row;
	const process = state.threads.get(pid);
	if (op === 'start') {
		enter(state, createThread(pid, pid, 0), []);
	} else if (op === 'fork' || op === 'spawn') {
		enter(state, createThread(child, child, pid), op === 'fork' ? (process?.areas ?? []) : image);
	} else if (op === 'clone') {
		enter(state, createThread(child, pid, pid), []);
		if (process !== undefined) {
			process.faults = new Map();
		}
	} else if (op === 'exit' && process !== undefined) {
		process.exit = row;
		state.threads.get(process.parent)?.dead.push(pid);
	} else if (process !== undefined) {
		followMemory(process, row);
	}
}

function enter(state: PerfState, thread: Thread, areas: readonly ImageMapping[]): void {
	thread.isBorn = true;
	thread.isMiddle = true;
	thread.areas = [...areas].sort((left, right) => left.address - right.address);
	state.threads.set(thread.tid, thread);
}

const pageBytes = 4096;
const rightBits = opFlags.read | opFlags.write | opFlags.exec;

function followMemory(process: Thread, row: Draft): void {
	const {op, address = 0, length = 0, flags = 0, offset = 0, file, name, image} = row;
	const {areas} = process;
	if (op === 'exec' && image !== undefined) {
		process.areas = [...image].sort((left, right) => left.address - right.address);
	} else if (op === 'mmap') {
		layOver(areas, {
			address,
			length,
			flags,
			offset,
			...(file === undefined ? {} : {file}),
			name,
		});
	} else if (op === 'munmap') {
		cutOut(areas, address, address + length);
	} else if (op === 'mprotect') {
		protect(areas, address, address + length, flags);
	}
}

/** What the process has written may be protected since: where it is not, no fault comes. */
function followPages(
	{threads}: PerfState,
	{op, pid = 0, child = 0, address = 0, length = 0, advice}: Draft,
): void {
	const process = threads.get(pid);
	const born = threads.get(child);
	const end = address + length;
	if (op === 'fork' && process !== undefined && born !== undefined) {
		sharePages(process, born);
	} else if (op === 'exec' && process !== undefined) {
		process.pages = new Map();
	} else if (process !== undefined && (op === 'write' || op === 'read')) {
		for (let page = address; page < end; page += pageBytes) {
			const wasRead = op === 'read';
			process.pages.set(page, {state: wasRead ? 'read' : 'protected', wasRead, touch: noFault});
		}
	} else if (process !== undefined && (op === 'munmap' || advice === adviceKinds.dontneed)) {
		forgetPages(process, address, end);
	}
}

function protect(areas: ImageMapping[], start: number, end: number, rights: number): void {
	for (const area of areas.filter((each) => each.address < end && each.address + each.length > start)) {
		const from = Math.max(start, area.address);
		layOver(areas, {
			...area,
			address: from,
			length: Math.min(end, area.address + area.length) - from,
			offset: area.offset + from - area.address,
			flags: (area.flags & ~rightBits) | (rights & rightBits),
		});
	}
}

/** Whether an event is a part of the recording: what the snapshot holds already is not done twice. */
export function isToBeTaken(state: PerfState, line: PerfLine): boolean {
	const {beginning} = state;
	if (beginning === undefined) {
		return true;
	}

	beginning.isDuring = false;
	// perf begins with whom it was attached to.
	if (line.time === 0) {
		beginning.recorded.add(Number(/:(\d+)\/\d+$/.exec(line.payload)?.[1] ?? 0));
		return false;
	}

	const thread = state.threads.get(line.tid);
	const moment = beginning.moments.get(thread?.pid ?? line.tid);
	const isPast = thread === undefined ? line.time <= beginning.end : line.time < (moment?.from ?? 0);
	beginning.isDuring = !isPast && line.time <= (moment?.to ?? 0);
	const child = childOf(line);
	beginning.recorded.add(child ?? line.tid);
	const isThere =
		child !== undefined &&
		beginning.known.has(child) &&
		line.time <= (beginning.moments.get(child) ?? moment ?? {to: 0}).to;
	if (isPast && child !== undefined && !isThere) {
		beginning.past.add(child);
	}

	return !isPast && !isThere && !beginning.past.has(line.tid);
}

/** Whether an event is of the process that waits to become the recorded command. */
export function isBeforeCommand(state: PerfState, {tid, time, event, payload}: PerfLine): boolean {
	if (state.command === undefined || (tid !== state.command && time > 0)) {
		return false;
	}

	if (event !== 'PERF_RECORD_COMM' || !payload.startsWith(' exec')) {
		return true;
	}

	state.command = undefined;
	return false;
}

/** The tid that an event makes. */
function childOf({event, payload}: PerfLine): number | undefined {
	switch (event) {
		case 'task:task_newtask':
			return numberAfter(payload, 'pid=');
		case 'sched:sched_process_fork':
			return numberAfter(payload, 'child_pid=');
		case 'PERF_RECORD_FORK':
			return Number(forkPattern.exec(payload)?.[2]);
		default:
			return undefined;
	}
}

/** Whether memory that is moved was moved already when its process was read. */
export function wasMoved({beginning}: PerfState, process: Thread, {op, to = 0}: Draft): boolean {
	return beginning?.isDuring === true && op === 'mremap' && areaAt(process.areas, to) !== undefined;
}

/** Tells of processes of the snapshot that the recording knows nothing of. */
export function noteUnrecorded({beginning, threads, limits}: PerfState): void {
	for (const pid of beginning?.moments.keys() ?? []) {
		const isOver = threads.get(pid)?.exit !== undefined;
		if (beginning?.recorded.has(pid) === false && !isOver) {
			limits.note('unrecorded-processes', 1, String(pid));
		}
	}
}
