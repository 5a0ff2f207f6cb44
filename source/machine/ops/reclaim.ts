/** `reclaim`: the kernel frees pages in the way of its design, as when memory is short, of all memory or of a cgroup. */
import {reclaimCgroup, reclaimPages} from '../../kernel/index.ts';
import {countField, textField} from './fields.ts';
import type {Op} from './op.ts';
import {textOf} from './words.ts';

export const reclaim: Op = {
	kind: 28,
	meaning:
		'the kernel frees so many pages in the way of its design, as when memory is short; with `name` of that memory cgroup and those in it (`memory.reclaim`)',
	fields: {pages: countField('pages'), name: textField('cgroup')},
	required: ['pages'],
	value: 'pages',
	text: 'cgroup',
	isOfFile: true,
	isNoCall: true,
	run({kernel, program, op}) {
		const pages = program.value[op];
		if (program.text[op] !== 0) {
			return reclaimCgroup(kernel, pages, program.text[op]);
		}

		reclaimPages(kernel, pages);
		return 0;
	},
	words(program, op) {
		const pages = program.value[op];
		const where = program.text[op] === 0 ? '' : ` of ${textOf(program, op)}`;
		return `reclaim ${pages} ${pages === 1 ? 'page' : 'pages'}${where}`;
	},
	needs: ({text}, op) => (text[op] === 0 ? {} : {cgroups: true}),
};
