/** `sleep`: a process does nothing for a while. */
import {microsField, pidField} from './fields.ts';
import type {Op} from './op.ts';

export const sleep: Op = {
	kind: 19,
	meaning: 'does nothing for so long',
	fields: {pid: pidField('pid'), us: microsField('us')},
	required: ['pid', 'us'],
	value: 'us',
	run({outcome, program, op}) {
		outcome.sleepUs = program.value[op];
		return 0;
	},
	words: ({pid, value}, op) => `sleep ${pid[op]} for ${value[op]} µs`,
};
