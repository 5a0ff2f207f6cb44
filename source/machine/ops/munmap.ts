/** `munmap`: a range is mapped no more. */
import {unmapMemory} from '../../kernel/index.ts';
import {pidField, rangeFields, rangeRequired} from './fields.ts';
import type {Op} from './op.ts';
import {mmOf, rangeOf} from './step.ts';
import {rangeText} from './words.ts';

export const munmap: Op = {
	kind: 11,
	meaning: '',
	fields: {pid: pidField('pid'), ...rangeFields},
	required: ['pid', ...rangeRequired],
	run(step) {
		const {address, length} = rangeOf(step);
		return unmapMemory(step.kernel, mmOf(step), address, length);
	},
	words: (program, op, numbers) => `munmap ${program.pid[op]} ${rangeText(program, op, numbers)}`,
};
