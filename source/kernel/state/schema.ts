/**
 * The tables that hold all state of the kernel, column by column, and the rows of those that are kept once.
 *
 * Ids are row numbers and 0 is "none" everywhere. `vpn` is a virtual page number; `start`/`end` of a vma are vpns,
 * end exclusive. Strings (comm, file names) are numbers into the strings of the program that runs.
 */
import {type Geometry, indexesInSlot, pagesInFolio, slotsInRow, stripEntries} from './geometry.ts';
import {holding} from './ids.ts';

/**
 * The tables of kernel state.
 *
 * frame    a physical page; free exactly when `mapcount`, the entries that map it, and `held` are 0. `word` is its contents,
 *          `since` the event that filled it or wrote to it last.
 * detail   what a frame has beside, if anything: most pages of plain memory have no detail, and read that of row 0.
 *          `object`/`index` place a page of a file, of shared memory or of a BSD object; `nextPage`/`previousPage` chain the
 *          pages of that object. `part` is which page of which folio it is: folio × pagesInFolio + index, 0 outside of folios.
 *          `slot` is where in swap it lies too, while the swap cache has it. `anon` is the one whose page it is. `queue` says
 *          in which queue it stands between `previousQueued` and `nextQueued`. `cgroup` is charged for it, 0 for none.
 * queue    pages in the order in which they joined: the active and the inactive ones (page-queues.ts), four such lists for each lruvec.
 * folio    2 MiB of memory that is had and given back as one. It holds a reference on each of its pages until nothing
 *          maps any; `maps` counts what does, a huge entry as 1. Two address spaces are counted by themselves: see folio.ts.
 * swap     a slot of swap in use. `users` counts the swap entries that name it, or is 1 for an anon or for the page `index`
 *          of `object`, whose slots hang off `firstSwapped`. `frame` is its page while that is in the swap cache,
 *          `word` what was written out; `cgroup` is charged for it, and again for the page that is read from it.
 * table    a page-table page. `refs` counts the directory entries and mm roots that point at it, `used` its entries
 *          that are not empty. One without a frame is no page: its entries are those of a huge page of the pool, which the
 *          directory entry maps by itself (hugetlb.ts).
 * strip    neighbouring entries of a table, as far as any was ever entered (strips.ts): PTE words of a leaf, directory words of
 *          an upper table (pte.ts).
 * mm       an address space; `users` counts the tasks on it. Vmas hang off `firstVma` in address order.
 * vma      a mapping. `object` is what backs it (0: anonymous memory recorded in PTEs), `mapping` the open file:
 *          each mmap has its own, and only pieces of one merge. `chain` is the length of its anon_vma chain.
 * disk     what a file holds in place of a page of it that has left memory: its `word`.
 * cgroup   a memory cgroup: a limit for its processes and for all cgroups in it, with `pages` and `slots` charged. Rows stay.
 * lruvec   what reclaim knows of the pages of a cgroup, by lists: row 1 is of those of none, row n + 1 of those of cgroup n (lruvec.ts).
 * anonVma  an identity: vmas with the same one may merge. `refs` counts the vmas that carry it.
 * mapEntry what records the private pages of a range, in kernels that do not leave that to page-table entries: an object
 *          with those below it, or an amap. Hang off `mm.firstEntry` in address order; those of one object off `firstHolder`.
 * anon     a private page that several amaps may hold: `refs` counts their slots. It has a `frame`, a `slot` of swap, or both.
 * slots    a run of an amap's slots: anons by index from `base` on, `used` of them not 0.
 * object   something with pages by index: a file's page cache, shared memory, private memory, or an amap, which has
 *          slots instead. `refs` counts vmas, map entries, objects above it and other holders.
 * cache    hash table from (object, index) to frame, or to a slot of swap or a row of disk as a negative number, and of amaps to
 *          slots, a `block` of indexes a row, `used` of them not 0; see cache.ts.
 * task     a process or a thread; `leader` is the first task of its thread group.
 */
