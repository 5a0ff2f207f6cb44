/** `fork`: a child that is like its parent, with memory of its own. */
import {forkTask} from '../../kernel/index.ts';
import {pidField} from './fields.ts';
import type {Op} from './op.ts';
import {born} from './step.ts';
import {childText} from './words.ts';

export const fork: Op = {
	kind: 2,
	meaning: 'the child gets a copy, made as the design makes it',
	fields: {pid: pidField('pid'), child: pidField('child')},
	required: ['pid', 'child'],
	starts: 'alike',
	run: (step) => born(step, forkTask(step.kernel, step.task, step.program.child[step.op])),
	words: (program, op) => childText(program, op, 'fork'),
};
