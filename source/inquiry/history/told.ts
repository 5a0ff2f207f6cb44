/** What is told of what was done: a line for each effect and unit of work, with the words for one and for many. */

import {effectKinds} from '../../kernel/state/effects.ts';
import {type WorkUnit, workUnits} from '../../kernel/state/work.ts';

/** How often what was done: by an event, or to a part of memory. */
export type Tally = {
	readonly minorFaults: number;
	readonly majorFaults: number;
	/** How often an effect of that kind (effectKinds) came, and the sum of the amounts. */
	effects(kind: number): number;
	amounts(kind: number): number;
	/** Units of work (workUnits). */
	work(unit: number): number;
	/** What this kernel closes to writes in one piece. */
	readonly closes: Closing;
};

/** Directory entries lose the right to write or are made absent; kernels without shared tables close segments. */
export type Closing = 'directory' | 'absent' | 'segment';

/** How a consequence stands out: pages and tables that were copied, and what went wrong. */
export type Tone = 'plain' | 'copied' | 'error';

export type Line = {
	readonly count: (event: Tally) => number;
	readonly one: string;
	readonly many: string;
	/** `plain` unless told. */
	readonly tone?: Tone;
};

/** Who was killed and why, which is told of a refused op too: it may have been for that. */
export const killLines: readonly Line[] = [
	{
		count: (event) => event.amounts(effectKinds.limitMet),
		one: 'page was all that its memory cgroup may have, and none could leave',
		many: 'pages were all that its memory cgroup may have, and none could leave',
		tone: 'error',
	},
	{
		count: effect('oomKill'),
		one: 'process killed for its memory',
		many: 'processes killed for their memory',
		tone: 'error',
	},
	{
		count: (event) => event.amounts(effectKinds.oomKill),
		one: 'page in memory, swap and page tables was the most of all that could be killed',
		many: 'pages in memory, swap and page tables were the most of all that could be killed',
	},
];

/** Told of a refused op too. */
export const whySigbus: readonly Line[] = [
	{
		count: effect('poolOut'),
		one: 'huge page was needed, and the pool had none',
		many: 'huge pages were needed, and the pool had none',
		tone: 'error',
	},
	{
		count: effect('beyondEnd'),
		one: 'page was asked for behind the end of shared memory',
		many: 'pages were asked for behind the end of shared memory',
		tone: 'error',
	},
];

