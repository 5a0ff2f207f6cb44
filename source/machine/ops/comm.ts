/** `comm`: a process changes its name. */
import {givenText, pidField} from './fields.ts';
import type {Op} from './op.ts';
import {textOf} from './words.ts';

export const comm: Op = {
	kind: 20,
	meaning: 'changes the name in the tree',
	fields: {pid: pidField('pid'), comm: givenText('comm')},
	required: ['pid', 'comm'],
	text: 'comm',
	run({kernel, program, op, task}) {
		kernel.task.comm[task] = program.text[op];
		return 0;
	},
	words: (program, op) => `comm ${program.pid[op]} ${textOf(program, op)}`,
};
