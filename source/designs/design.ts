/** What a design is: a card that tells people about it, and the policies that make its kernel. */
import type {Geometry} from '../kernel/state/kernel.ts';
import type {Policies} from '../kernel/state/policies.ts';

/** What a workload asks of a kernel that not every one ever had. */
export type WorkloadNeeds = {
	/** Threads, or processes that go on sharing one address space. */
	readonly threads: boolean;
	/** Writable memory shared between address spaces. */
	readonly sharedMemory: boolean;
};

export type Design = {
	/** What one types after --kernel. */
	readonly id: string;
	readonly title: string;
	readonly year: number;
	readonly author: string;
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
	readonly policies: Policies;
	/** Why this kernel could not have run such a workload, as a sentence; undefined when it can. */
	refuses?(needs: WorkloadNeeds): string | undefined;
};
