/**
 * Threads that run workloads on kernels, a task at a time each; what is asked for waits until one is free. Small tasks are
 * over before a thread has started, so the first ones run here.
 */
import {Worker} from 'node:worker_threads';
import type {Program} from '../../machine/program.ts';
import type {RunMessage} from './compare-worker.ts';
import {type DesignResult, runKernelWithin, type Task} from './run-kernel.ts';

export type Pool = {
	/** Undefined where the signal came before the answer. Rejects with the error of a thread; none of the others then goes on. */
	run(task: Task): Promise<DesignResult | undefined>;
	/** Ends the threads; what waits is given up. */
	close(): Promise<void>;
};

type Waiting = {
	readonly task: Task;
	resolve(result: DesignResult | undefined): void;
	reject(error: unknown): void;
};

/** `takes` from which end of what waits. */
type Hand = {
	readonly worker: Worker;
	readonly takes: 'first' | 'last';
	held: Program | undefined;
	at: Waiting | undefined;
};

/** The worker beside this file: source when run from source, its bundle when bundled. */
function workerUrl(): URL {
	const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
	return new URL(`./compare-worker.${extension}`, import.meta.url);
}

/** Milliseconds that tasks may take here, all together: about what it costs to start two threads. */
const hereMost = 200;

/** A program of more ops than that has no chance to be over within them, as its first ops run slowest. */
const opsMost = 100_000;

/**
 * At most `threads` are started, each when there is something for it to do; all end when the signal comes. What is asked for one
 * after the other should have most in common (kernels do as they are listed): threads take from both ends, so that
 * each has to compile less of the program and compiles it for fewer cases.
 */
export function openPool(threads: number, signal: AbortSignal): Pool {
	const waiting: Waiting[] = [];
	const hands: Hand[] = [];
	let isClosed = signal.aborted;
	let leftHere = hereMost;

	async function close(): Promise<void> {
		isClosed = true;
		signal.removeEventListener('abort', close);
		for (const given of [...waiting.splice(0), ...hands.map(({at}) => at)]) {
			given?.resolve(undefined);
		}

		await Promise.all(hands.splice(0).map(({worker}) => worker.terminate()));
	}

	/** Undefined where there is no time left for it here; from then on threads do all. */
	function runHere(task: Task): DesignResult | undefined {
		const began = performance.now();
		const mayFit = leftHere > 0 && task.program.count <= opsMost;
		const result = mayFit ? runKernelWithin(task, leftHere) : undefined;
		leftHere -= performance.now() - began;
		return result;
	}

	function start(): Hand {
		const takes = hands.length % 2 === 0 ? 'first' : 'last';
		const hand: Hand = {worker: new Worker(workerUrl()), takes, held: undefined, at: undefined};
		hand.worker.on('message', (result: DesignResult) => {
			const {at} = hand;
			hand.at = undefined;
			at?.resolve(result);
			give();
		});
		hand.worker.on('error', (error) => {
			hand.at?.reject(error);
			void close();
		});
		hands.push(hand);
		return hand;
	}

	function give(): void {
		const idle = hands.find(({at}) => at === undefined);
		const hand = waiting.length === 0 ? undefined : (idle ?? (hands.length < threads ? start() : undefined));
		const next = hand?.takes === 'last' ? waiting.pop() : hand && waiting.shift();
		if (hand !== undefined && next !== undefined) {
			hand.at = next;
			hand.worker.postMessage(messageFor(next.task, hand));
			hand.held = next.task.program;
		}
	}

	signal.addEventListener('abort', close);
	return {
		run: (task) =>
			new Promise((resolve, reject) => {
				if (isClosed) {
					resolve(undefined);
					return;
				}

				const result = runHere(task);
				if (result === undefined) {
					waiting.push({task, resolve, reject});
					// When all that is asked for in one go waits, so that there are two ends.
					queueMicrotask(give);
				} else {
					resolve(result);
				}
			}),
		close,
	};
}

/** A program that the thread has is not sent again: it may be large. */
function messageFor({program, ...rest}: Task, {held}: Hand): RunMessage {
	return {...rest, program: program === held ? undefined : program};
}
