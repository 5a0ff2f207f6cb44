/** The worker thread of `compare` and `sweep`: runs one workload on one kernel at a time, as it is told. */
import {parentPort} from 'node:worker_threads';
import {assert} from '../../kernel/state/assert.ts';
import type {Program} from '../../machine/program.ts';
import {runKernel, type Task} from './run-kernel.ts';

/** What a worker is told. It answers with a DesignResult. */
export type RunMessage = Omit<Task, 'program'> & {
	/** Undefined: that of the message before, which the worker has kept. */
	readonly program: Program | undefined;
};

assert(parentPort !== null, 'the worker of compare runs in a thread of its own');
const port = parentPort;
let kept: Program | undefined;

port.on('message', ({program = kept, ...task}: RunMessage) => {
	assert(program !== undefined, 'a worker was told no program');
	kept = program;
	port.postMessage(runKernel({...task, program}));
});
