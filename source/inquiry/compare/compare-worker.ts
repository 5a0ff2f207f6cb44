/** The worker thread of `compare` and `sweep`: runs one workload on one kernel at a time, as it is told. */
import {parentPort} from 'node:worker_threads';
import type {CostTable} from '../../designs/costs/cost-table.ts';
import {findDesign} from '../../designs/index.ts';
import {assert} from '../../kernel/state/assert.ts';
import {createMachine} from '../../machine/machine.ts';
import type {Program} from '../../machine/program.ts';
import type {GeometryChoice} from '../choices.ts';
import {runToSummary} from '../outcome/run.ts';
import type {RunSummary} from '../outcome/summary.ts';
import {logReads, type ReadLog} from './reads.ts';

/** What a worker is told. */
export type RunMessage = {
	readonly kernel: string;
	/** Undefined: that of the message before, which the worker has kept. */
	readonly program: Program | undefined;
	/** Undefined: each kernel's own. */
	readonly costs: CostTable | undefined;
	readonly geometry: GeometryChoice;
};

/** What it answers. */
export type DesignResult = {readonly summary: RunSummary; readonly reads: ReadLog};

assert(parentPort !== null, 'the worker of compare runs in a thread of its own');
const port = parentPort;
let kept: Program | undefined;

port.on('message', ({kernel, program = kept, costs, geometry}: RunMessage) => {
	const design = findDesign(kernel);
	assert(design !== undefined, 'a worker was told a design that is not registered', {kernel});
	assert(program !== undefined, 'a worker was told no program');
	kept = program;
	const tables = geometry === 'native' ? design.geometry : geometry;
	const machine = createMachine(program, {design, costs, geometry: tables});
	const {log, note} = logReads(machine);
	const result: DesignResult = {summary: runToSummary(machine, note), reads: log};
	port.postMessage(result);
});