export function kernelSchema(geometry: Geometry) {
	return {
		frame: {
			mapcount: 'i32',
			/** References beside those of entries. */
			held: 'u8',
			kind: 'u8',
			flags: 'u8',
			word: 'u32',
			since: 'u32',
			detail: holding.detail,
		},
		detail: {
			object: holding.object,
			index: holding.pageIndex,
			nextPage: holding.frame,
			previousPage: holding.frame,
			part: 'i32',
			slot: holding.swap,
			anon: holding.anon,
			queue: 'i32',
			nextQueued: holding.frame,
			previousQueued: holding.frame,
			cgroup: holding.cgroup,
			/** Blocks of the chain that finds its entries, where the design keeps chains. */
			chain: 'i32',
		},
		queue: {first: holding.frame, last: holding.frame, pages: 'i32'},
		folio: {
			maps: 'i32',
			firstMm: holding.mm,
			firstMaps: 'i32',
			secondMm: holding.mm,
			secondMaps: 'i32',
			/** 1: more than one address space maps it, as far as the two counts can tell. */
			isShared: 'u8',
			frame: [holding.frame, pagesInFolio],
		},
		swap: {
			users: 'i32',
			frame: holding.frame,
			/** Of its page, of frameKinds. */
			kind: 'u8',
			word: 'u32',
			/** How many pages of its lruvec had left or become active before it. */
			leftAt: 'f64',
			object: holding.object,
			index: holding.pageIndex,
			next: holding.swap,
			previous: holding.swap,
			cgroup: holding.cgroup,
		},
		table: {
			level: 'u8',
			refs: 'i32',
			used: 'i32',
			frame: holding.frame,
			/** The address space that is charged for it; 0 when that one has left a shared table. */
			owner: holding.mm,
			/** 1: every entry of private memory in it is read-only (shared-pt-bit). */
			isProtected: 'u8',
			/** 1: `anon`, `file`, `shmem` and `swapped` say how many entries it has of each kind; any change of an entry ends that. */
			isCounted: 'u8',
			anon: 'i32',
			file: 'i32',
			shmem: 'i32',
			swapped: 'i32',
			strip: [holding.strip, geometry.entries / stripEntries],
		},
		strip: {table: holding.table, entry: [holding.entry, stripEntries]},
		mm: {
			users: 'i32',
			root: holding.table,
			firstVma: holding.vma,
			lookedUp: holding.vma,
			vmas: 'i32',
			rssAnon: 'i32',
			rssFile: 'i32',
			rssShmem: 'i32',
			/** Swap entries (VmSwap). */
			swapped: 'i32',
			/** Where reclaim stopped last, in kernels that go through address spaces. */
			reclaimVpn: holding.vpn,
			/** Event since which it has been in memory, in kernels that swap whole images. */
			loaded: 'f64',
			/** vmaFlags that every new mapping gets (mlockall). */
			lockFlags: 'u32',
			/** Huge pages of the pool that it maps (HugetlbPages). */
			hugetlb: 'i32',
			/** Page-table pages charged to this mm (VmPTE); the root is not counted. */
			tables: 'i32',
			totalPages: 'f64',
			/** Heap, in bytes; 0 until the first brk or a [heap] mapping says where it begins. */
			brkStart: 'f64',
			brk: 'f64',
			/** What mappings in the heap are called. */
			heapName: 'i32',
			peakRss: 'i32',
			/** Tables that fork left for the child itself to copy. */
			pending: 'i32',
			/** The next address space that goes by the same map, in a ring; 0 where none does. */
			nextSharer: holding.mm,
			firstEntry: holding.mapEntry,
			lookedUpEntry: holding.mapEntry,
		},
		vma: {
			mm: holding.mm,
			start: holding.vpn,
			end: holding.vpn,
			flags: 'u32',
			object: holding.object,
			mapping: 'i32',
			/** In pages: into the file or object; for anonymous memory the vpn it was first mapped at. */
			offset: holding.pageIndex,
			anonVma: holding.anonVma,
			chain: 'i32',
			name: 'i32',
			next: holding.vma,
			previous: holding.vma,
		},
		mapEntry: {
			mm: holding.mm,
			start: holding.vpn,
			end: holding.vpn,
			object: holding.object,
			/** Index of its first page in the object. */
			offset: holding.pageIndex,
			needsCopy: 'u8',
			next: holding.mapEntry,
			previous: holding.mapEntry,
			nextHolder: holding.mapEntry,
			previousHolder: holding.mapEntry,
		},
		anon: {refs: 'i32', frame: holding.frame, slot: holding.swap},
		slots: {
			amap: holding.object,
			base: holding.pageIndex,
			used: 'i32',
			next: holding.slots,
			previous: holding.slots,
			anon: [holding.anon, slotsInRow],
		},
		disk: {word: 'u32', leftAt: 'f64'},
		cgroup: {
			/** The one that it is in; 0 for none. */
			parent: holding.cgroup,
			name: 'i32',
			/** Pages in memory and slots of swap, with those of the cgroups in it, and the most that each may be. */
			pages: 'f64',
			slots: 'f64',
			pagesMax: 'f64',
			slotsMax: 'f64',
			peak: 'f64',
			/** How often it was at its limit when a page was asked for, and how many of its processes were killed for that. */
			limitHits: 'f64',
			kills: 'f64',
		},
		lruvec: {
			cgroup: holding.cgroup,
			/** Pages that have left memory or become active. */
			age: 'f64',
			/** What going through the lists has cost lately: pages written or passed over. */
			cost: 'f64',
			costOfFiles: 'f64',
			/** Pages that became active as they came back, since it was reclaimed from last. */
			returned: 'i32',
			returnedFile: 'i32',
			/** Where reclaim in its cgroup and those below stopped last; 0 when all had their turn. */
			stoppedAt: holding.lruvec,
		},
		anonVma: {refs: 'i32'},
		object: {
			kind: 'u8',
			refs: 'i32',
			name: 'i32',
			firstPage: holding.frame,
			pages: 'i32',
			firstSwapped: holding.swap,
			next: holding.object,
			/** The object below, which shows through where this one has no page. */
			shadow: holding.object,
			firstShadower: holding.object,
			nextShadower: holding.object,
			previousShadower: holding.object,
			/** Indexes it was made for, end exclusive. */
			low: holding.pageIndex,
			high: holding.pageIndex,
			firstHolder: holding.mapEntry,
			firstSlots: holding.slots,
		},
		cache: {object: holding.object, block: 'f64', used: 'u8', value: ['i32', indexesInSlot]},
		task: {
			pid: 'i32',
			leader: holding.task,
			parent: holding.task,
			firstChild: holding.task,
			nextSibling: holding.task,
			previousSibling: holding.task,
			nextThread: holding.task,
			mm: holding.mm,
			state: 'u8',
			flags: 'u8',
			comm: 'i32',
			argv: 'i32',
			uid: 'i32',
			user: 'i32',
			pgid: 'i32',
			/** Processes and threads that its user may have when it starts another (RLIMIT_NPROC); 0 for no limit. */
			tasksMax: 'i32',
			/** Of a process: what its new memory is charged to. */
			cgroup: holding.cgroup,
			exitCode: 'i32',
			exitSignal: 'i32',
			/** The task asleep in vfork until this one execs or exits. */
			vforkParent: holding.task,
			minorFaults: 'f64',
			majorFaults: 'f64',
			/** Event that created it; with the pid this names a process for ever. */
			born: 'f64',
			/** What the machine calls this task; the kernel only carries it. */
			tag: 'i32',
		},
		/** One row a unit of work. */
		work: {amount: 'f64'},
		/** One row a number that the kernel keeps once; see `totals`. */
		total: {value: 'f64'},
		/** One row of ids that the kernel keeps once. */
		anchor: {
			/** The frame that is all zeros, mapped by every read of untouched anonymous memory. */
			zeroFrame: holding.frame,
			/** The folio of zeros, mapped by first reads where huge pages may be. */
			zeroFolio: holding.folio,
			/** The task that adopts orphans, pid 1 of the workload; 0 when there is none. */
			initTask: holding.task,
			/** First object of the list of named files. */
			firstFile: holding.object,
			/** Where reclaim stopped last: at a frame, or in an address space. */
			reclaimFrame: holding.frame,
			reclaimMm: holding.mm,
			/** What new pages and new page tables of the running event are charged to. */
			charging: holding.cgroup,
			chargingTables: holding.cgroup,
			/** Whose limit refused the last page that was refused; 0 where memory itself was used up. */
			full: holding.cgroup,
		},
	} as const;
}

/** Rows of `kernel.queue` for each of `kernel.lruvec`. */
export const queuesInLruvec = 4;

/** Rows of `kernel.total`. */
export const totals = {
	framesUsed: 1,
	framesPeak: 2,
	tablesUsed: 3,
	tablesPeak: 4,
	/** Identity given to the next open file (vma.mapping). */
	nextMapping: 5,
	/** Pages promised to private writable mappings (VM_ACCOUNT). */
	committed: 6,
	/** The running event; stamps what is born. */
	event: 7,
	oomKills: 8,
	cacheUsed: 9,
	tasksAlive: 10,
	tasksPeak: 11,
	/** Those of the living tasks that are threads beside the first one of their process. */
	threadsAlive: 12,
	/** Pages that all address spaces report as resident, each counted as often as it is reported. */
	resident: 13,
	/** Bits of the known defects that have bitten (defects.ts). */
	defects: 14,
	/** Frames of huge pages of the pool that are in use, and huge pages of it that mappings have reserved. */
	hugetlbFrames: 15,
	hugetlbReserved: 16,
	/** How often a frame was asked for and there was none. */
	framesRefused: 17,
} as const;

/** The row of `kernel.anchor`. */
export const anchorRow = 1;
