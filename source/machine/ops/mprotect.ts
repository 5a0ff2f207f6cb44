/** `mprotect`: other rights for a range. */
import {fillLocked, protectMemory} from '../../kernel/index.ts';
import {rightsOf, rightsText} from '../program.ts';
import {pidField, rangeFields, rangeRequired, rightsField} from './fields.ts';
import type {Op} from './op.ts';
import {mmOf, rangeOf, survived} from './step.ts';
import {rangeText} from './words.ts';

export const mprotect: Op = {
	kind: 12,
	meaning: '',
	fields: {pid: pidField('pid'), ...rangeFields, prot: rightsField},
	required: ['pid', ...rangeRequired, 'prot'],
	run(step) {
		const {kernel, program, outcome, op, task} = step;
		const {address, length} = rangeOf(step);
		const rights = rightsOf(program.flags[op]);
		const result = protectMemory(kernel, mmOf(step), address, length, rights, (vma, start, end) =>
			fillLocked(kernel, task, vma, start, end, outcome.access),
		);
		return survived(step, result);
	},
	words: (program, op, numbers) =>
		`mprotect ${program.pid[op]} ${rangeText(program, op, numbers)} ${rightsText(program.flags[op])}`,
};
