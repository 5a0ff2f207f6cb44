/** Calls on memory that ops do not know: they are recorded so that they can be counted. */
import {adviceNames} from './calls.ts';
import {numberAfter} from './line.ts';

const untouchingAdvice: ReadonlySet<number> = new Set([0, 1, 2, 3, 16, 17, 22, 23]);
const adviceTitles: Readonly<Record<number, string>> = {
	9: 'MADV_REMOVE',
	12: 'MADV_MERGEABLE',
	13: 'MADV_UNMERGEABLE',
};
const hugeTables = 0x4_0000;

/** Calls on memory that ops do not know: they are recorded so that they can be counted. */
export const countedCalls = [
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
	...['memfd_secret', 'process_vm_writev', 'map_shadow_stack', 'pkey_mprotect'],
] as const;
const counted: ReadonlySet<string> = new Set(countedCalls);

/** What a call that begins is counted as, such as "mlock" or "MADV_COLD"; undefined where all of it is simulated. */
export function unsimulated(name: string, payload: string): string | undefined {
	if (name === 'madvise') {
		const behavior = numberAfter(payload, 'behavior:') ?? 0;
		const isKnown = adviceNames[behavior] !== undefined || untouchingAdvice.has(behavior);
		return isKnown ? undefined : (adviceTitles[behavior] ?? `madvise ${behavior}`);
	}

	if (name === 'mmap') {
		return ((numberAfter(payload, 'flags:') ?? 0) & hugeTables) === 0 ? undefined : 'MAP_HUGETLB';
	}

	return counted.has(name) ? name : undefined;
}
