/** `run`: a process uses a CPU. */
import {microsField, pidField} from './fields.ts';
import type {Op} from './op.ts';

export const run: Op = {
	kind: 18,
	meaning: 'uses a CPU for so many microseconds',
	fields: {pid: pidField('pid'), us: microsField('us')},
	required: ['pid', 'us'],
	value: 'us',
	isNoCall: true,
	run({outcome, program, op}) {
		outcome.userUs = program.value[op];
		return 0;
	},
	words: ({pid, value}, op) => `run ${pid[op]} for ${value[op]} µs`,
};
