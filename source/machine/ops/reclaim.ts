/** `reclaim`: the kernel frees pages in the way of its design, as when memory is short. */
import {reclaimPages} from '../../kernel/index.ts';
import {countField} from './fields.ts';
import type {Op} from './op.ts';

export const reclaim: Op = {
	kind: 28,
	meaning: 'the kernel frees so many pages in the way of its design, as when memory is short',
	fields: {pages: countField('pages')},
	required: ['pages'],
	value: 'pages',
	isOfFile: true,
	isNoCall: true,
	run({kernel, program, op}) {
		reclaimPages(kernel, program.value[op]);
		return 0;
	},
	words: ({value}, op) => `reclaim ${value[op]} ${value[op] === 1 ? 'page' : 'pages'}`,
};
