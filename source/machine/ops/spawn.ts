/** `spawn` (posix_spawn): a child on the parent's memory that execs at once, so that the parent never has to be copied. */
import {cloneTask, exitTask} from '../../kernel/index.ts';
import {execProgram} from './exec.ts';
import {argvField, givenText, pidField} from './fields.ts';
import {imageField} from './image-fields.ts';
import type {Op} from './op.ts';
import {born} from './step.ts';
import {childText, textOf} from './words.ts';

export const spawn: Op = {
	kind: 5,
	meaning: 'posix_spawn: a child that begins with exec',
	fields: {
		pid: pidField('pid'),
		child: pidField('child'),
		comm: givenText('comm'),
		argv: argvField,
		image: imageField,
	},
	required: ['pid', 'child', 'comm'],
	text: 'comm',
	starts: 'other',
	run(step) {
		const {kernel, program, outcome, op, task} = step;
		const result = born(step, cloneTask(kernel, task, program.child[op], true));
		if (result < 0) {
			return result;
		}

		const child = outcome.other;
		const execResult = execProgram(step, child);
		if (execResult < 0) {
			exitTask(kernel, child, 127, 0);
		}

		outcome.blocks = false;
		return execResult;
	},
	words: (program, op) =>
		[childText(program, op, 'spawn'), textOf(program, op)].filter((text) => text !== '').join(' '),
};
