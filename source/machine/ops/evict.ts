/** `evict`: all that can be in swap goes there. */
import {evictAll} from '../../kernel/index.ts';
import type {Op} from './op.ts';

export const evict: Op = {
	kind: 27,
	meaning:
		'everything of all processes that can be in swap goes there, and nothing is left in the swap cache; one process asks for its own by madvise `pageout`, a memory cgroup gives pages up by `reclaim`',
	fields: {},
	required: [],
	isOfFile: true,
	isNoCall: true,
	run: ({kernel}) => evictAll(kernel),
	words: () => 'evict',
};
