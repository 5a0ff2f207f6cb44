/** Runs one workload on many designs, on several threads, and hands over each result as it comes. */
import type {Design} from '../../designs/design.ts';
import type {Program} from '../../machine/program.ts';
import {refusalOf} from '../../machine/refusal.ts';
import type {GeometryChoice} from '../choices.ts';
import {openPool} from './pool.ts';
import type {Skipped} from './rows.ts';
import type {DesignResult, Task} from './run-kernel.ts';

/** Which of the designs can run the workload, and why the others cannot; `native` are the page tables of each one's own time. */
export function sortDesigns(
	program: Program,
	designs: readonly Design[],
	geometry: GeometryChoice,
): {readonly able: string[]; readonly skipped: Skipped[]} {
	const able: string[] = [];
	const skipped: Skipped[] = [];
	for (const design of designs) {
		const why = refusalOf(design, program, geometry === 'native' ? design.geometry : geometry);
		if (why === undefined) {
			able.push(design.id);
		} else {
			skipped.push({kernel: design.id, skipped: why});
		}
	}

	return {able, skipped};
}

export type DesignRun = Omit<Task, 'kernel'> & {
	readonly kernels: readonly string[];
	readonly threads: number;
	/** Called with each result as it comes, in no particular order. */
	onResult(result: DesignResult): void;
	/** Ends the runs early when it is aborted. */
	readonly signal: AbortSignal;
};

/** Resolves when all designs have run, or the signal came. Rejects with a worker's error. */
export async function runDesigns({kernels, threads, onResult, signal, ...task}: DesignRun): Promise<void> {
	const pool = openPool(threads, signal);
	const runOne = async (kernel: string) => {
		const result = await pool.run({...task, kernel});
		if (result !== undefined) {
			onResult(result);
		}
	};
	try {
		await Promise.all(kernels.map(runOne));
	} finally {
		await pool.close();
	}
}
