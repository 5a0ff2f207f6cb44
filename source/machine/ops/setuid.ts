/** `setuid`: a process changes its user. */
import {countField, pidField, textField} from './fields.ts';
import type {Op} from './op.ts';

export const setuid: Op = {
	kind: 21,
	meaning: '',
	fields: {pid: pidField('pid'), uid: countField('uid'), user: textField('name')},
	required: ['pid', 'uid'],
	run({kernel, program, op, task}) {
		kernel.task.uid[task] = program.uid[op];
		kernel.task.user[task] = program.name[op];
		return 0;
	},
	words: ({pid, uid}, op) => `setuid ${pid[op]} ${uid[op]}`,
};
