/** Units of work in the reader's words, for sentences such as "copying 12,400 pages". */
import type {WorkUnit} from '../../kernel/state/work.ts';
import {exactCountText} from './text.ts';

/** What is done, and to what: to one, and to several. */
const workWords: Readonly<Partial<Record<WorkUnit, readonly [verb: string, one: string, several: string]>>> =
	{
		vma_copy: ['copying', 'mapping', 'mappings'],
		entry_copy: ['copying', 'map entry', 'map entries'],
		obj_ref: ['taking', 'reference on objects', 'references on objects'],
		upper_alloc: ['building', 'upper table', 'upper tables'],
		pt_alloc: ['building', 'page table', 'page tables'],
		pt_free: ['freeing', 'page table', 'page tables'],
		pt_share: ['sharing', 'page table', 'page tables'],
		pt_unshare_copy: ['splitting', 'shared page table', 'shared page tables'],
		pt_unshare_reuse: ['taking over', 'shared page table', 'shared page tables'],
		pt_drop: ['letting go of', 'shared page table', 'shared page tables'],
		dir_wp: ['write-protecting', 'directory entry', 'directory entries'],
		pte_scan: ['looking at', 'page-table entry', 'page-table entries'],
		pte_copy: ['copying', 'page-table entry', 'page-table entries'],
		pte_wp: ['write-protecting', 'entry', 'entries'],
		pte_zap: ['clearing', 'entry', 'entries'],
		page_ref: ['taking', 'reference on pages', 'references on pages'],
		page_unref: ['dropping', 'reference on pages', 'references on pages'],
		rmap_add: ['recording', 'mapping of pages', 'mappings of pages'],
		rmap_remove: ['forgetting', 'mapping of pages', 'mappings of pages'],
		pv_add: ['listing', 'mapping of pages', 'mappings of pages'],
		pv_remove: ['taking off the lists', 'mapping of pages', 'mappings of pages'],
		chain_alloc: ['allocating', 'chain block', 'chain blocks'],
		anon_vma_alloc: ['allocating', 'anon_vma', 'anon_vmas'],
		avc_alloc: ['linking', 'anon_vma chain', 'anon_vma chains'],
		swap_dup: ['naming', 'slot of swap', 'slots of swap'],
		swap_free: ['letting go of', 'slot of swap', 'slots of swap'],
		io_in: ['reading from disk', 'page', 'pages'],
		io_out: ['writing to disk', 'page', 'pages'],
		reclaim_visit: ['looking at', 'entry to take a page away', 'entries to take pages away'],
		reclaim_useless: ['looking in vain at', 'entry', 'entries'],
		reclaim_freed: ['freeing', 'page', 'pages'],
		page_copy: ['copying', 'page', 'pages'],
		page_zero: ['zeroing', 'page', 'pages'],
		fault_minor: ['taking', 'fault', 'faults'],
		fault_major: ['taking', 'major fault', 'major faults'],
		tlb_page: ['flushing', 'single translation', 'single translations'],
		tlb_range: ['flushing', 'range of translations', 'ranges of translations'],
		tlb_mm: ['flushing', 'address space', 'address spaces'],
		tlb_global: ['flushing all CPUs', 'time', 'times'],
		block: ['putting', 'tasks to sleep', 'tasks to sleep'],
		wake: ['waking', 'task', 'tasks'],
		slot_copy: ['copying', 'slot', 'slots'],
		object_lookup: ['searching', 'object', 'objects'],
		syscall: ['entering the kernel', 'time', 'times'],
		fork: ['setting up', 'fork', 'forks'],
		vfork: ['setting up', 'vfork', 'vforks'],
		exec: ['starting', 'program', 'programs'],
		exit: ['ending', 'process', 'processes'],
		wait: ['reaping', 'child', 'children'],
		task_alloc: ['making', 'task', 'tasks'],
		task_free: ['freeing', 'task', 'tasks'],
		page_move: ['moving', 'page between objects', 'pages between objects'],
		page_flag: ['marking', 'page', 'pages'],
		fault_protected: ['writing to', 'protected page', 'protected pages'],
		pte_skip: ['passing over', 'empty entry', 'empty entries'],
		page_look: ['looking at', 'page of objects', 'pages of objects'],
		mm_chain_alloc: ['allocating', 'mm_chain block', 'mm_chain blocks'],
		huge_copy: ['copying', 'huge entry', 'huge entries'],
		huge_split: ['splitting', 'huge entry', 'huge entries'],
		huge_zap: ['clearing', 'huge entry', 'huge entries'],
	};

/** "copying 12,400 pages" for a unit and an amount. */
export function workText(unit: WorkUnit, amount: number): string {
	const [verb, one, several] = workWords[unit] ?? ['', unit, unit];
	return `${verb} ${exactCountText(amount)} ${Math.round(amount) === 1 ? one : several}`.trim();
}
