/**
 * Published measurements that cost tables are fitted to or held against. Each says what was run; `forkscope list
 * costs` runs it again and prints how far off the simulation is.
 */

export type Measurement = {
	/** The cost table that it belongs to. */
	readonly costs: string;
	/** What is run: the forktime program (fork and the child's exit), one fork alone, or make obj on two kernels. */
	readonly run: 'forktime' | 'fork' | 'make-obj';
	/** One kernel, or two whose quotient was published. */
	readonly kernels: readonly string[];
	readonly forks: number;
	/** Pages that the parent has written; of make-obj nothing. */
	readonly pages: number;
	/** Bytes of memory, where that was short and pages went to swap; no child ran before its parent had forked them all. */
	readonly memoryBytes?: number;
	/** Microseconds a fork, or the quotient; two where only a range was published. */
	readonly published: readonly [least: number, most: number];
	/** Fitted: the table was made from it. Predicted: it was not looked at. */
	readonly isFitted: boolean;
	readonly source: string;
};

const pageCounts = [100, 500, 1000, 10_000, 50_000, 100_000] as const;
const plain = [325, 471, 671, 4908, 21_879, 42_777] as const;
const shared = [351, 533, 637, 2132, 9546, 19_400] as const;
const eighteenth = 'Phillips, 18 February 2002';

function timing(kernel: string, forks: number, pages: number, us: number, source: string): Measurement {
	return {
		costs: 'phillips-2002',
		run: 'forktime',
		kernels: [kernel],
		forks,
		pages,
		published: [us, us],
		isFitted: source === eighteenth,
		source,
	};
}

/**
 * The point at which he remarks *swapping*, run twice by him: 781 MiB are written, so that the machine has 768 MiB, and the
 * tables of each child push as many pages out. Ten forks come to the same for each as a hundred.
 */
function swapping(kernel: string, first: number, second: number): Measurement {
	return {
		...timing(kernel, 10, 200_000, 0, `${eighteenth}; swapping`),
		published: [first, second],
		memoryBytes: 768 * 2 ** 20,
	};
}

const letter = 'Phillips, 17 February 2002; ±2 for load';

export const measurements: readonly Measurement[] = [
	...pageCounts.map((pages, i) => timing('linux-2.4', 100, pages, plain[i], eighteenth)),
	...pageCounts.map((pages, i) => timing('shared-pt', 100, pages, shared[i], eighteenth)),
	...pageCounts.map((pages, i): Measurement => {
		const quotient = plain[i] / shared[i];
		return {
			...timing('linux-2.4', 100, pages, 0, eighteenth),
			kernels: ['linux-2.4', 'shared-pt'],
			published: [quotient, quotient],
		};
	}),
	...[swapping('linux-2.4', 158_738, 192_090), swapping('shared-pt', 26_515, 36_840)],
	timing('linux-2.4', 100, 10_000, 4886, letter),
	timing('shared-pt', 100, 10_000, 2188, letter),
	timing('linux-2.4', 10, 100_000, 104_582, letter),
	timing('shared-pt', 10, 100_000, 22_567, letter),
	{
		costs: 'ppro-1998',
		run: 'make-obj',
		kernels: ['netbsd-1.3', '4.4bsd'],
		forks: 0,
		pages: 0,
		published: [42.75 / 51.74, 42.75 / 51.74],
		isFitted: true,
		source: 'Thorpe, 3 January 1998: 42.75 s to 51.74 s of system time',
	},
	{
		costs: 'modern',
		run: 'fork',
		kernels: ['linux-6'],
		forks: 1,
		pages: 262_144,
		published: [3900, 14_330],
		isFitted: true,
		source: 'fork of 1 GiB: Tatashin 3.9–4.5 ms, Hildenbrand 14.3 ms',
	},
	{
		costs: 'modern',
		run: 'fork',
		kernels: ['linux-6'],
		forks: 1,
		pages: 1,
		published: [60, 150],
		isFitted: true,
		source: 'fork of an almost empty process, 60–150 µs',
	},
	{
		costs: 'modern',
		run: 'fork',
		kernels: ['linux-6'],
		forks: 1,
		pages: 51_200,
		published: [2000, 20_000],
		isFitted: false,
		source: 'fork of 200 MB: 6 ms (zuvloop) to 20 ms (Node.js documentation), less without a virtual machine',
	},
];
