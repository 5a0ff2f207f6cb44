/** A crowd: one process with so many children, each of which has written so many pages of its own. */

import {opFlags} from '../../source/machine/op.ts';
import type {Program} from '../../source/machine/program.ts';
import {createProgramBuilder} from '../../source/machine/program-builder.ts';

const address = 0x10_00_00_00;
const pageBytes = 4096;

/** When all are there, every child writes its pages again, one after another, so many times over. */
export function crowd(children: number, pages: number, rounds = 0): Program {
	const builder = createProgramBuilder();
	const length = pages * pageBytes;
	builder.add({op: 'start', pid: 1, comm: 'crowd'});
	for (let child = 2; child < children + 2; child += 1) {
		builder.add({op: 'fork', pid: 1, child});
		builder.add({op: 'mmap', pid: child, address, length, flags: opFlags.read | opFlags.write});
		builder.add({op: 'write', pid: child, address, length});
		builder.add({op: 'comm', pid: child, comm: `child-${child % 97}`});
	}

	builder.add({op: 'mark', label: 'all there'});
	for (let write = 0; write < rounds * children; write += 1) {
		builder.add({op: 'write', pid: 2 + (write % children), address, length});
	}

	return builder.finish({name: 'crowd', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
}
