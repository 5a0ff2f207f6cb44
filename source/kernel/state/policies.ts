/**
 * Policies: the few places where kernels truly differ. A design is a record of these; see designs/. What a kernel is
 * stands in kernel.ts, which knows this file: here it is a parameter.
 */
import type {Cgroup, EntryIndex, Frame, Mm, SwapSlot, Table, Vma, Vpn} from './ids.ts';

/** What a recording tells of the pages around a read that it saw. */
export type Around = {
	/** Pages that the page cache lacked: bit i is the page i - uncachedReach further up. */
	readonly uncached: number;
	/** Pages above that lay in one large folio with others: bit i is the page i + 1 further up. */
	readonly folio: number;
	/** No page comes along, whatever the page cache holds. */
	readonly isAlone?: boolean;
};

/** Pages that are looked for at once where memory is short. Linux: SWAP_CLUSTER_MAX. */
export const swapClusterMax = 32;

/** How far `uncached` reaches on both sides: as far as any fault-around window (16 pages). */
export const uncachedReach = 15;
/** How far `folio` reaches. */
export const folioReach = 31;

export type PageRange = {readonly start: Vpn; readonly end: Vpn};

/** A range to unmap, and the room around it up to the neighbouring mappings, whose tables must stay. */
export type UnmapRange = PageRange & {readonly floor: Vpn; readonly ceiling: Vpn};

/**
 * What vfork does with the parent's address space: `share` it with the child, `move` it to the child until it comes
 * back (3BSD), or make a full copy as fork does and only `block` the parent (4.4BSD).
 */
export type VforkKind = 'share' | 'move' | 'block';

/** Rules of mappings and of entries that changed over the years. Kernels that record pages in objects keep `modernRules`. */
export type EntryRules = {
	/** Which mappings merge: those whose anon_vmas agree, or anonymous private ones and no others (before 2.6). */
	readonly merging: 'anon-vma' | 'anonymous';
	/** Per page and entry bookkeeping that finds entries from a page: none, chains of entries, by object, or lists in the pmap. */
	readonly reverseMaps: 'none' | 'chains' | 'objects' | 'lists';
	/** Pages that a read fault on a file maps at once. */
	readonly readWindow: number;
	/** Whether a fault on a file or on shared memory counts as major even where the page is cached. */
	readonly cachedFaultsAreMajor: boolean;
	/** Which writable shared memory a read maps writable at once, so that the first write takes no fault. */
	readonly writableReads: 'shmem' | 'all';
	/** What a first read of private writable memory maps: a page for all (the zero page, the cached one), or one's own. */
	readonly privateReads: 'common' | 'own';
	/** Which private entries mprotect makes writable at once: of pages known to be exclusive, or none. */
	readonly writableByMprotect: 'exclusive' | 'none';
	/** Whether the resident counter stops at zero when more is taken off than was ever added. */
	readonly residentFloor: boolean;
	/** When munmap frees a table: as soon as no mapping touches it, or only when its whole root entry is empty. */
	readonly tablesFreed: 'each' | 'by-root-entry';
	/** What a write to a huge page does that others map too: there are none, the entry is split, or 2 MiB are copied. */
	readonly hugePages: 'none' | 'split' | 'copied';
	/** Whether madvise can put guards into page tables (6.13 and later). */
	readonly guards: boolean;
	/** Whether a swap entry says that its page had one owner, so that the page comes back writable. */
	readonly swapKeepsOwner: boolean;
};

/** The rules of Linux 6. */
export const modernRules: EntryRules = {
	merging: 'anon-vma',
	reverseMaps: 'objects',
	readWindow: 16,
	cachedFaultsAreMajor: false,
	writableReads: 'shmem',
	privateReads: 'common',
	writableByMprotect: 'exclusive',
	residentFloor: false,
	tablesFreed: 'each',
	hugePages: 'none',
	guards: false,
	swapKeepsOwner: true,
};

/**
 * How a design shares leaf tables between address spaces. A table is *closed* to a user while it must not change it:
 * told by its count of users, or by the directory entry through which that user reaches it.
 */
