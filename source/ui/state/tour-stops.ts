/** The guided tour as data: each stop is a moment of a workload on a kernel, the pane to look at, and what is seen. */

export type TourStop = {
	readonly workload: string;
	readonly kernel: string;
	/** As the line behind `:` takes it. */
	readonly at: string;
	/** The pane that has the keys. */
	readonly pane: string;
	readonly title: string;
	/** Two or three lines of 76 cells. */
	readonly text: string;
};

/** What a tour leaves to the panes of a screen is all but these lines: a title and the text. */
export const tourRows = 4;

const copying = {workload: 'cow', kernel: 'linux-6'} as const;
const lending = {workload: 'vfork', kernel: 'linux-6'} as const;
const sharing = {workload: 'cow', kernel: 'shared-pt'} as const;

export const tourStops: readonly TourStop[] = [
	{
		...copying,
		at: 'mark:six pages written',
		pane: 'frames',
		title: 'One process and its pages',
		text: 'A process has written six pages: each has a frame of its own, held once (RC 1). Two more were only read: both are the one zero page. H explains every word on the screen.',
	},
	{
		...copying,
		at: 'mark:forked: all shared',
		pane: 'frames',
		title: 'fork copies no memory',
		text: 'There are two processes now, and still the same frames: each is held twice (RC 2) and may only be read. Look at the tree above: the bar is shared by 2 now, and TOTAL counts each page once.',
	},
	{
		...copying,
		at: 'mark:child wrote: one copy',
		pane: 'frames',
		title: 'Copy on write',
		text: 'The child has written to the first page. The kernel copied that page alone: its frame in the parent is held once again. Step back and forth with , and . to see it happen.',
	},
	{
		...copying,
		at: 'mark:parent wrote the same page: taken over',
		pane: 'log',
		title: 'The last one takes over',
		text: 'Now the parent writes to the page that the child has left. Nobody else holds it, so nothing is copied: the kernel only makes it writable again.',
	},
	{
		...lending,
		at: 'mark:64 pages written',
		pane: 'tree',
		title: 'vfork lends instead of copying',
		text: 'Here is a process with 64 pages of its own that is about to start another program. fork would write-protect all of them, only for exec to drop them at once.',
	},
	{
		...lending,
		at: '+1',
		pane: 'tree',
		title: 'The parent sleeps',
		text: 'After vfork the child runs in the memory of its parent. No page table was copied; the parent is in state D until the child execs or exits.',
	},
	{
		...lending,
		at: 'mark:rule 1: the child wrote its parent’s variables',
		pane: 'log',
		title: 'What is lent can be changed',
		text: 'A child that writes before exec writes to its parent’s variables. The log has what each event did; Enter on a line goes to that moment.',
	},
	{
		...sharing,
		at: 'mark:six pages written',
		pane: 'tables',
		title: 'Even the tables can be shared',
		text: 'The first workload again, on a kernel that shares page tables. Before fork the process has its tables alone. The lower edge of the tree says how much they take.',
	},
	{
		...sharing,
		at: 'mark:forked: all shared',
		pane: 'tables',
		title: 'fork shares page tables',
		text: 'Instead of copying entries, fork lets both processes use one page table: it is held twice, and a * marks it. That is why fork takes so little time here.',
	},
	{
		...sharing,
		at: 'mark:child wrote: one copy',
		pane: 'tables',
		title: 'The first write splits it',
		text: 'The child has written: first it gets a page table of its own, then a copy of the page. That is the price, and it is paid by the one that writes first.',
	},
	{
		...sharing,
		at: 'mark:forked: all shared',
		pane: 'tables',
		title: 'Two CPUs at this table',
		text: 'What if both write at once? With the wrong locks both split it, and a page counts twice: forkscope races unshare-unshare --locks mm --play. The rest of the tour is yours: forkscope build, ? for all keys, q to leave.',
	},
];

/** Stops of one workload on one kernel can be reached without opening another screen. */
export function areInOneScene(one: TourStop, other: TourStop): boolean {
	return one.workload === other.workload && one.kernel === other.kernel;
}
