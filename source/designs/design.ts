/** What a design is: a card that tells people about it, and the policies that make its kernel. */

import type {Geometry} from '../kernel/state/geometry.ts';
import type {Policies} from '../kernel/state/kernel.ts';
import type {Calls, LateCall} from './late-calls.ts';

/** What a workload asks of a kernel that not every one ever had. */
export type WorkloadNeeds = {
	/** Threads, or processes that go on sharing one address space. */
	readonly threads: boolean;
	/** Writable memory shared between address spaces. */
	readonly sharedMemory: boolean;
	/** Processes in memory cgroups. */
	readonly cgroups: boolean;
	/** Memory in huge pages of a pool. */
	readonly hugetlb: boolean;
	/** Such memory, shared, that covers a table of 1 GiB whole. */
	readonly hugetlbTables: boolean;
	/** Guards in page tables; protection keys. */
	readonly guards: boolean;
	readonly keys: boolean;
	/** A process that serves page faults itself. */
	readonly servesFaults: boolean;
	/** A process that asks for small pages to be made a huge one. */
	readonly collapses: boolean;
	/** Memory that could lie in a transparent huge page, or is asked to. */
	readonly hugePages: boolean;
	/** Calls that some kernels had not yet, or never. */
	readonly calls: ReadonlySet<LateCall>;
	/** A child that runs in its parent's memory until it execs. */
	readonly vfork: boolean;
	/** The most that one process has mapped with any right at once, in bytes; what lies over older mappings counts twice. */
	readonly mappedBytes: number;
};

/** Families in the order in which they came: what a heading calls them. */
export const families = {
	eager: 'Everything is copied at fork',
	segments: 'Segments with maps of anonymous pages',
	mach: 'Objects over objects, after Mach',
	uvm: 'Anons in amaps',
	linux: 'Linux: page tables copied, pages shared',
	shared: 'Page tables shared, 2002 to 2006',
	onDemand: 'Page tables shared or handed over, since 2021',
} as const;
export type Family = keyof typeof families;

export type Design = {
	/** What one types after --kernel. */
	readonly id: string;
	readonly title: string;
	/** Whose child it is; those of one family stand together in lists. */
	readonly family: Family;
	/** The main design that it changes in a point or two; lists and comparisons show it where all are asked for. */
	readonly variantOf?: string;
	readonly year: number;
	readonly author: string;
	/** What it does at fork, in one line of a list. */
	readonly atFork: string;
	/** The card, a sentence or two each. */
	readonly idea: string;
	readonly forkCopies: string;
	readonly firstWrite: string;
	readonly gotWrong: string;
	readonly source: string;
	/** The page tables of the machines it was made for; used where a workload does not decide. */
	readonly geometry: Geometry['id'];
	/** Cost table that fits its time best. */
	readonly costs: string;
	/** Which calls it had. */
	readonly calls: Calls;
	readonly policies: Policies;
	/** Why this kernel could not have run such a workload, as a sentence; undefined when it can. */
	refuses?(needs: WorkloadNeeds): string | undefined;
	/** What stands in for something that the workload does and this kernel never had, as a sentence. */
	remark?(needs: WorkloadNeeds): string | undefined;
};

/** Why a design that fills what is mapped stops before it has filled the machine that simulates it; `most` in GiB. */
export function refusesToFill({mappedBytes}: WorkloadNeeds, most: number, why: string): string | undefined {
	const mapped = Math.ceil(mappedBytes / 2 ** 30);
	return mapped <= most
		? undefined
		: `${why}, and one process maps ${mapped} GiB at once; more than ${most} GiB are not simulated on it.`;
}
