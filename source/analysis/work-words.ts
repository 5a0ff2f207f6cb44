/** Units of work in the reader's words, for sentences such as "copying 12,400 pages". */
import type {WorkUnit} from '../kernel/work.ts';

/** Each continues "it spends its time …": what was done, with the number in place of `#`. */
export const workWords: Readonly<Partial<Record<WorkUnit, string>>> = {
	vma_copy: 'copying # mappings',
	entry_copy: 'copying # map entries',
	obj_ref: 'taking # references on objects',
	upper_alloc: 'building # upper tables',
	pt_alloc: 'building # page tables',
	pt_free: 'freeing # page tables',
	pt_share: 'sharing # page tables',
	pt_unshare_copy: 'splitting # shared page tables',
	pt_unshare_reuse: 'taking over # shared page tables',
	pt_drop: 'letting go of # shared page tables',
	dir_wp: 'write-protecting # directory entries',
	pte_scan: 'looking at # page-table entries',
	pte_copy: 'copying # page-table entries',
	pte_wp: 'write-protecting # entries',
	pte_zap: 'clearing # entries',
	page_ref: 'taking # references on pages',
	page_unref: 'dropping # references on pages',
	rmap_add: 'recording # mappings of pages',
	rmap_remove: 'forgetting # mappings of pages',
	chain_alloc: 'allocating # chain blocks',
	anon_vma_alloc: 'allocating # anon_vmas',
	avc_alloc: 'linking # anon_vma chains',
	page_copy: 'copying # pages',
	page_zero: 'zeroing # pages',
	fault_minor: 'taking # faults',
	fault_major: 'taking # major faults',
	tlb_page: 'flushing # single translations',
	tlb_range: 'flushing # ranges of translations',
	tlb_mm: 'flushing # address spaces',
	tlb_global: 'flushing all CPUs # times',
	block: 'putting # tasks to sleep',
	wake: 'waking # tasks',
	slot_copy: 'copying # slots',
	object_lookup: 'searching # objects',
	syscall: 'entering the kernel # times',
	fork: 'setting up # forks',
	vfork: 'setting up # vforks',
	exec: 'starting # programs',
	exit: 'ending # processes',
	wait: 'reaping # children',
	task_alloc: 'making # tasks',
	task_free: 'freeing # tasks',
	page_move: 'moving # pages between objects',
	page_flag: 'marking # pages',
};

/** A count with thousands separated, the way all text output shows them. */
export function countText(count: number): string {
	return Math.round(count).toLocaleString('en-US');
}

/** "copying 12,400 pages" for a unit and an amount. */
export function workText(unit: WorkUnit, amount: number): string {
	return (workWords[unit] ?? `${unit} #`).replace('#', countText(amount));
}
