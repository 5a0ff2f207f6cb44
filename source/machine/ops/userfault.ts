/** `userfault`: a process asks for the faults of a range (userfaultfd). */
import {registerUserfaults, userfaultBits} from '../../kernel/index.ts';
import {flagsField, pidField, rangeFields, rangeRequired} from './fields.ts';
import type {Op} from './op.ts';
import {mmOf, rangeOf} from './step.ts';
import {rangeText} from './words.ts';

export const userfault: Op = {
	kind: 32,
	meaning:
		'registers the range with userfaultfd for a list of `missing` and `wp`, which keeps its mappings apart from others until it is empty; fork and mremap do not take it along. The kernel serves the faults, here as elsewhere',
	fields: {pid: pidField('pid'), ...rangeFields, flags: flagsField(userfaultBits)},
	required: ['pid', ...rangeRequired, 'flags'],
	isInMapping: true,
	run(step) {
		const {address, length} = rangeOf(step);
		return registerUserfaults(step.kernel, mmOf(step), address, length, step.program.flags[step.op]);
	},
	words(program, op, numbers) {
		const named = Object.entries(userfaultBits).filter(([, bit]) => (program.flags[op] & bit) !== 0);
		const modes = named.map(([mode]) => ` ${mode}`).join('');
		return `userfault ${program.pid[op]} ${rangeText(program, op, numbers)}${modes}`;
	},
	needs: ({flags}, op) => ({servesFaults: flags[op] !== 0}),
};
