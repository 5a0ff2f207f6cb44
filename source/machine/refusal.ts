/** Which workloads a design cannot run, and why; and what it does in place of something that it never had. */
import type {Design, WorkloadNeeds} from '../designs/design.ts';
import type {Geometry} from '../kernel/state/kernel.ts';
import {geometries, pageBytes} from '../kernel/state/kernel.ts';
import {opFlags, opKinds} from './op.ts';
import type {Program} from './program.ts';

/** What a program asks of a kernel. */
function needsOf({count, kind, flags, images}: Program): WorkloadNeeds {
	let threads = false;
	let sharedMemory = images.some((image) => image.some((mapping) => isSharedWritable(mapping.flags)));
	let vfork = false;
	for (let op = 0; op < count; op += 1) {
		const isClone = kind[op] === opKinds.clone;
		threads ||= isClone && goesOnSharing(flags[op]);
		sharedMemory ||= kind[op] === opKinds.mmap && isSharedWritable(flags[op]);
		vfork ||= kind[op] === opKinds.vfork || (isClone && isVfork(flags[op]));
	}

	return {threads, sharedMemory, vfork};
}

function isVfork(flags: number): boolean {
	return (flags & (opFlags.vm | opFlags.vfork | opFlags.thread)) === (opFlags.vm | opFlags.vfork);
}

/** A clone that shares memory without waiting for the child to leave it again, as vfork does. */
function goesOnSharing(flags: number): boolean {
	return (flags & (opFlags.thread | opFlags.vm)) !== 0 && !isVfork(flags);
}

function isSharedWritable(flags: number): boolean {
	const wanted = opFlags.shared | opFlags.write;
	return (flags & wanted) === wanted;
}

/** Highest byte that the program maps, plus one. */
function highestAddress({count, kind, address, length, target, images}: Program): number {
	const mappings = images.flat();
	let highest = mappings.reduce((most, mapping) => Math.max(most, mapping.address + mapping.length), 0);
	for (let op = 0; op < count; op += 1) {
		if (kind[op] === opKinds.mmap || kind[op] === opKinds.mremap) {
			highest = Math.max(highest, address[op] + length[op], target[op]);
		}
	}

	return highest;
}

/**
 * Why the design could not have run the program, as a sentence; undefined when it can. `geometry` are page tables
 * other than the workload's own, which may be too small for it.
 */
export function refusalOf(
	design: Design,
	program: Program,
	geometry: Geometry['id'] = program.header.geometry,
): string | undefined {
	const end = geometries[geometry].endVpn * pageBytes;
	if (geometry !== program.header.geometry && highestAddress(program) > end) {
		return `The workload maps addresses beyond what ${geometry} page tables reach.`;
	}

	return design.refuses?.(needsOf(program));
}

/** What on this design stands in for something that it never had, as a sentence; undefined where nothing has to. */
export function remarkOn(design: Design, program: Program): string | undefined {
	return design.remark?.(needsOf(program));
}
