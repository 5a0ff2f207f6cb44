/** `mlockall`: all memory of a process stays where it is. */
import {lockAllBits, lockAllMemory} from '../../kernel/index.ts';
import {flagsField, pidField} from './fields.ts';
import type {Op} from './op.ts';
import {survived} from './step.ts';

export const mlockall: Op = {
	kind: 26,
	meaning:
		'a list of `current` (what is mapped now), `future` (what will be), `onfault` (not before it is used)',
	fields: {pid: pidField('pid'), flags: flagsField(lockAllBits)},
	required: ['pid', 'flags'],
	run(step) {
		const {kernel, program, outcome, op, task} = step;
		return survived(step, lockAllMemory(kernel, task, program.flags[op], outcome.access));
	},
	words({pid, flags}, op) {
		const named = Object.entries(lockAllBits).filter(([, bit]) => (flags[op] & bit) !== 0);
		return `mlockall ${pid[op]} ${named.map(([bit]) => bit).join(' ')}`;
	},
};
