/**
 * The image of an exec as perf tells it: one MMAP2 record a mapping, in the order the kernel mapped them. A program is
 * first mapped as one piece from end to end and then overlaid segment by segment, so a later mapping cuts an earlier
 * one off where it begins.
 */
import {opFlags} from '../../machine/op.ts';
import type {ImageMapping} from '../../machine/program.ts';

export type MappedRange = {
	readonly pid: number;
	readonly address: number;
	readonly length: number;
	readonly offset: number;
	readonly rights: string;
	/** Device and inode as the record shows them. */
	readonly inode: string;
	readonly name: string;
};

const pattern =
	/^\s*(-?\d+)\/(-?\d+): \[0x([0-9a-f]+)\(0x([0-9a-f]+)\) @ (0x[0-9a-f]+|0)(?: ([0-9a-f]+:[0-9a-f]+ \d+))?[^\]]*\]: ([r-][w-][x-][sp-]) (.*)$/s;

/** The payload of a PERF_RECORD_MMAP2, or undefined when it is not one. */
export function parseMappedRange(payload: string): MappedRange | undefined {
	const match = pattern.exec(payload);
	if (match === null || (Number(match[1]) >= 0 && !Number.isSafeInteger(Number(match[5])))) {
		return undefined;
	}

	const [, pid, , address, length, offset, inode, rights, name] = match;
	return {
		pid: Number(pid),
		address: Number.parseInt(address, 16),
		length: Number.parseInt(length, 16),
		offset: Number(offset),
		inode: inode ?? '',
		rights,
		name,
	};
}

/** Name of the file behind a mapping; undefined for memory that has none. */
export function fileOf(name: string): string | undefined {
	const isAnonymous =
		name === '//anon' || name === '' || name.startsWith('[') || name.startsWith('anon_inode');
	return isAnonymous && name !== '[vdso]' ? undefined : name;
}

/** The record as a mapping of an image. */
export function imageMappingOf({address, length, offset, rights, name}: MappedRange): ImageMapping {
	const file = fileOf(name);
	const isStack = name === '[stack]';
	const flags =
		(rights[0] === 'r' ? opFlags.read : 0) |
		(rights[1] === 'w' ? opFlags.write : 0) |
		(rights[2] === 'x' ? opFlags.exec : 0) |
		(rights[3] === 's' ? opFlags.shared : 0) |
		(isStack ? opFlags.growsDown : 0) |
		(name.startsWith('[vvar') ? opFlags.device : 0);
	return {
		address,
		length,
		flags,
		offset: file === undefined ? 0 : offset,
		...(file === undefined ? {} : {file}),
		...(name.startsWith('[') ? {name} : {}),
	};
}

/** Lays one more mapping over those of the image so far. */
export function overlay(image: ImageMapping[], range: MappedRange): void {
	const mapping = imageMappingOf(range);
	const end = mapping.address + mapping.length;
	for (let i = image.length - 1; i >= 0; i -= 1) {
		const below = image[i];
		if (below.address >= end || below.address + below.length <= mapping.address) {
			continue;
		}

		if (below.address < mapping.address) {
			image[i] = {...below, length: mapping.address - below.address};
		} else {
			image.splice(i, 1);
		}
	}

	image.push(mapping);
}
