/** The limits of a program's answers in sentences, one each. */
import type {Limit, LimitKind} from '../../machine/limits.ts';
import {plural} from '../words/text.ts';

/** The sentence of a limit, with its full stop. */
export function limitSentence(limit: Limit): string {
	return sentences[limit.kind](limit);
}

const sentences: Readonly<Record<LimitKind, (limit: Limit) => string>> = {
	'began-in-the-middle': ({count}) =>
		`The recording began in the middle: ${plural(count, 'process', 'processes')} ran already, and what ${count === 1 ? 'it' : 'they'} held then is not known.`,
	'proven-pages': ({count}) =>
		`${plural(count, 'page')} of theirs ${count === 1 ? 'is' : 'are'} inferred: the first fault on ${count === 1 ? 'it' : 'them'} found ${count === 1 ? 'it' : 'them'} there, and protected.`,
	'lost-events': ({count}) =>
		`${plural(count, 'event')} of the recording ${count === 1 ? 'was' : 'were'} lost, and all that followed from ${count === 1 ? 'it' : 'them'} may differ.`,
	'cut-short': () => 'The compressed data is damaged or cut short: what came after is missing.',
	'cut-names': ({count}) =>
		`${plural(count, 'name')} of more than 4,096 characters, or ${count === 1 ? 'word' : 'words'} of more than 131,072, ${count === 1 ? 'is' : 'are'} cut.`,
	followed: () =>
		'The recording goes on: what only its whole tells is not known yet, such as which file pages were cached and how much of a stack was filled.',
	'partly-read': () =>
		'This is only the beginning of the recording, which is still being read: figures may change until it is whole.',
	'not-simulated': ({count, names = {}}) =>
		`${plural(count, 'call')} that ${count === 1 ? 'is' : 'are'} not simulated: ${listed(names)}.`,
	'no-page-faults': () => 'The recording has no page faults: what memory was touched is not known.',
	'no-addresses': ({count}) =>
		`${plural(count, 'page fault')} of the recording ${count === 1 ? 'has' : 'have'} no address (perf record -d, perf script -F +addr) and ${count === 1 ? 'is' : 'are'} left out.`,
	'out-of-reach': ({count}) =>
		`${plural(count, 'page fault')} on addresses beyond 48 bits ${count === 1 ? 'is' : 'are'} left out.`,
	'assumed-touches': () =>
		'strace shows no page faults: which pages were touched is assumed, so resident and shared memory are a lower bound.',
	'inferred-faults': ({count}) =>
		`Whether ${plural(count, 'page fault')} read or wrote, and found the page there or not, is not recorded but inferred.`,
	'memory-limit': () =>
		'What was recorded ran in a memory cgroup with a limit, which is not kept here: what left memory for it is known only where a later fault brought it back.',
	'inferred-huge-pages': ({count}) =>
		`How the machine was set to huge pages is not recorded but inferred, from ${plural(count, 'fault')}.`,
	'inferred-swap': ({count}) =>
		`That the machine had swap is not recorded but inferred, from ${plural(count, 'fault')}; how much it was is not known, and taken to be enough.`,
	'undecided-huge-pages': ({count}) =>
		`Nothing tells whether ${plural(count, 'piece')} of 2 MiB that ${count === 1 ? 'was' : 'were'} touched only once ${count === 1 ? 'is a huge page' : 'are huge pages'}: if the machine had them always (--thp always), ${2 * count} MiB more may have been in memory.`,
	'other-huge-pages': () =>
		'Huge pages are set another way here (--thp) than on the recorded machine: page faults that differ for that are part of the answer.',
	'inferred-mappings': ({count}) =>
		`The recording has no memory calls: ${plural(count, 'mapping')} ${count === 1 ? 'is' : 'are'} inferred, and nothing is ever unmapped.`,
	'inferred-images': ({count}) =>
		`The recording does not show what ${plural(count, 'exec')} mapped: it is inferred from what was touched later.`,
	'inferred-forks': ({count}) =>
		`For ${plural(count, 'new process', 'new processes')} it is not recorded whether fork or vfork made ${count === 1 ? 'it' : 'them'}, nor whether ${count === 1 ? 'it is a thread' : 'they are threads'} where no record says so: taken for fork.`,
	'inferred-threads': ({count}) =>
		`${plural(count, 'task')} that ran already ${count === 1 ? 'is' : 'are'} taken for ${count === 1 ? 'a thread' : 'threads'} of the process that strace attached to.`,
	'inferred-order': ({count}) =>
		`${plural(count, 'file has', 'files have')} no time stamps: each process is taken to run when it is made, until it ends.`,
	'made-up-past': () =>
		'Only the moment `now` is what /proc has told; what leads there is made up, so its times and counts mean nothing.',
	'made-up-beginning': () =>
		'What leads to `now`, where the recording begins, is made up from what /proc told then: its times and counts mean nothing.',
	'settled-faults': ({count}) =>
		`${plural(count, 'page fault')} came while /proc was read: ${count === 1 ? 'it counts' : 'they count'} where the page was not there yet, and ${count === 1 ? 'is' : 'are'} not compared.`,
	'unrecorded-processes': ({count, names = {}}) =>
		`${plural(count, 'process', 'processes')} ${count === 1 ? 'was' : 'were'} born before the recording reached ${count === 1 ? 'it' : 'them'}: of what ${count === 1 ? 'it' : 'they'} did only the moment \`now\` is known: ${listed(names)}.`,
	'unreadable-processes': ({count, names = {}}) =>
		`${plural(count, 'process', 'processes')} below may not be read without root and ${count === 1 ? 'is' : 'are'} left out: ${listed(names)}.`,
	'gone-processes': ({count, names = {}}) =>
		`${plural(count, 'process', 'processes')} ended while they were read and ${count === 1 ? 'is' : 'are'} left out: ${listed(names)}.`,
	'restless-processes': ({count, names = {}}) =>
		`The mappings or children of ${plural(count, 'process', 'processes')} changed while they were read (--freeze stops them meanwhile): ${listed(names)}.`,
	'unread-memory': ({names = {}}) => `Pages that are not in the program: ${listed(names)}.`,
	'shared-outside': ({count}) =>
		`${plural(count, 'page')} ${count === 1 ? 'is' : 'are'} shared with processes that were not asked for: (outside) stands in for them.`,
	'inferred-sharers': ({count}) =>
		`Without root (CAP_SYS_ADMIN) /proc does not say which processes share a page: for ${plural(count, 'page')} that a parent has replaced since, it is taken that all its children still share the old one.`,
	'assumed-pages': ({count}) =>
		`Which ${plural(count, 'page')} of a mapping ${count === 1 ? 'is' : 'are'} huge or the page of zeros is not told, only how many: the first that fit are taken.`,
	'assumed-tables': ({count}) =>
		`Where ${plural(count, 'page table')} without a page ${count === 1 ? 'is' : 'are'} is not told, only that ${count === 1 ? 'it is' : 'they are'} there: the first memory without pages has ${count === 1 ? 'it' : 'them'}.`,
	'unplaced-pages': ({count}) =>
		`${plural(count, 'page')} that ${count === 1 ? 'is' : 'are'} shared in a way that no order of forks explains ${count === 1 ? 'counts' : 'count'} as own.`,
	'not-carried-over': ({names}) => `The processes have what their workload does not: ${listed(names ?? {})}.`,
};

/** `shmat 2, mlock 1`: the most frequent first. */
function listed(names: Readonly<Record<string, number>>): string {
	return Object.entries(names)
		.sort(([, left], [, right]) => right - left)
		.map(([name, count]) => `${name} ${count}`)
		.join(', ');
}
