/** `cgroup`: a process gets into a memory cgroup, with all that it starts. */
import {joinCgroup, type MemoryLimits, pageBytes} from '../../kernel/index.ts';
import {absent, type Program} from '../program.ts';
import {givenText, pidField, sizeField} from './fields.ts';
import type {Numbers, Op} from './op.ts';
import {killedForMemory} from './step.ts';
import {textOf} from './words.ts';

export const cgroup: Op = {
	kind: 31,
	meaning:
		'from now on the process and what it starts are in the memory cgroup `name`, made inside of the one that the process was in where there is none of that name yet; `memory` and `swap` are what its processes may have together: beyond that pages leave it, and then its process with the most is killed',
	fields: {
		pid: pidField('pid'),
		name: givenText('cgroup'),
		memory: sizeField('memory'),
		swap: sizeField('swap'),
	},
	required: ['pid', 'name'],
	value: 'memory',
	target: 'swap',
	text: 'cgroup',
	run(step) {
		const {kernel, program, op, task} = step;
		return killedForMemory(step, joinCgroup(kernel, task, program.text[op], limitsOf(program, op)));
	},
	words(program, op, numbers) {
		const limits = limitTexts(program, op, numbers).join(', ');
		return `cgroup ${program.pid[op]} in ${textOf(program, op)}${limits === '' ? '' : `: ${limits}`}`;
	},
	needs: () => ({cgroups: true}),
};

function limitsOf({value, target}: Program, op: number): MemoryLimits {
	return {
		...(value[op] === absent ? {} : {pages: Math.floor(value[op] / pageBytes)}),
		...(target[op] === absent ? {} : {slots: Math.floor(target[op] / pageBytes)}),
	};
}

function limitTexts({value, target}: Program, op: number, {size}: Numbers): string[] {
	return [
		value[op] === absent ? '' : `memory ${size(value[op])}`,
		target[op] === absent ? '' : `swap ${size(target[op])}`,
	].filter((text) => text !== '');
}
