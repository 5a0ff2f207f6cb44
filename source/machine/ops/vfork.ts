/** `vfork`: a child that is like its parent, which waits for it. */
import {vforkTask} from '../../kernel/index.ts';
import {pidField} from './fields.ts';
import type {Op} from './op.ts';
import {born} from './step.ts';
import {childText} from './words.ts';

export const vfork: Op = {
	kind: 3,
	meaning: "the parent waits until the child has exec'ed or exited",
	fields: {pid: pidField('pid'), child: pidField('child')},
	required: ['pid', 'child'],
	starts: 'alike',
	run: (step) => born(step, vforkTask(step.kernel, step.task, step.program.child[step.op])),
	words: (program, op) => childText(program, op, 'vfork'),
	needs: () => ({vfork: true}),
};
