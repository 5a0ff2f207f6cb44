/** Calls on memory that the simulation does not know: what to count them as. */
import {adviceKinds} from '../../machine/op.ts';
import type {Call} from './call.ts';
import {argument} from './call.ts';
import {adviceName} from './calls.ts';

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
			const advice = adviceName(argument(call, 2));
			return idleAdvice.has(advice) || advice === '' ? undefined : `MADV_${advice.toUpperCase()}`;
		}

		case 'mmap':
		case 'mmap2':
		case 'old_mmap':
			return argument(call, 3).includes('MAP_HUGETLB') ? 'MAP_HUGETLB' : undefined;
		case 'pkey_mprotect':
			// Without a key it is mprotect.
			return argument(call, 3) === '-1' ? undefined : 'pkey_mprotect';
		case 'ioctl':
			return /^UFFDIO_(?:COPY|ZEROPAGE|MOVE|WRITEPROTECT|POISON|CONTINUE)\b/.exec(argument(call, 1))?.[0];
		case 'prctl':
			return /PR_SET_(?:THP_DISABLE|MM|MEMORY_MERGE)\b/.exec(argument(call, 0))?.[0];
		default:
			return calls.has(call.name) ? call.name : undefined;
	}
}
