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
	/** The cells that the text names: each stands on the screen then, from 80 by 24 cells on. */
	readonly shows: readonly string[];
};

/** What a tour leaves to the panes of a screen is all but these lines: a title and the text. */
export const tourRows = 4;

const copying = {workload: 'cow', kernel: 'linux-6'} as const;
const lending = {workload: 'vfork', kernel: 'linux-6'} as const;
const sharing = {workload: 'cow', kernel: 'shared-pt'} as const;
const forked = {workload: 'cow', at: 'mark:forked: all shared', pane: 'tables'} as const;

export const tourStops: readonly TourStop[] = [
	{
		...copying,
		at: 'mark:six pages written',
		pane: 'frames',
		title: 'One process and its pages',
		text: 'A process has written six pages: each has a frame of its own, held once (RC 1), and may be written (W yes). OP is the event that wrote it. G shows two more that were only read: both are the one zero page. H explains every word.',
		shows: ['  RC MAP W      OP AGE ', ' 1   1 yes     5 '],
	},
	{
		...copying,
		at: 'mark:forked: all shared',
		pane: 'frames',
		title: 'fork copies no memory',
		text: 'There are two processes now, and still the same frames: each is held twice (RC 2) and may only be read (W no). Look at the tree above: the bar is shared by 2 now, and TOTAL counts each page once.',
		shows: [' 2   2 no      5 ', '24K shared by 2'],
	},
	{
		...copying,
		at: 'mark:child wrote: one copy',
		pane: 'frames',
		title: 'Copy on write',
		text: 'The child has written to the first page. The kernel copied that page alone: its frame in the parent is held once again (RC 1), and W still says no; all others are shared as before. Step back and forth with , and . to see it happen.',
		shows: [' 1   1 no      5 ', ' 2   2 no      5 '],
	},
	{
		...copying,
		at: 'mark:parent wrote the same page: taken over',
		pane: 'frames',
		title: 'The last one takes over',
		text: 'Now the parent writes to the page that the child has left. Nobody else holds it, so nothing is copied: the same frame becomes writable again (W yes), and contains what event 12 wrote (OP 12).',
		shows: [' 1   1 yes    12 '],
	},
	{
		...lending,
		at: 'mark:64 pages written',
		pane: 'tree',
		title: 'vfork lends instead of copying',
		text: 'Here is a process with 64 pages (256K) of its own that is about to start another program. fork would write-protect all of them, only for exec to drop them at once.',
		shows: [' 256K own', 'mark 64 pages written'],
	},
	{
		...lending,
		at: '5',
		pane: 'tree',
		title: 'The parent sleeps',
		text: 'After vfork the child runs in the memory of its parent. No page table was copied, both have the same 256K; the parent is in state D until the child execs or exits.',
		shows: [' D parent', ' R └─parent new', '  256K ', '1 process put to sleep'],
	},
	{
		...lending,
		at: '11',
		pane: 'log',
		title: 'Rule 1: what is lent can be changed',
		text: 'A child that writes before exec writes to its parent’s variables: two pages of them here. The log has what each event did; Enter on a line goes to that moment.',
		shows: ['write 3 8K', '2 pages of the parent'],
	},
	{
		...lending,
		at: '16',
		pane: 'log',
		title: 'Rule 2: the stack is lent too',
		text: 'This child has returned from the function that called vfork, and its parent will find another stack there. The kernel cannot see it; forkscope tells, as it follows the calls.',
		shows: ['return 4', '1 return through the parent'],
	},
	{
		...lending,
		at: '21',
		pane: 'log',
		title: 'Rule 3: so are the exit handlers',
		text: 'This one calls exit() and not _exit(): what the parent wanted done at its own end is done now. forkscope check vfork names all three places.',
		shows: ['exit() 5: ', '1 run of the parent'],
	},
	{
		...sharing,
		at: 'mark:six pages written',
		pane: 'tables',
		title: 'Even the tables can be shared',
		text: 'The first workload again, on a kernel that shares page tables. Before fork the process has its tables alone (RC 1), and six entries let a write through (WR 6). The lower edge of the tree says how much they take.',
		shows: ['  1 7effffe00000    8/512    6 ', '16K tables'],
	},
	{
		...sharing,
		...forked,
		title: 'fork shares page tables',
		text: 'Instead of copying entries, fork lets both processes use one page table: it is held twice, and a * marks it. But WR is 0: Phillips’ fork still has to look at each entry, to write-protect it. The next three stops do without.',
		shows: [' 2* 7effffe00000    8/512    0 ', 'PTE #4 with 1 2'],
	},
	{
		...forked,
		kernel: 'shared-pt-bit',
		title: 'A bit says that all is read-only',
		text: 'One bit of the table (“all ro”) says that a fork has write-protected all of it already. So the first fork looks at each entry, and the next at none, until somebody writes.',
		shows: [' 2* 7effffe00000    8/512    0 ', 'all ro'],
	},
	{
		...forked,
		kernel: 'shared-pt-dir',
		title: 'Linus: the directory can say no',
		text: 'The entries stay writable (WR 6), but the directory entry above them lets no write through (DIR ro). fork looks at no page-table entry at all. Not every processor can do that.',
		shows: [' 2* 7effffe00000    8/512    6 ro '],
	},
	{
		...forked,
		kernel: 'shared-pt-absent',
		title: 'Dickins: or not be there',
		text: 'Where a processor cannot do that, the directory entry is made absent (DIR none), in both processes: reading faults once too, and then gets the table back.',
		shows: [' 2* 7effffe00000    8/512    6 none '],
	},
	{
		...sharing,
		at: 'mark:child wrote: one copy',
		pane: 'tables',
		title: 'The first write splits it',
		text: 'The child has written: first it gets a page table of its own, then a copy of the page. The table of the parent is held once again (RC 1). That is the price, and it is paid by the one that writes first.',
		shows: ['  1 7effffe00000    8/512    0 '],
	},
	{
		...sharing,
		...forked,
		title: 'Two CPUs at this table',
		text: 'What if both write at once? With the wrong locks both split it, and a page counts twice: forkscope races unshare-unshare --locks mm --play. The rest of the tour is yours: forkscope build, ? for all keys, q to leave.',
		shows: [' 2* 7effffe00000    8/512    0 '],
	},
];

/** Stops of one workload on one kernel can be reached without opening another screen. */
export function areInOneScene(one: TourStop, other: TourStop): boolean {
	return one.workload === other.workload && one.kernel === other.kernel;
}
