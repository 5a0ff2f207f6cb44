/** The fifteen scenarios that the letters speak of, in the words that a user's own file has. */
import {readScenario} from './read-scenario.ts';
import type {Scenario} from './scenario.ts';

const texts: readonly string[] = [
	`scenario read-read
	says Two address spaces read the same absent file page of a table that they share.
	letter Dickins, 17 February: "mm1 and mm2 bringing page in at the same time so double-counting it".
	share mm1 mm2
	page 0 file absent
	page 1 anonymous present
	cpu 1 mm1: read 0
	cpu 2 mm2: read 0`,

	`scenario share-unshare
	says One address space forks while another that shares its table unshares.
	letter Torvalds, 18 February, "share+unshare": the unsharers must have seen a count of two at least.
	share mm1 mm2
	page 0 anonymous present
	page 1 file present
	cpu 1 mm1: fork mm3
	cpu 2 mm2: unshare`,

	`scenario unshare-unshare
	says The two users of a table unshare it at once.
	letter Torvalds, 18 February, "unshare+unshare": the only halfway interesting case.
	share mm1 mm2
	page 0 anonymous present
	page 1 file present
	cpu 1 mm1: unshare
	cpu 2 mm2: unshare`,

	`scenario share-share
	says The two users of a table fork at once.
	letter Torvalds, 18 February, "share+share": no races.
	share mm1 mm2
	page 0 anonymous present
	page 1 file present
	cpu 1 mm1: fork mm3
	cpu 2 mm2: fork mm4`,

	`scenario fork-swapout
	says One user of a table forks while the kernel swaps a page of it out in the other.
	letter Dickins, 17 February: copy_page_range from mm1 while try_to_swap_out acts on the shared table in mm2.
	share mm1 mm2
	page 0 anonymous present
	page 1 anonymous absent
	cpu 1 mm1: fork mm3
	cpu 2 kernel: swap-out mm2 0`,

	`scenario unshare-swapout
	says One user of a table unshares while the kernel swaps a page of it out in the other.
	letter Dickins, 17 February: __pte_alloc in mm1 while try_to_swap_out acts on the shared table in mm2.
	share mm1 mm2
	page 0 anonymous present
	page 1 anonymous absent
	cpu 1 mm1: unshare
	cpu 2 kernel: swap-out mm2 0`,

	`scenario zap-unshare
	says One user of a table unmaps it while the other copies its entries.
	letter Phillips, 17 February: hold the lock until the entries are copied, otherwise the source could go away.
	share mm1 mm2
	page 0 anonymous present
	page 1 file present
	cpu 1 mm1: unmap
	cpu 2 mm2: unshare`,

	`scenario zap-zap
	says Both users of a table unmap it at once: who is the last?
	letter Phillips, 17 February: zap "can’t tolerate two mms thinking that at the same time".
	share mm1 mm2
	page 0 anonymous present
	page 1 file present
	cpu 1 mm1: unmap
	cpu 2 mm2: unmap`,

	`scenario exit-free
	says One user of a table exits while the other unshares it.
	letter Phillips, 18 February: free_one_pmd decrements the use count without the share lock, "so that’s a bug".
	share mm1 mm2
	page 0 anonymous present
	page 1 file present
	cpu 1 mm1: exit
	cpu 2 mm2: unshare`,

	`scenario write-swapout
	says A program writes shared memory through its TLB while the page is swapped out in the other address space.
	letter Torvalds, 18 February: the swapper has to flush the TLBs of all the address spaces that share the table.
	share mm1 mm2
	page 0 shared present
	page 1 anonymous absent
	believes 1 page 0 writable
	cpu 1 mm1: write 0
	cpu 2 kernel: swap-out mm2 0, reclaim`,

	`scenario write-unshare
	says Both users of a table write the same private page: unsharing, then copy-on-write.
	letter Phillips, 18 February: a write fault unshares, then do_wp_page() copies the page or takes it over.
	share mm1 mm2
	page 0 anonymous present
	page 1 anonymous absent
	cpu 1 mm1: write 0
	cpu 2 mm2: write 0`,

	`scenario swapin-swapin
	says Two address spaces read the same swapped page of a table that they share.
	letter Dickins, 18 February: two read faults at once are harmless for a page of the swap cache, for it is locked.
	share mm1 mm2
	page 0 anonymous swapped
	page 1 anonymous absent
	cpu 1 mm1: read 0
	cpu 2 mm2: read 0`,

	`scenario exclusive
	says The sole user of a table unmaps it; a thread of its former sibling still reads through it, another unshares.
	letter Phillips, 17 February: the exclusive owner is protected by its own page_table_lock. "Please ping me".
	share mm1 mm2
	page 0 file absent
	page 1 anonymous present
	cpu 1 mm1: unmap
	cpu 2 mm2: read 0
	cpu 3 mm2: write 1`,

	`scenario thread-fork
	says One thread forks, another of the same address space writes through a TLB entry from before.
	letter The flush at the end of fork: the write bit is cleared, but a CPU may not have noticed.
	share mm1
	page 0 anonymous present
	page 1 anonymous absent
	believes 2 page 0 writable
	cpu 1 mm1: fork mm2
	cpu 2 mm1: write 0`,

	`scenario three
	says Of three users of a table two unshare it while the third forks.
	letter Torvalds, 18 February: everybody who sees a count above one copies, and one of them is the last.
	share mm1 mm2 mm3
	page 0 anonymous present
	page 1 file present
	cpu 1 mm1: unshare
	cpu 2 mm2: unshare
	cpu 3 mm3: fork mm4`,
];

export const scenarios: readonly Scenario[] = texts.map((text) => readScenario(text, 'scenario'));

export function findScenario(name: string): Scenario | undefined {
	return scenarios.find((scenario) => scenario.name === name);
}
