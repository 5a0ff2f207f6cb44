/** `mremap`: a mapping changes its length, or moves. */
import {remapMemory} from '../../kernel/index.ts';
import {absent, type Program} from '../program.ts';
import {hexField, pidField, rangeFields, rangeRequired, sizeField} from './fields.ts';
import type {Op} from './op.ts';
import {filled, killedForMemory} from './step.ts';
import {rangeText} from './words.ts';

export const mremap: Op = {
	kind: 14,
	meaning: 'grows or shrinks, and moves when `to` says where',
	fields: {pid: pidField('pid'), ...rangeFields, newLen: sizeField('newLength'), to: hexField('to')},
	required: ['pid', ...rangeRequired, 'newLen'],
	value: 'newLength',
	target: 'to',
	run(step) {
		const request = requestOf(step.program, step.op);
		const {address, length, newLength, to = address} = request;
		const {kernel, task} = step;
		const result = remapMemory(kernel, task, request);
		return result < 0 ? killedForMemory(step, result) : filled(step, result, to + length, newLength - length);
	},
	words: (program, op, numbers) =>
		`mremap ${program.pid[op]} ${rangeText(program, op, numbers)} to ${numbers.size(requestOf(program, op).newLength)}`,
	reaches: ({address, length, target}, op) => Math.max(address[op] + length[op], target[op]),
};

function requestOf({address, length, value, target}: Program, op: number) {
	return {
		address: address[op],
		length: length[op],
		newLength: value[op],
		to: target[op] === absent ? undefined : target[op],
	};
}
