/** Which address space the programs of a recording had: told from the addresses that calls return. */
import type {Geometry} from '../../kernel/state/kernel.ts';
import {geometries, pageBytes} from '../../kernel/state/kernel.ts';
import type {OpRow} from '../../machine/program.ts';

export type Layout = {
	readonly geometry: Geometry['id'];
	/** End of the stack that exec is assumed to make. */
	readonly stackTop: number;
	/** Where data of a program is assumed if nothing tells. */
	readonly dataAddress: number;
};

const x86Layout: Layout = {geometry: 'x86-64', stackTop: 0x7ffffffff000, dataAddress: 0x555555564000};
const armLayout: Layout = {geometry: 'arm64', stackTop: 0xfffffffff000, dataAddress: 0xaaaaaaab4000};
/** A 32-bit kernel keeps the last GiB for itself; a 64-bit one leaves nearly all to the process. */
const splitLayout: Layout = {geometry: 'i386', stackTop: 0xbffff000, dataAddress: 0x8058000};
const i386Layout: Layout = {geometry: 'i386', stackTop: 0xfffde000, dataAddress: 0x8058000};
const splitEnd = 3 * 2 ** 30;

/**
 * The layout for the ops of a recording. 48-bit addresses are those of ARM64. Programs are 32-bit ones where strace says
 * so, or where the kernel has put every mapping below 4 GiB: it puts those of 64-bit programs near the top.
 */
export function chooseLayout(rows: readonly OpRow[], is32: boolean): Layout {
	const highest = rows.reduce((most, row) => Math.max(most, endOf(row)), 0);
	if (highest > reachOf('x86-64')) {
		return armLayout;
	}

	const isSmall = (is32 || rows.some(({op}) => op === 'mmap')) && highest <= reachOf('i386');
	if (!isSmall) {
		return x86Layout;
	}

	return highest <= splitEnd ? splitLayout : i386Layout;
}

function reachOf(geometry: Geometry['id']): number {
	return geometries[geometry].endVpn * pageBytes;
}

/** End of the memory that a row is about. */
function endOf({op, address = 0, length = 0, target = 0, value = 0}: OpRow): number {
	switch (op) {
		case 'mmap':
		case 'mprotect':
			return address + length;
		case 'mremap':
			return Math.max(address + length, target + value);
		case 'brk':
			return address;
		default:
			return 0;
	}
}
