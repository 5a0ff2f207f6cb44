/** `madvise`: what a process tells of a range. */
import {adviseMemory, populateMemory, withMemory} from '../../kernel/index.ts';
import {type AdviceName, adviceKinds} from '../op.ts';
import {choiceField, pidField, rangeFields, rangeRequired} from './fields.ts';
import type {Op} from './op.ts';
import {killedForMemory, mmOf, rangeOf, survived} from './step.ts';
import {rangeText} from './words.ts';

const names = Object.keys(adviceKinds) as readonly AdviceName[];

export const madvise: Op = {
	kind: 13,
	meaning: names.map((name) => `\`${name}\``).join(' '),
	fields: {pid: pidField('pid'), ...rangeFields, advice: choiceField('advice', adviceKinds)},
	required: ['pid', ...rangeRequired, 'advice'],
	isInMapping: true,
	value: 'advice',
	run(step) {
		const {kernel, program, outcome, op, task} = step;
		const {address, length} = rangeOf(step);
		const advice = program.value[op];
		const isWrite = advice === adviceKinds.populate_write;
		if (!isWrite && advice !== adviceKinds.populate_read) {
			const advise = () => adviseMemory(kernel, mmOf(step), address, length, advice);
			// No process has to go for a huge page that is only wished for.
			return advice === adviceKinds.collapse
				? advise()
				: killedForMemory(step, withMemory(kernel, task, advise));
		}

		return survived(step, populateMemory(kernel, task, address, length, isWrite, outcome.access));
	},
	words(program, op, numbers) {
		const name = names.find((each) => adviceKinds[each] === program.value[op]) ?? '';
		return `madvise ${program.pid[op]} ${rangeText(program, op, numbers)} ${name}`.trimEnd();
	},
};
