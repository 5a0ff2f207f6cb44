/** MMAP2 records: parts of an exec's image, names of what calls map, and memory that comes without a call. */
import {heapName, type ImageMapping} from '../../machine/program.ts';
import {changesBy, layOver} from './areas.ts';
import type {PendingCall} from './calls.ts';
import {finishExec} from './execs.ts';
import {imageMappingOf, type MappedRange, overlay, parseMappedRange} from './image.ts';
import {numberAfter, type PerfLine} from './line.ts';
import {type PerfState, push, type Thread, threadOf, userEnd} from './state.ts';

/** A MMAP2 record: part of an exec, the name of what a call maps, or memory that came without a call. */
export function takeMapping(state: PerfState, line: PerfLine): string | undefined {
	const parsed = parseMappedRange(line.payload);
	if (parsed === undefined) {
		return 'a MMAP2 record that cannot be read';
	}

	if (parsed.pid <= 0 || parsed.address >= userEnd) {
		return undefined;
	}

	const range = {...parsed, name: nameOnce(state, parsed)};
	const process = threadOf(state, range.pid, line.comm);
	const call = state.threads.get(line.tid)?.call;
	if (process.exec !== undefined && isBehindImage(process.exec.image, range)) {
		finishExec(process);
	}

	if (process.exec !== undefined) {
		overlay(process.exec.image, range);
		return undefined;
	}

	if (call?.name === 'mmap') {
		call.mapped = range;
	} else if (line.time === 0) {
		addMapping(state, range);
	} else if (!state.hasCalls) {
		inferMapping(state, process, range);
	} else if (isFile(range) && !mayShow(call, range)) {
		addMapping(state, range);
	}

	layOver(process.areas, imageMappingOf(range));
	return undefined;
}

/** The kernel maps its own pages last: what follows them is mapped by the program, though no event has told that it runs. */
function isBehindImage(image: readonly ImageMapping[], {name}: MappedRange): boolean {
	return !name.startsWith('[') && image.some((mapping) => mapping.name?.startsWith('[vvar') ?? false);
}

/** Without memory calls a record is all that tells of a mapping, of new rights, and of a heap that grows. */
function inferMapping(state: PerfState, process: Thread, range: MappedRange): void {
	const {pid} = range;
	const area = imageMappingOf(range);
	if (area.name === '[stack]') {
		return;
	}

	for (const {kind, area: piece} of changesBy(process.areas, area)) {
		const {address, length, flags, file, offset, name} = piece;
		state.limits.note('inferred-mappings');
		if (kind === 'protect') {
			push(state, {op: 'mprotect', pid, address, length, flags});
		} else {
			push(state, {
				op: 'mmap',
				pid,
				address,
				length,
				flags,
				file,
				offset: file === undefined ? undefined : offset,
				name,
			});
		}
	}
}

/** Memory that is there without a call; a heap is made by brk, so that it can go on growing. */
function addMapping(state: PerfState, range: MappedRange): void {
	const {pid} = range;
	const {address, length, flags, file, offset, name} = imageMappingOf(range);
	if (name === heapName) {
		push(state, {op: 'brk', pid, address});
		push(state, {op: 'brk', pid, address: address + length});
	} else {
		push(state, {op: 'mmap', pid, address, length, flags, file, offset, name});
	}
}

/** Stacks that grow are told too, without a file; what has one was mapped, by shmat and the like. */
function isFile({name}: MappedRange): boolean {
	return name.startsWith('/') && !name.startsWith('//');
}

/** Whether a record shows what a call changed: brk and mremap always, mprotect if the ranges meet. */
function mayShow(call: PendingCall | undefined, {address, length}: MappedRange): boolean {
	if (call?.name !== 'mprotect') {
		return call?.name === 'brk' || call?.name === 'mremap';
	}

	const start = numberAfter(call.payload, 'start:') ?? 0;
	const end = start + (numberAfter(call.payload, 'len:') ?? 0);
	return start < address + length && end > address;
}

/** Files of one name that are not the same file (deleted ones, memfd) are told apart by their inodes. */
function nameOnce({inodes}: PerfState, range: MappedRange): string {
	const {name, inode} = range;
	const first = inodes.get(name);
	if (first === undefined) {
		inodes.set(name, inode);
	}

	return first === undefined || first === inode || !isFile(range) ? name : `${name} (${inode})`;
}
