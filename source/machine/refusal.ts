/** Which workloads a design cannot run, and why. */
import type {Design, WorkloadNeeds} from '../designs/design.ts';
import {opFlags, opKinds} from './op.ts';
import type {Program} from './program.ts';

/** What a program asks of a kernel. */
function needsOf({count, kind, flags, images}: Program): WorkloadNeeds {
	let threads = false;
	let sharedMemory = images.some((image) => image.some((mapping) => isSharedWritable(mapping.flags)));
	for (let op = 0; op < count; op += 1) {
		threads ||= kind[op] === opKinds.clone && goesOnSharing(flags[op]);
		sharedMemory ||= kind[op] === opKinds.mmap && isSharedWritable(flags[op]);
	}

	return {threads, sharedMemory};
}

/** A clone that shares memory without waiting for the child to leave it again, as vfork does. */
function goesOnSharing(flags: number): boolean {
	const isVfork = (flags & (opFlags.vm | opFlags.vfork | opFlags.thread)) === (opFlags.vm | opFlags.vfork);
	return (flags & (opFlags.thread | opFlags.vm)) !== 0 && !isVfork;
}

function isSharedWritable(flags: number): boolean {
	const wanted = opFlags.shared | opFlags.write;
	return (flags & wanted) === wanted;
}

/** Why the design could not have run the program, as a sentence; undefined when it can. */
export function refusalOf(design: Design, program: Program): string | undefined {
	return design.refuses?.(needsOf(program));
}
