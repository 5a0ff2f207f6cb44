/** `limit`: how many processes and threads a user may have (RLIMIT_NPROC). */
import {countField, pidField} from './fields.ts';
import type {Op} from './op.ts';

export const limit: Op = {
	kind: 30,
	meaning:
		'from now on neither the process nor what it starts may start another while their user has so many processes and threads (RLIMIT_NPROC): EAGAIN; 0 for no limit, and root has none',
	fields: {pid: pidField('pid'), processes: countField('processes')},
	required: ['pid', 'processes'],
	value: 'processes',
	run({kernel: {task: columns}, program, op, task}) {
		columns.tasksMax[columns.leader[task]] = program.value[op];
		return 0;
	},
	words: ({pid, value}, op) =>
		`limit ${pid[op]} to ${value[op]} ${value[op] === 1 ? 'process' : 'processes'}`,
};
