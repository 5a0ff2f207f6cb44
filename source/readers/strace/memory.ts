/**
 * Ops on the memory of a process of a strace recording. What calls have mapped is kept track of, since a call on other
 * memory is one on the image, which strace does not show.
 */
import type {OpRow} from '../../machine/program-builder.ts';
import {strangeNumber} from '../strange.ts';
import {heapTouch, learnImage, mapTouch} from './image.ts';
import {addRange, coversRange, removeRange} from './ranges.ts';
import type {Memory, StraceState, Thread} from './state.ts';
import {push, pushTouch} from './state.ts';

const pageBytes = 4096;

function pageEnd(address: number): number {
	return Math.ceil(address / pageBytes) * pageBytes;
}

/**
 * Pushes an op of a call that has succeeded, and the touches that are assumed to follow. One with numbers that no process can
 * have is told and left out.
 */
export function pushMappingOp(state: StraceState, thread: Thread, op: OpRow, isOfMmap2 = false): void {
	const problem = strangeNumber(op);
	if (problem === undefined) {
		pushPlainOp(state, thread, op, isOfMmap2);
	} else {
		state.problems.note(state.line, problem);
	}
}

function pushPlainOp(state: StraceState, thread: Thread, op: OpRow, isOfMmap2: boolean): void {
	const {process, tid} = thread;
	const {memory} = process;
	const start = op.address ?? 0;
	const end = pageEnd(start + (op.length ?? 0));
	const pid = tid;
	switch (op.op) {
		case 'mmap': {
			const row = {...op, pid, ...namedFile(op, process.files)};
			addRange(memory.mapped, start, end);
			const draft = push(state, row);
			state.mmap2.push(...(isOfMmap2 ? [draft] : []));
			pushTouch(state, pid, mapTouch(row));
			return;
		}

		case 'munmap':
			removeRange(memory.mapped, start, end);
			push(state, {...op, pid});
			return;
		case 'mremap':
			remap(state, memory, pid, op);
			return;
		case 'brk':
			setHeap(state, memory, pid, start);
			return;
		case 'mprotect':
		case 'madvise':
			if (isMapped(memory, op.op, start, end)) {
				push(state, {...op, pid});
			}

			return;
		case 'setpgid':
			push(state, {...op, pid: op.pid ?? process.pid, pgid: op.pgid ?? op.pid ?? process.pid});
			return;
		default:
			push(state, {...op, pid});
	}
}

/** The path of the file, where the recording shows it being opened. */
function namedFile({file}: OpRow, files: ReadonlyMap<string, string>): Partial<OpRow> {
	const path = file === undefined ? undefined : files.get(file);
	return path === undefined ? {} : {file: path};
}

function remap(state: StraceState, memory: Memory, pid: number, op: OpRow): void {
	const {address = 0, length = 0, newLength = 0, to = address} = op;
	if (!coversRange(memory.mapped, address, pageEnd(address + length))) {
		return;
	}

	removeRange(memory.mapped, address, pageEnd(address + length));
	addRange(memory.mapped, to, pageEnd(to + newLength));
	push(state, {...op, pid});
}

/** The first brk of a program only asks where the heap begins. */
function setHeap(state: StraceState, memory: Memory, pid: number, end: number): void {
	const before = memory.heapEnd;
	memory.heapEnd = end;
	push(state, {op: 'brk', pid, address: end});
	if (before === undefined) {
		if (memory.image !== undefined) {
			memory.image.heap ??= end;
		}

		return;
	}

	if (end <= before) {
		removeRange(memory.mapped, pageEnd(end), pageEnd(before));
		return;
	}

	addRange(memory.mapped, pageEnd(before), pageEnd(end));
	if (pageEnd(end) > pageEnd(before)) {
		pushTouch(state, pid, heapTouch(before));
	}
}

/** Whether the memory is there in the simulation too; an mprotect may say that it belongs to the image. */
function isMapped(memory: Memory, op: 'mprotect' | 'madvise', start: number, end: number): boolean {
	if (coversRange(memory.mapped, start, end)) {
		return true;
	}

	const learned =
		op === 'mprotect' && memory.image !== undefined ? learnImage(memory.image, {start, end}) : undefined;
	if (learned === undefined) {
		return false;
	}

	addRange(memory.mapped, learned.start, learned.end);
	return true;
}
