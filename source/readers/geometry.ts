/** Which page tables the programs of a recording had: told from their addresses. */

import type {Geometry} from '../kernel/state/geometry.ts';
import {geometries, pageBytes} from '../kernel/state/geometry.ts';
import type {ImageMapping} from '../machine/program.ts';
import type {OpRow} from '../machine/program-builder.ts';

/** First address that processes cannot have. */
export function reachOf(geometry: Geometry['id']): number {
	return geometries[geometry].endVpn * pageBytes;
}

/** End of the highest memory that rows are about, images of execs included. */
export function highestAddress(rows: readonly OpRow[]): number {
	return rows.reduce((most, row) => Math.max(most, endOf(row), ...(row.image ?? []).map(endOfMapping)), 0);
}

function endOfMapping({address, length}: ImageMapping): number {
	return address + length;
}

function endOf({op, address = 0, length = 0, to = 0, newLength = 0}: OpRow): number {
	switch (op) {
		case 'mmap':
		case 'mprotect':
			return address + length;
		case 'mremap':
			return Math.max(address + length, to + newLength);
		case 'brk':
			return address;
		default:
			return 0;
	}
}

/**
 * The page tables for rows. 48-bit addresses are those of ARM64. The kernel puts the stack and the mappings of a 64-bit program
 * near the top, so that programs with everything below 4 GiB are 32-bit ones; `is32` where something else says so.
 */
export function geometryOf(rows: readonly OpRow[], is32 = false): Geometry['id'] {
	const highest = highestAddress(rows);
	if (highest > reachOf('x86-64')) {
		return 'arm64';
	}

	const isMapped = rows.some(({op, image = []}) => op === 'mmap' || image.length > 0);
	return (is32 || isMapped) && highest <= reachOf('i386') ? 'i386' : 'x86-64';
}
