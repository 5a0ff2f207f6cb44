/** `start`: a process that is there at the beginning. */
import {findTask, startTask} from '../../kernel/index.ts';
import {absent} from '../program.ts';
import {argvField, countField, givenText, pidField, textField} from './fields.ts';
import type {Op} from './op.ts';
import {born} from './step.ts';
import {textOf} from './words.ts';

export const start: Op = {
	kind: 1,
	meaning: 'a process that is there at the beginning, without memory',
	fields: {
		pid: pidField('pid'),
		comm: givenText('comm'),
		argv: argvField,
		uid: countField('uid'),
		user: textField('name'),
		pgid: countField('pgid'),
		ppid: countField('parent'),
	},
	required: ['pid', 'comm'],
	value: 'parent',
	text: 'comm',
	starts: 'first',
	isOfFile: true,
	isNoCall: true,
	run(step) {
		const {kernel, program, op} = step;
		const pid = program.pid[op];
		const parentPid = program.value[op];
		const task = startTask(kernel, {
			pid,
			comm: program.text[op],
			argv: program.argv[op],
			uid: Math.max(0, program.uid[op]),
			user: program.name[op],
			pgid: program.pgid[op] === absent ? pid : program.pgid[op],
			parent: parentPid === absent ? 0 : findTask(kernel, parentPid),
		});
		return born(step, task);
	},
	words: (program, op) => `start ${program.pid[op]} ${textOf(program, op)}`,
};
