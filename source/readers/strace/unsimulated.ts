/** Calls on memory that the simulation does not know: what to count them as. */
import {adviceKinds} from '../../machine/op.ts';
import type {Call} from './call.ts';
import {argument} from './call.ts';

const calls: ReadonlySet<string> = new Set([
	...[
		'mlock',
		'mlock2',
		'munlock',
		'mlockall',
		'munlockall',
		'userfaultfd',
		'process_madvise',
		'remap_file_pages',
	],
	...['map_shadow_stack', 'memfd_secret', 'process_vm_writev', 'mbind', 'migrate_pages', 'move_pages'],
]);

/** Advice that changes nothing which is simulated. */
const idleAdvice: ReadonlySet<string> = new Set([
	...['normal', 'random', 'sequential', 'dodump', 'dontdump'],
	...Object.keys(adviceKinds),
]);

/** What a call that succeeded is counted as, such as "mlock" or "MADV_COLD"; undefined where all of it is simulated. */
export function unsimulated(call: Call): string | undefined {
	switch (call.name) {
		case 'madvise': {
			const advice = /MADV_\w+/.exec(argument(call, 2))?.[0];
			return advice === undefined || idleAdvice.has(advice.slice('MADV_'.length).toLowerCase())
				? undefined
				: advice;
		}

		case 'mmap':
		case 'mmap2':
		case 'old_mmap':
			return argument(call, 3).includes('MAP_HUGETLB') ? 'MAP_HUGETLB' : undefined;
		case 'prctl':
			return /PR_SET_(?:THP_DISABLE|MM|MEMORY_MERGE)\b/.exec(argument(call, 0))?.[0];
		default:
			return calls.has(call.name) ? call.name : undefined;
	}
}
