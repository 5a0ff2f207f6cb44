/** The ten ways of locking that can be tried: records of facts that the routines are built from. */

/** When a routine takes the lock that guards a shared table: never, always, or unless the table's count is 1. */
export type Guarding = 'never' | 'always' | 'unlessSole';

export type Protocol = {
	readonly id: string;
	/** One line for the list. */
	readonly title: string;
	/** Whose proposal it is, and where. */
	readonly source: string;
	/** The simulated kernels (`--kernel`) that lock this way. */
	readonly kernels: readonly string[];
	/** One lock around every routine; then no other is taken. */
	readonly isBig: boolean;
	/** Whether routines take their address space's semaphore and page_table_lock. */
	readonly hasOwnLocks: boolean;
	/** What guards a shared table: the one page_table_share_lock, or a lock in each table. */
	readonly guard: 'share' | 'table';
	readonly guards: {
		readonly fork: Guarding;
		readonly unshare: Guarding;
		readonly zap: Guarding;
		readonly free: Guarding;
		readonly swapOut: Guarding;
	};
	/** How long swap-out holds the guard: until the entry is cleared and flushed, or until the swap entry is stored. */
	readonly swapOutHolds: 'clearing' | 'whole';
	/** Whether exit decrements the count of a table it drops after the guard is released. */
	readonly dropsOutside: boolean;
	readonly unsharesOn: 'write' | 'any';
	/** What write-protects a shared table: its entries, or the directory entries that point at it. */
	readonly closes: 'entries' | 'directory';
	readonly unshare: 'test' | 'decrement' | 'copyFirst' | 'locked';
	/** Whether unsharing leaves a reference too many on a table that turned out to be its own. */
	readonly leavesReference: boolean;
	readonly flush: 'own' | 'all';
	/** Whose resident counter a page entered in a shared table goes to. */
	readonly resident: 'own' | 'each';
};

const unguarded = {fork: 'never', unshare: 'never', zap: 'never', free: 'never', swapOut: 'never'} as const;

/** Phillips' routines as of 18 February, with no lock beyond those of the address space. */
const base = {
	isBig: false,
	hasOwnLocks: true,
	guard: 'share',
	guards: unguarded,
	swapOutHolds: 'clearing',
	dropsOutside: false,
	unsharesOn: 'write',
	closes: 'entries',
	unshare: 'test',
	leavesReference: false,
	flush: 'own',
	resident: 'own',
	kernels: [],
} as const;

const everywhere = {
	fork: 'always',
	unshare: 'always',
	zap: 'always',
	free: 'always',
	swapOut: 'always',
} as const;

export const protocols: readonly Protocol[] = [
	{
		...base,
		id: 'none',
		title: 'no lock at all',
		source: 'The routines of 18 February without any lock.',
		hasOwnLocks: false,
	},
	{
		...base,
		id: 'mm',
		title: 'each address space’s own page_table_lock',
		source: 'Linux 2.4 as it was, with the routines of 18 February.',
		kernels: ['linux-2.4', 'linux-2.5-rmap'],
	},
	{
		...base,
		id: 'v1',
		title: 'decrement and test, share lock in zap and unshare',
		source: 'Phillips, 17 February 2002.',
		guards: {...unguarded, unshare: 'always', zap: 'always'},
		unshare: 'decrement',
	},
	{
		...base,
		id: 'v2',
		title: 'share lock in zap and unshare, as posted',
		source: 'Phillips, ptab-2.4.17-2, 18 February 2002.',
		kernels: ['shared-pt', 'shared-pt-skip'],
		guards: {...unguarded, unshare: 'always', zap: 'always'},
		dropsOutside: true,
		leavesReference: true,
	},
	{
		...base,
		id: 'v3',
		title: 'share lock in swap-out too, every fault unshares, all CPUs flushed',
		source: 'Phillips, ptab-2.4.17-3, 22 February 2002, with the two corrections of that day.',
		kernels: ['shared-pt-v3', 'shared-pt-bit', 'shared-pt-absent', 'shared-pt-detach'],
		guards: {...unguarded, unshare: 'always', zap: 'always', free: 'always', swapOut: 'unlessSole'},
		unsharesOn: 'any',
		flush: 'all',
	},
	{
		...base,
		id: 'per-table',
		title: 'one lock a table, held by all that read or change its entries',
		source: 'Dickins, 17 and 18 February 2002: a copy needs the table stable while it is made.',
		guard: 'table',
		guards: everywhere,
		swapOutHolds: 'whole',
		unsharesOn: 'any',
		flush: 'all',
	},
	{
		...base,
		id: 'exclusive-owner',
		title: 'share lock only where the table’s count is not 1',
		source: 'Phillips’ answer to Dickins, 17 February 2002, applied to every routine.',
		guards: {
			fork: 'unlessSole',
			unshare: 'unlessSole',
			zap: 'unlessSole',
			free: 'unlessSole',
			swapOut: 'unlessSole',
		},
		swapOutHolds: 'whole',
		unsharesOn: 'any',
		flush: 'all',
	},
	{
		...base,
		id: 'linus',
		title: 'no share lock, write-protected directory entries, copy first',
		source: 'Torvalds, 18 February 2002.',
		kernels: ['shared-pt-dir'],
		closes: 'directory',
		unshare: 'copyFirst',
	},
	{
		...base,
		id: 'mccracken',
		title: 'a lock in each table in place of page_table_lock',
		source: 'McCracken, shpte-2.5.41, October 2002.',
		kernels: ['mccracken', 'mccracken-large'],
		guard: 'table',
		closes: 'directory',
		unshare: 'locked',
		flush: 'all',
		resident: 'each',
	},
	{
		...base,
		id: 'big',
		title: 'one lock around every routine: the control',
		source: 'Nobody’s proposal; it must hold everywhere.',
		isBig: true,
		hasOwnLocks: false,
		unsharesOn: 'any',
		flush: 'all',
	},
];

export function findProtocol(id: string): Protocol | undefined {
	return protocols.find((protocol) => protocol.id === id);
}

/** The protocol of a simulated kernel, or undefined if that kernel shares no page tables. */
export function protocolOfKernel(kernel: string): Protocol | undefined {
	return protocols.find(({kernels}) => kernels.includes(kernel));
}
