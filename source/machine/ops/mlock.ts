/** `mlock`: the pages of a range are brought into memory and stay there. */
import {lockMemory} from '../../kernel/index.ts';
import {pidField, rangeFields, rangeRequired} from './fields.ts';
import type {Op} from './op.ts';
import {rangeOf, survived} from './step.ts';
import {rangeText} from './words.ts';

export const mlock: Op = {
	kind: 24,
	meaning: 'brings the pages of the range into memory and keeps them there; fork does not inherit it',
	fields: {pid: pidField('pid'), ...rangeFields},
	required: ['pid', ...rangeRequired],
	isInMapping: true,
	run(step) {
		const {address, length} = rangeOf(step);
		return survived(step, lockMemory(step.kernel, step.task, address, length, step.outcome.access));
	},
	words: (program, op, numbers) => `mlock ${program.pid[op]} ${rangeText(program, op, numbers)}`,
};
