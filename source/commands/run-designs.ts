/** Runs one workload on many designs, on as many threads as there are CPUs, and hands over each result as it comes. */
import {availableParallelism} from 'node:os';
import {Worker} from 'node:worker_threads';
import type {RunSummary} from '../analysis/run.ts';
import type {Program} from '../machine/program.ts';
import type {ComparePlan} from './compare-worker.ts';

/** The worker beside this file: source when run from source, its bundle when bundled. */
function workerUrl(): URL {
	const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
	return new URL(`./compare-worker.${extension}`, import.meta.url);
}

export type DesignRun = {
	readonly program: Program;
	readonly kernels: readonly string[];
	/** The cost table for all; undefined for each design's own. */
	readonly costs: string | undefined;
	readonly geometry: ComparePlan['geometry'];
	/** Called with each result as it comes, in no particular order. */
	onResult(summary: RunSummary): void;
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
		worker.on('message', (summary: RunSummary) => {
			onResult(summary);
			next();
		});
		next();
	});
}