/** In the order in which they are told. An effect is told as often as it came, work by its amount. */
export const worthTelling: readonly Line[] = [
	{count: ({minorFaults}) => minorFaults, one: 'fault', many: 'faults'},
	{count: ({majorFaults}) => majorFaults, one: 'major fault', many: 'major faults'},
	{count: effect('copy'), one: 'page copied on write', many: 'pages copied on write', tone: 'copied'},
	{count: effect('copyFile'), one: 'file page copied', many: 'file pages copied', tone: 'copied'},
	{count: effect('forkCopy'), one: 'page copied', many: 'pages copied', tone: 'copied'},
	{count: effect('reuse'), one: 'page taken over', many: 'pages taken over'},
	{count: effect('zeroFill'), one: 'page filled with zeros', many: 'pages filled with zeros'},
	{count: effect('zeroCopy'), one: 'zero page replaced', many: 'zero pages replaced'},
	{count: effect('zeroPage'), one: 'zero page mapped', many: 'zero pages mapped'},
	{count: (event) => event.amounts(effectKinds.mapFile), one: 'file page mapped', many: 'file pages mapped'},
	{
		count: (event) => event.amounts(effectKinds.mapShmem),
		one: 'page of shared memory mapped',
		many: 'pages of shared memory mapped',
	},
	{count: effect('hugeFill'), one: 'huge page filled with zeros', many: 'huge pages filled with zeros'},
	{count: effect('hugeZero'), one: 'huge zero page mapped', many: 'huge zero pages mapped'},
	{count: effect('hugeZeroCopy'), one: 'huge zero page replaced', many: 'huge zero pages replaced'},
	{count: effect('hugeCopy'), one: 'huge page copied on write', many: 'huge pages copied on write'},
	{count: effect('hugeReuse'), one: 'huge page taken over', many: 'huge pages taken over'},
	{count: effect('hugeCollapse'), one: 'huge page made of pages', many: 'huge pages made of pages'},
	{count: effect('splitHuge'), one: 'huge entry split', many: 'huge entries split'},
	{
		count: effect('hugetlbFill'),
		one: 'huge page taken from the pool',
		many: 'huge pages taken from the pool',
	},
	{
		count: effect('hugetlbMap'),
		one: 'shared huge page of the pool mapped',
		many: 'shared huge pages of the pool mapped',
	},
	{
		count: effect('hugetlbReuse'),
		one: 'huge page of the pool made writable',
		many: 'huge pages of the pool made writable',
	},
	{
		count: effect('hugetlbCopy'),
		one: 'huge page of the pool copied on write',
		many: 'huge pages of the pool copied on write',
		tone: 'copied',
	},
	{
		count: effect('hugetlbTaken'),
		one: 'huge page of the pool taken from a child',
		many: 'huge pages of the pool taken from children',
		tone: 'error',
	},
	...whySigbus,
	{count: effect('mapShared'), one: 'shared page mapped', many: 'shared pages mapped'},
	{count: effect('shareWrite'), one: 'shared page made writable', many: 'shared pages made writable'},
	{
		count: (event) => event.amounts(effectKinds.refill),
		one: 'page found in memory and mapped',
		many: 'pages found in memory and mapped',
	},
	{
		count: (event) => event.amounts(effectKinds.swapIn),
		one: 'page read from swap',
		many: 'pages read from swap',
	},
	{
		count: (event) => event.effects(effectKinds.swapIn) - event.amounts(effectKinds.swapIn),
		one: 'page found in the swap cache',
		many: 'pages found in the swap cache',
	},
	{count: effect('swapAhead'), one: 'page read ahead from swap', many: 'pages read ahead from swap'},
	{count: effect('swapOut'), one: 'page sent to swap', many: 'pages sent to swap'},
	{
		count: effect('fileIn'),
		one: 'page of a file read from disk',
		many: 'pages of files read from disk',
	},
	{
		count: effect('fileOut'),
		one: 'page of a file taken out of memory',
		many: 'pages of files taken out of memory',
	},
	{count: work('io_out'), one: 'page written to disk', many: 'pages written to disk'},
	{
		count: effect('dropClean'),
		one: 'page dropped without being written',
		many: 'pages dropped without being written',
	},
	{
		count: effect('notSimulated'),
		one: 'request that left pages in memory, as their leaving is not simulated',
		many: 'requests that left pages in memory, as their leaving is not simulated',
	},
	{
		count: effect('segv'),
		one: 'access refused: SIGSEGV to a handler',
		many: 'accesses refused: SIGSEGV to a handler',
		tone: 'error',
	},
	{count: effect('shadow'), one: 'object laid over another', many: 'objects laid over others'},
	{count: effect('collapse'), one: 'object collapsed', many: 'objects collapsed'},
	{count: work('page_move'), one: 'page moved up', many: 'pages moved up'},
	{count: effect('bypass'), one: 'hidden object passed by', many: 'hidden objects passed by'},
	{count: effect('copyAmap'), one: 'map of pages copied', many: 'maps of pages copied', tone: 'copied'},
	{count: effect('reuseAmap'), one: 'map of pages taken over', many: 'maps of pages taken over'},
	{count: work('slot_copy'), one: 'slot copied', many: 'slots copied'},
	{count: work('page_flag'), one: 'page marked', many: 'pages marked'},
	{count: work('entry_copy'), one: 'map entry copied', many: 'map entries copied'},
	{count: effect('shareTable'), one: 'page table shared', many: 'page tables shared'},
	{count: effect('findTable'), one: 'shared page table found', many: 'shared page tables found'},
	{count: effect('splitTable'), one: 'page table split', many: 'page tables split', tone: 'copied'},
	{count: effect('reuseTable'), one: 'page table taken over', many: 'page tables taken over'},
	{count: effect('dropTable'), one: 'shared page table let go', many: 'shared page tables let go'},
	{
		count: (event) => event.work(workUnits.pt_alloc) + event.work(workUnits.upper_alloc),
		one: 'page table built',
		many: 'page tables built',
	},
	{count: work('huge_copy'), one: 'huge entry copied', many: 'huge entries copied'},
	{count: work('pte_copy'), one: 'entry copied', many: 'entries copied'},
	{
		count: closed('directory'),
		one: 'directory entry write-protected',
		many: 'directory entries write-protected',
	},
	{count: closed('absent'), one: 'directory entry made absent', many: 'directory entries made absent'},
	{count: closed('segment'), one: 'segment write-protected', many: 'segments write-protected'},
	{count: work('pte_wp'), one: 'write-protected', many: 'write-protected'},
	{count: work('pte_zap'), one: 'entry cleared', many: 'entries cleared'},
	{count: work('block'), one: 'process put to sleep', many: 'processes put to sleep'},
	{count: work('wake'), one: 'process woken', many: 'processes woken'},
	{count: effect('freeFrame'), one: 'frame freed', many: 'frames freed'},
	{
		count: (event) => event.amounts(effectKinds.growStack),
		one: 'page of stack more',
		many: 'pages of stack more',
	},
	...killLines,
	{
		count: (event) => event.amounts(effectKinds.vforkWrite),
		one: "page of the parent's memory written (vfork rule 1)",
		many: "pages of the parent's memory written (vfork rule 1)",
		tone: 'error',
	},
	{
		count: effect('vforkReturn'),
		one: "return through the parent's stack (vfork rule 2)",
		many: "returns through the parent's stack (vfork rule 2)",
		tone: 'error',
	},
	{
		count: effect('vforkExit'),
		one: "run of the parent's exit handlers (vfork rule 3)",
		many: "runs of the parent's exit handlers (vfork rule 3)",
		tone: 'error',
	},
	{count: effect('defect'), one: 'known defect of this kernel met', many: 'known defects of this kernel met'},
];

function effect(name: keyof typeof effectKinds): (event: Tally) => number {
	return (event) => event.effects(effectKinds[name]);
}

function work(unit: WorkUnit): (event: Tally) => number {
	return (event) => event.work(workUnits[unit]);
}

function closed(what: Closing): (event: Tally) => number {
	return (event) => (event.closes === what ? event.work(workUnits.dir_wp) : 0);
}
