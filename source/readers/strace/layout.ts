/** Which address space the programs of a recording had: told from the addresses that calls return. */

import type {Geometry} from '../../kernel/state/geometry.ts';
import type {OpRow} from '../../machine/program-builder.ts';
import {geometryOf, highestAddress} from '../geometry.ts';

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

/** The layout for the ops of a recording. */
export function chooseLayout(rows: readonly OpRow[], is32: boolean): Layout {
	switch (geometryOf(rows, is32)) {
		case 'arm64':
			return armLayout;
		case 'i386':
			return highestAddress(rows) <= splitEnd ? splitLayout : i386Layout;
		default:
			return x86Layout;
	}
}
