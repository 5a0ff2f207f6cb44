/** `mprotect`: other rights for a range. */
import {fillLocked, protectMemory} from '../../kernel/index.ts';
import {absent, rightsOf, rightsText} from '../program.ts';
import {numberField, pidField, rangeFields, rangeRequired, rightsField} from './fields.ts';
import type {Op} from './op.ts';
import {mmOf, rangeOf, survived} from './step.ts';
import {rangeText} from './words.ts';

/** x86 has sixteen. */
const keyField = numberField('key', 'a key from 0 to 15', {type: 'integer', minimum: 0, maximum: 15});

export const mprotect: Op = {
	kind: 12,
	meaning:
		'`key`: the protection key, as pkey_mprotect sets it; mappings of different keys are kept apart, what the key forbids is not simulated',
	fields: {pid: pidField('pid'), ...rangeFields, prot: rightsField, key: keyField},
	required: ['pid', ...rangeRequired, 'prot'],
	isInMapping: true,
	value: 'key',
	run(step) {
		const {kernel, program, outcome, op, task} = step;
		const {address, length} = rangeOf(step);
		const key = program.value[op] === absent ? {} : {key: program.value[op]};
		const protection = {rights: rightsOf(program.flags[op]), ...key};
		const result = protectMemory(kernel, mmOf(step), address, length, protection, (vma, start, end) =>
			fillLocked(kernel, task, vma, start, end, outcome.access),
		);
		return survived(step, result);
	},
	words(program, op, numbers) {
		const key = program.value[op] === absent ? '' : ` key ${program.value[op]}`;
		const rights = rightsText(program.flags[op]);
		return `mprotect ${program.pid[op]} ${rangeText(program, op, numbers)} ${rights}${key}`;
	},
};
