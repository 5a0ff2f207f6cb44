/**
 * Properties of random cases. The cases are the same in every run, so that a change is judged by the change; others are
 * tried with FORKSCOPE_SEED, and more with FORKSCOPE_RUNS, which multiplies how many.
 */
import process from 'node:process';
import fc from 'fast-check';

const seed = Number(process.env.FORKSCOPE_SEED ?? 1);
const times = Number(process.env.FORKSCOPE_RUNS ?? 1);

/** Throws the smallest case that breaks the property, with the seed and the path that lead to it. */
export function holds<T>(property: fc.IProperty<T>, runs = 100): void {
	fc.assert(property, {seed, numRuns: runs * times});
}

/** The same of a property that waits. */
export async function holdsAsync<T>(property: fc.IAsyncProperty<T>, runs = 100): Promise<void> {
	await fc.assert(property, {seed, numRuns: runs * times});
}
