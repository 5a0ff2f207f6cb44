/** Workloads as the library has them: built in the words of the workload file, or opened. What one is made of stays inside. */
export type Workload = {
	readonly name: string;
	/** Ops in it. */
	readonly count: number;
	/** What limits the answers that are got from it, a sentence each; empty where they are exact. */
	readonly limits: readonly string[];
	/** The lines of its workload file, header first, without line ends. */
	lines(): Iterable<string>;
};
