/** `munlock`: the pages of a range may leave memory again. */
import {unlockMemory} from '../../kernel/index.ts';
import {pidField, rangeFields, rangeRequired} from './fields.ts';
import type {Op} from './op.ts';
import {mmOf, rangeOf} from './step.ts';
import {rangeText} from './words.ts';

export const munlock: Op = {
	kind: 25,
	meaning: '',
	fields: {pid: pidField('pid'), ...rangeFields},
	required: ['pid', ...rangeRequired],
	isInMapping: true,
	run(step) {
		const {address, length} = rangeOf(step);
		return unlockMemory(step.kernel, mmOf(step), address, length);
	},
	words: (program, op, numbers) => `munlock ${program.pid[op]} ${rangeText(program, op, numbers)}`,
};
