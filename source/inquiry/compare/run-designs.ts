/** Runs one workload on many designs, on as many threads as there are CPUs, and hands over each result as it comes. */
import {availableParallelism} from 'node:os';
import {Worker} from 'node:worker_threads';
import type {Design} from '../../designs/design.ts';
import type {Program} from '../../machine/program.ts';
import {refusalOf} from '../../machine/refusal.ts';
import type {ComparePlan, DesignResult} from './compare-worker.ts';
import type {Skipped} from './rows.ts';

/** The worker beside this file: source when run from source, its bundle when bundled. */
function workerUrl(): URL {
	const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
	return new URL(`./compare-worker.${extension}`, import.meta.url);
}

/** Which of the designs can run the workload, and why the others cannot; `native` are the page tables of each one's own time. */
export function sortDesigns(
	program: Program,
	designs: readonly Design[],
	geometry: ComparePlan['geometry'],
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

export type DesignRun = {
	readonly program: Program;
	readonly kernels: readonly string[];
	/** The cost table for all; undefined for each design's own. */
	readonly costs: string | undefined;
	readonly geometry: ComparePlan['geometry'];
	/** Called with each result as it comes, in no particular order. */
	onResult(result: DesignResult): void;
	/** Ends the runs early when it is aborted. */
	readonly signal: AbortSignal;
};

/** Resolves when all designs have run, or the signal came. Rejects with a worker's error. */
export async function runDesigns(run: DesignRun): Promise<void> {
	const waiting = [...run.kernels];
	const {program, costs, geometry} = run;
	const plan: ComparePlan = {program, costs, geometry};
	const count = Math.min(waiting.length, Math.max(1, availableParallelism()));
	await Promise.all(Array.from({length: count}, () => runWorker(run, plan, waiting)));
}

/** One worker takes designs from the list until there are none left. */
function runWorker({onResult, signal}: DesignRun, plan: ComparePlan, waiting: string[]): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal.aborted) {
			resolve();
			return;
		}

		const worker = new Worker(workerUrl(), {workerData: plan});
		const end = () => {
			signal.removeEventListener('abort', end);
			worker.terminate().then(() => resolve(), reject);
		};
		const next = () => {
			const kernel = waiting.shift();
			if (kernel === undefined) {
				end();
			} else {
				worker.postMessage(kernel);
			}
		};

		signal.addEventListener('abort', end);
		worker.on('error', reject);
		worker.on('message', (result: DesignResult) => {
			onResult(result);
			next();
		});
		next();
	});
}
