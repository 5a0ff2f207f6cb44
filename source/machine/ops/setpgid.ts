/** `setpgid`: a process changes its process group. */
import {countField, pidField} from './fields.ts';
import type {Op} from './op.ts';

export const setpgid: Op = {
	kind: 22,
	meaning: '',
	fields: {pid: pidField('pid'), pgid: countField('pgid')},
	required: ['pid', 'pgid'],
	run({kernel, program, op, task}) {
		kernel.task.pgid[task] = program.pgid[op];
		return 0;
	},
	words: ({pid, pgid}, op) => `setpgid ${pid[op]} ${pgid[op]}`,
};
