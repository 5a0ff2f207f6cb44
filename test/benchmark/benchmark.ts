/** What a benchmark is, and the clock that all of them share. */

export type Measurement = {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	/** What the figure depends on, or what it is to be held against. */
	readonly note?: string;
	/** The target: it is met by figures below this, or by those above. */
	readonly below?: number;
	readonly above?: number;
};

export type Benchmark = {
	readonly name: string;
	/** One benchmark may give several figures; the promise of none where the machine lacks what it needs. */
	measure(): Promise<readonly Measurement[]>;
};

/** Milliseconds of each of `times` runs, sorted: `[0]` is the best, the middle one the median. */
export async function timeRuns(times: number, run: () => unknown): Promise<readonly number[]> {
	const taken: number[] = [];
	for (let i = 0; i < times; i++) {
		const start = performance.now();
		await run();
		taken.push(performance.now() - start);
	}

	return taken.sort((left, right) => left - right);
}

export function median(sorted: readonly number[]): number {
	return sorted[Math.floor(sorted.length / 2)];
}

export function percentile95(sorted: readonly number[]): number {
	return sorted[Math.floor(sorted.length * 0.95)];
}

/** The median of figures in any order. */
export function middleOf(values: readonly number[]): number {
	return median(values.toSorted((left, right) => left - right));
}
