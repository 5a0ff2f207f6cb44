/**
 * Units of work: what the kernel counts where it happens. Nothing here knows about time; a cost table
 * (designs/costs) turns counts into microseconds.
 */

/** Row of each unit in `kernel.work`; row 0 is unused. */
export const workUnits = {
	vma_copy: 1,
	entry_copy: 2,
	obj_ref: 3,
	upper_alloc: 4,
	pt_alloc: 5,
	pt_free: 6,
	pt_share: 7,
	pt_unshare_copy: 8,
	pt_unshare_reuse: 9,
	pt_drop: 10,
	dir_wp: 11,
	/** An entry that fork looked at without copying it. */
	pte_scan: 12,
	pte_copy: 13,
	pte_wp: 14,
	pte_zap: 15,
	page_ref: 16,
	page_unref: 17,
	rmap_add: 18,
	rmap_remove: 19,
	chain_alloc: 20,
	anon_vma_alloc: 21,
	avc_alloc: 22,
	swap_dup: 23,
	swap_free: 24,
	page_copy: 25,
	page_zero: 26,
	fault_minor: 27,
	fault_major: 28,
	tlb_page: 29,
	tlb_range: 30,
	tlb_mm: 31,
	/** Flushing every CPU at once, as an entry of a shared table changes: the kernel does not know where its users run. */
	tlb_global: 32,
	io_in: 33,
	io_out: 34,
	block: 35,
	wake: 36,
	/** A page-table slot or amap slot that was copied without a page behind it (UVM's amap_copy). */
	slot_copy: 37,
	/** One object or shadow level that a fault looked into (4.4BSD). */
	object_lookup: 38,
	/** Calls and process life, so that a cost table can price the fixed part of each. */
	syscall: 39,
	fork: 40,
	vfork: 41,
	exec: 42,
	exit: 43,
	wait: 44,
	/** A process slot with its u-area or kernel stack, set up or torn down. */
	task_alloc: 45,
	task_free: 46,
	/** A page that a collapse moved to another object, or a page flag set in a loop over an object's pages. */
	page_move: 47,
	page_flag: 48,
	/** An empty entry of a shared table that a split passed over. */
	pte_skip: 49,
	/** A page of the object below that a fault looked at, to tell whether all of them are hidden (4.4BSD). */
	page_look: 50,
	/** A block in a table's list of the address spaces that use it (McCracken's mm_chain). */
	mm_chain_alloc: 51,
	/** A huge entry that fork copied, that was split into entries of its own, that was cleared. */
	huge_copy: 52,
	huge_split: 53,
	huge_zap: 54,
	/** A fault of a write to a protected page. It is in fault_minor too, as what that costs in any case. */
	fault_protected: 55,
	/** An entry that reclaim looked at, or a page that nothing maps; such a visit that freed nothing; a page that was freed. */
	reclaim_visit: 56,
	reclaim_useless: 57,
	reclaim_freed: 58,
	/**
	 * An entry put on and taken off the list of a page's mappings in a pmap (4.4BSD's pv_entry, System V's hment). No cost table has a price for it:
	 * it is in those of the faults and entries that it comes with, which were fitted to such kernels as a whole.
	 */
	pv_add: 59,
	pv_remove: 60,
} as const;
export type WorkUnit = keyof typeof workUnits;
export type WorkRow = (typeof workUnits)[WorkUnit];

export const workUnitNames = Object.keys(workUnits) as readonly WorkUnit[];
export const workUnitCount = workUnitNames.length;
