/** What is reserved and not used costs no design memory of ours; one that would need it refuses, with the reason. */
import {expect, test} from 'vitest';
import {designs} from '../../source/designs/index.ts';
import {machineOptions} from '../../source/inquiry/choices.ts';
import {createMachine, runMachine} from '../../source/machine/machine.ts';
import {opFlags} from '../../source/machine/op.ts';
import {createProgramBuilder} from '../../source/machine/program-builder.ts';
import {UserError} from '../../source/machine/user-error.ts';

const terabyte = 2 ** 40;
const memory = {address: 2 ** 44, length: 16 * terabyte};

function sparse() {
	const builder = createProgramBuilder();
	builder.add({op: 'start', pid: 1, comm: 'sanitized'});
	builder.add({op: 'mmap', pid: 1, ...memory, flags: opFlags.read | opFlags.write});
	for (let i = 0; i < 16; i += 1) {
		builder.add({op: 'write', pid: 1, address: memory.address + i * terabyte, length: 4096});
	}

	for (let child = 2; child < 6; child += 1) {
		builder.add({op: 'fork', pid: 1, child});
		builder.add({op: 'write', pid: child, address: memory.address, length: 4096});
	}

	return builder.finish({name: 'sparse', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
}

test.each(designs.map(({id}) => id))('16 TiB reserved, 16 pages used, on %s', (kernel) => {
	const program = sparse();
	try {
		const machine = createMachine(program, machineOptions(program, {kernel}));
		runMachine(machine);
		expect(machine.kernel.frame.count).toBeLessThan(2000);
	} catch (error) {
		expect(error).toBeInstanceOf(UserError);
		expect((error as UserError).message).toContain('one process maps 16384 GiB at once');
	}
});
