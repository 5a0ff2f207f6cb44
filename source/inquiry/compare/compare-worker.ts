/** The worker thread of `compare`: runs one workload on the designs it is told, one after another. */
import {parentPort, workerData} from 'node:worker_threads';
import {findCostTable} from '../../designs/costs/index.ts';
import {findDesign} from '../../designs/index.ts';
import {assert} from '../../kernel/state/assert.ts';
import type {Geometry} from '../../kernel/state/geometry.ts';
import {createMachine} from '../../machine/machine.ts';
import type {Program} from '../../machine/program.ts';
import {runToSummary} from '../outcome/run.ts';
import type {RunSummary} from '../outcome/summary.ts';
import {logReads, type ReadLog} from './reads.ts';

/** What the worker is made with. Undefined: each design's own costs, the workload's own page tables. */
export type ComparePlan = {
	readonly program: Program;
	readonly costs: string | undefined;
	readonly geometry: 'native' | Geometry['id'] | undefined;
};

/** What it answers for each design. */
export type DesignResult = {readonly summary: RunSummary; readonly reads: ReadLog};

assert(parentPort !== null, 'the worker of compare runs in a thread of its own');
const port = parentPort;
const {program, costs, geometry} = workerData as ComparePlan;

port.on('message', (kernel: string) => {
	const design = findDesign(kernel);
	assert(design !== undefined, 'a worker was told a design that is not registered', {kernel});
	const tables = geometry === 'native' ? design.geometry : geometry;
	const table = costs === undefined ? undefined : findCostTable(costs);
	const machine = createMachine(program, {design, costs: table, geometry: tables});
	const {log, note} = logReads(machine);
	const result: DesignResult = {summary: runToSummary(machine, note), reads: log};
	port.postMessage(result);
});