export type TableSharingOf<Kernel> = {
	/** What closes a shared table: its entries are read-only, or directory entries lose `write`, or `present`; or nothing does. */
	readonly closes: 'entries' | 'directory' | 'absent' | 'nothing';
	/** Faults that open a closed table first; a read fault may instead enter its page for all sharers. */
	readonly opensOn: 'write' | 'any';
	/** Which private entries lose `write` when a table is split: those of the copy, of both, or of both if only two share. */
	readonly protects: 'copy' | 'both' | 'both-of-two';
	/** What the last user of a closed table does: takes it over, or copies it all the same. */
	readonly lastUser: 'reuses' | 'copies';
	/** Whose resident counter the pages of a shared table are in: of who splits it, of every user, of the table's owner. */
	readonly resident: 'splitter' | 'each' | 'owner';
	/** Which shared tables mprotect edits in place, for all who share them: those that it covers whole, any, or none. */
	readonly protectsInPlace: 'whole' | 'any' | 'none';
	/** Whether mremap takes entries out of a shared table for all who share it. */
	readonly movesInPlace: boolean;
	/** Whether a split makes its copies clean, whatever they are copies of. */
	readonly copiesAreClean: boolean;
	/** Whether fork remembers that it has write-protected all entries of a table. */
	readonly scansOnce: boolean;
	/** Whether fork's scan looks at shared memory too, where it has nothing to do. */
	readonly scansShared: boolean;
	/** Whether every table keeps a list of the address spaces that use it, in blocks beyond the first. */
	readonly listsUsers: boolean;
	/** Whether fork may share the parent's table whose range begins at `base` for the mapping `vma`. */
	mayShare(kernel: Kernel, vma: Vma, base: Vpn): boolean;
	/** Whether sharing the table whose range begins at `base` for this mapping closes it. */
	closesFor(kernel: Kernel, vma: Vma, base: Vpn): boolean;
	/** The table that a fault of `vma` may use together with others where it has none for `vpn`; 0 for none. */
	finds?(kernel: Kernel, vma: Vma, vpn: Vpn): Table;
	/**
	 * Makes the table behind a directory entry (an index) the user's own. Returns the table, or 0 when there is none any
	 * more, or memory is used up; that never happens if `isUrgent`.
	 */
	open(kernel: Kernel, mm: Mm, vpn: Vpn, index: EntryIndex, isUrgent: boolean): Table;
	/** Lets go of a table that is to be unmapped whole; false where it has to be opened and emptied instead. */
	drop(kernel: Kernel, mm: Mm, vpn: Vpn, index: EntryIndex): boolean;
	/** Drops what is left in a table that loses its last user: entries that no mapping of that one covers. */
	clearStrays(kernel: Kernel, mm: Mm, table: Table): void;
	/** Called before pages are taken out of memory. */
	beforeReclaim?(kernel: Kernel): void;
	/** Called before a range is zapped. */
	beforeZap?(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): void;
};

export type PageVisitor = (vpn: Vpn, frame: Frame) => void;
export type SlotVisitor = (vpn: Vpn, slot: SwapSlot) => void;

