/** `return`: a process leaves the function that called vfork. */
import {effectKinds, noteEffect, taskFlags} from '../../kernel/index.ts';
import {pidField} from './fields.ts';
import type {Op} from './op.ts';
import {mmOf} from './step.ts';

export const returnFromCaller: Op = {
	kind: 8,
	meaning: 'leaves the function that called vfork: a vfork child must not',
	fields: {pid: pidField('pid')},
	required: ['pid'],
	isNoCall: true,
	run(step) {
		const {kernel, task} = step;
		if ((kernel.task.flags[task] & taskFlags.vforked) !== 0) {
			noteEffect(kernel.effects, effectKinds.vforkReturn, mmOf(step), 0);
		}

		return 0;
	},
	words: ({pid}, op) => `return ${pid[op]} from the function that called vfork`,
};
