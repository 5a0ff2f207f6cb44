import {expect, test} from 'vitest';
import {designs, findDesign} from '../../source/designs/index.ts';
import {createMachine} from '../../source/machine/machine.ts';
import {opFlags} from '../../source/machine/op.ts';
import type {Program} from '../../source/machine/program.ts';
import {createProgramBuilder, type OpRow} from '../../source/machine/program-builder.ts';
import {refusalOf} from '../../source/machine/refusal.ts';

function programOf(row: OpRow): Program {
	const builder = createProgramBuilder();
	builder.add({op: 'start', pid: 1, text: 'init'});
	builder.add(row);
	return builder.finish({name: 'needs', cpus: 1, swapBytes: 0, geometry: 'x86-64'});
}

const page = {pid: 1, address: 0x1000, length: 0x1000};
const sharedMapping = {...page, flags: opFlags.read | opFlags.write | opFlags.shared};
const cases: readonly (readonly [name: string, row: OpRow, refusing: readonly string[]])[] = [
	['a thread', {op: 'clone', pid: 1, child: 2, flags: opFlags.thread | opFlags.vm}, ['v7', '3bsd']],
	['a process on the same memory', {op: 'clone', pid: 1, child: 2, flags: opFlags.vm}, ['v7', '3bsd']],
	['shared memory', {op: 'mmap', ...sharedMapping}, ['v7']],
	[
		'shared memory of an image',
		{op: 'exec', pid: 1, text: 'sh', image: [{...sharedMapping, offset: 0}]},
		['v7'],
	],
	['a shared mapping to read', {op: 'mmap', ...page, flags: opFlags.read | opFlags.shared}, []],
	['vfork', {op: 'vfork', pid: 1, child: 2}, []],
	['vfork by another name', {op: 'clone', pid: 1, child: 2, flags: opFlags.vm | opFlags.vfork}, []],
];

test.each(cases)('%s is refused by those that never had it', (_, row, refusing) => {
	const program = programOf(row);
	const refused = designs.filter((design) => refusalOf(design, program) !== undefined);
	expect(refused.map(({id}) => id)).toEqual(refusing);
});

test('a machine says why it cannot be made', () => {
	const program = programOf(cases[0][1]);
	expect(() => createMachine(program, {design: findDesign('v7')})).toThrow(/had no threads/);
});
