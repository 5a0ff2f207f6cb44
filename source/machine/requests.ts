/** Requests: what a program's rows say, as the kernel's calls take it. */

import {type MapRequest, objectKinds, vmaFlags} from '../kernel/index.ts';
import {opFlags} from './op.ts';
import {heapName, type ImageMapping, type Program} from './program.ts';

/** Number of a string of the program; 0 for none. */
export function numberOf(program: Program, text: string | undefined): number {
	return text === undefined ? 0 : (program.numbers.get(text) ?? 0);
}

export function imageRequest(program: Program, mapping: ImageMapping): MapRequest {
	return {
		address: mapping.address,
		length: mapping.length,
		flags: toVmaFlags(mapping.flags),
		file: numberOf(program, mapping.file),
		fileKind: fileKindOf(mapping.file ?? ''),
		offset: mapping.offset,
		// The heap is called so by where it lies.
		name: mapping.name === heapName ? 0 : numberOf(program, mapping.name),
	};
}

/** Files that Linux keeps in memory, by the names that it shows: POSIX shared memory, memfd, shared anonymous memory. */
const memoryFiles = ['/dev/shm/', '/memfd:', '/dev/zero'];
/** System V shared memory and memfd_secret. */
const segments = ['/SYSV', '/secretmem'];

export function fileKindOf(file: string): number {
	if (segments.some((start) => file.startsWith(start))) {
		return objectKinds.segment;
	}

	if (memoryFiles.some((start) => file.startsWith(start))) {
		return objectKinds.memoryFile;
	}

	return file === '[vdso]' ? objectKinds.special : objectKinds.file;
}

const flagPairs = [
	[opFlags.read, vmaFlags.read],
	[opFlags.write, vmaFlags.write],
	[opFlags.exec, vmaFlags.exec],
	[opFlags.shared, vmaFlags.shared],
	[opFlags.growsDown, vmaFlags.growsDown],
	[opFlags.device, vmaFlags.device],
	// Linux 6.7 and later want no huge pages in stacks of threads.
	[opFlags.stack, vmaFlags.noHugePages],
	[opFlags.noReserve, vmaFlags.noReserve],
	[opFlags.hugetlb, vmaFlags.hugetlb],
] as const;

/** Whether a mapping is memory that several address spaces may write. */
export function isSharedWritable(flags: number): boolean {
	const wanted = opFlags.shared | opFlags.write;
	return (flags & wanted) === wanted;
}

export function toVmaFlags(flags: number): number {
	return flagPairs.reduce((result, [from, to]) => ((flags & from) === 0 ? result : result | to), 0);
}