export type PoliciesOf<Kernel> = {
	readonly vfork: VforkKind;
	readonly rules: EntryRules;
	/** Absent where every address space has its tables to itself. */
	readonly sharing?: TableSharingOf<Kernel>;
	/**
	 * What fills a mapping before anybody touches it: nothing if absent; a page of its own everywhere, as an image is
	 * loaded whole (V7); or a read of every page, which a fault is counted for (On-demand-fork).
	 */
	readonly populates?: 'image' | 'reading';
	/** What fork counts for a mapping: a vma unless it is said to be a map entry or a segment. */
	readonly mappingUnit?: 'entry_copy' | 'none';
	/** Called before mappings of an address space are made, unmapped, moved or given other rights. */
	beforeMapChange?(kernel: Kernel, mm: Mm): void;
	/** Whether memory that private writable mappings may need is reserved when they are made, fork included (SVR4). */
	readonly reservesMemory?: boolean;
	/**
	 * What a guess goes by whether memory can be had (mode 0 of vm.overcommit_memory): what is `free` of memory and swap, or
	 * `all` of both (Linux 5.2). Absent where there is no such setting.
	 */
	readonly guessesFrom?: 'free' | 'all';
	/** Called for a mapping that mmap has just made, where the design records something of it at once. */
	recordMapping?(kernel: Kernel, vma: Vma): void;
	/**
	 * The private page recorded for `vpn` whether it is in the page table or not, 0 for none. Absent where page-table
	 * entries are the record.
	 */
	recordedPage?(kernel: Kernel, vma: Vma, vpn: Vpn): Frame;
	/** Calls `visit` for every private page recorded for [start, end), in no particular order. Absent as recordedPage is. */
	visitRecorded?(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn, visit: PageVisitor): void;
	/** The same for private pages that are in swap only. */
	visitAway?(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn, visit: SlotVisitor): void;
	/**
	 * Gives the child what fork copies of one mapping: `vma` is the parent's, `copy` the child's, already in place.
	 * Returns 0 or -ENOMEM.
	 */
	copyMapping(kernel: Kernel, vma: Vma, copy: Vma): number;
	/**
	 * Called before a task runs on: what fork left for the child itself to do, or bringing an image in. Returns 0 or -ENOMEM.
	 */
	resume?(kernel: Kernel, mm: Mm): number;
	/** Called when every mapping has been copied, before either side runs. Returns 0 or -ENOMEM. */
	finishFork?(kernel: Kernel, parent: Mm, child: Mm): number;
	/**
	 * Serves a fault inside a mapping that allows the access; returns one of faultResults. `around` is what is known of
	 * the pages beside the one that is read, `reached` the leaf table that the access has come to, where one is known.
	 */
	fault(kernel: Kernel, vma: Vma, vpn: Vpn, isWrite: boolean, around?: Around, reached?: Table): number;
	/** Whether its pages may go to swap; where page-table entries are the record, swap entries are among them then. */
	readonly swaps?: boolean;
	/**
	 * Whether a page that comes back from swap keeps its slot for as long as it is recorded, so that it is written again only
	 * if it has changed (pagers of objects, anons).
	 */
	readonly keepsSlots?: boolean;
	/** Whether a page of zeros that goes to swap is remembered there instead of written (Linux 6.12). */
	readonly remembersZeros?: boolean;
	/** Absent where no active and inactive pages are told apart; else whether an inactive page loses its entries at once. */
	readonly pageQueues?: {readonly unmapsInactive: boolean};
	/** Whether pages are kept in lists for each cgroup (lruvec.ts). */
	readonly listsPages?: boolean;
	/** Whether objects collapse though pages of them have been in swap (Mach; FreeBSD since 2). */
	readonly collapsesPagers?: boolean;
	/**
	 * Frees up to so many pages because memory is short, or more where less is not to be had, and returns how many. `asking`
	 * is the address space that needs them, 0 for none; with `within` only pages charged to that cgroup or one in it go.
	 */
	reclaim(kernel: Kernel, pages: number, asking: Mm, within?: Cgroup): number;
	/** Whether memory can be mapped in huge pages of a pool (MAP_HUGETLB). */
	readonly hasHugetlb?: boolean;
	/** Whether of processes with equally much the youngest is killed when memory runs out, not the first that is met (Linux 5.3). */
	readonly killsYoungest?: boolean;
	/** Whether processes can be put into memory cgroups. */
	readonly hasCgroups?: boolean;
	/** Whether a write may take over this anonymous frame instead of copying it. */
	mayReuse(kernel: Kernel, frame: Frame): boolean;
	/** The leaf table through which the hardware lets this access reach its entry, or 0 for a fault above the leaf. */
	reachTable(kernel: Kernel, mm: Mm, vpn: Vpn, isWrite: boolean): Table;
	/** Takes the entries of a range away, and its tables where no neighbour needs them. */
	unmapRange(kernel: Kernel, mm: Mm, range: UnmapRange): void;
	/** Takes the entries of a range away while its mapping stays (madvise). */
	discardRange(kernel: Kernel, mm: Mm, start: Vpn, end: Vpn): void;
	/** Rewrites the entries of a range for the rights that the mapping has now. */
	protectRange(kernel: Kernel, vma: Vma, start: Vpn, end: Vpn): void;
	/** Moves the entries of a range to start at `to`. Returns 0 or -ENOMEM. */
	moveRange(kernel: Kernel, mm: Mm, from: PageRange, to: Vpn): number;
	/** Unmaps everything when the last task leaves. */
	clearMm(kernel: Kernel, mm: Mm): void;
};

/** How a fault ended. `outOfMemory` means that nothing was changed and the caller may try again. */
export const faultResults = {minor: 0, major: 1, segv: 2, outOfMemory: 3, sigbus: 4} as const;
