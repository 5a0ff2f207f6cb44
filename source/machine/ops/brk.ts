/** `brk`: the heap begins or ends there. */
import {setBreak} from '../../kernel/index.ts';
import {heapName} from '../program.ts';
import {numberOf} from '../requests.ts';
import {hexField, pidField} from './fields.ts';
import type {Op} from './op.ts';
import {filled, mmOf} from './step.ts';

export const brk: Op = {
	kind: 15,
	meaning: 'the first of a program says where its heap begins, later ones where it ends',
	fields: {pid: pidField('pid'), addr: hexField('address')},
	required: ['pid', 'addr'],
	run(step) {
		const {kernel, program, op} = step;
		const address = program.address[op];
		const before = kernel.mm.brk[mmOf(step)];
		const result = setBreak(kernel, mmOf(step), address, numberOf(program, heapName));
		return filled(step, result, before, before === 0 ? 0 : address - before);
	},
	words: ({pid, address}, op, numbers) => `brk ${pid[op]} ${numbers.address(address[op])}`,
};
