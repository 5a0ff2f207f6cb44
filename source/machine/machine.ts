/**
 * The machine: a kernel, a program that runs on it, CPUs and time. One step carries out one op. All that a machine
 * will ever do follows from its columns and its program, so saving the columns saves the machine.
 */

import {type CostTable, priceList} from '../designs/costs/cost-table.ts';
import {costTables, findCostTable} from '../designs/costs/index.ts';
import type {Design} from '../designs/design.ts';
import {defaultDesign} from '../designs/index.ts';
import {
	allocateRow,
	assert,
	clearCounted,
	clearEffects,
	createColumns,
	createKernel,
	type Geometry,
	geometries,
	type Limits,
	pageBytes,
	pagesInFolio,
	totals,
} from '../kernel/index.ts';
import {charge} from './charge.ts';
import {executeOp} from './execute.ts';
import {createOutcome} from './outcome.ts';
import type {Program} from './program.ts';
import {earliestOp, isQueueEmpty, readyOps, takeReady} from './ready-queue.ts';
import {refusalOf} from './refusal.ts';
import {moveOn, sleepAt, takeInOps} from './schedule.ts';
import {linkScripts} from './script.ts';
import {clocks, eventCount, type Machine, machineSchema} from './state.ts';
import {UserError} from './user-error.ts';

export type MachineOptions = {
	readonly design?: Design;
	readonly costs?: CostTable;
	/** Page tables other than the workload's own. */
	readonly geometry?: Geometry['id'];
};

/** A machine before its first op. Throws a UserError where the design could not have run the program. */
export function createMachine(program: Program, options: MachineOptions = {}): Machine {
	const design = options.design ?? defaultDesign;
	const refusal = refusalOf(design, program, options.geometry);
	if (refusal !== undefined) {
		throw new UserError(refusal, {expected: 'another --kernel for this workload'});
	}

	const costs = options.costs ?? findCostTable(design.costs) ?? costTables[0];
	const kernel = createKernel({
		geometry: geometries[options.geometry ?? program.header.geometry],
		policies: design.policies,
		limits: limitsOf(program),
		hugePages: program.header.hugePages,
	});
	const own = createColumns(machineSchema);
	const outcome = createOutcome();
	const machine: Machine = {
		program,
		scripts: linkScripts(program),
		design,
		costs,
		kernel,
		columns: {...kernel.columns, ...own},
		outcome,
		step: {kernel, program, outcome, op: 0, task: 0, startedScript: 0, scriptTasks: own.script.task},
		prices: priceList(costs),
	};
	for (let i = 0; i < program.header.cpus; i += 1) {
		allocateRow(own.cpu);
	}

	for (let i = 0; i < Object.keys(clocks).length; i += 1) {
		allocateRow(own.clock);
	}

	takeInOps(machine);
	return machine;
}

function limitsOf(program: Program): Partial<Limits> {
	const {memoryBytes, swapBytes, overcommit = 0, overcommitRatio = 50, hugetlbPages = 0} = program.header;
	const swapSlots = Math.floor(swapBytes / pageBytes);
	if (memoryBytes === undefined) {
		return {swapSlots, overcommit, hugetlbPages};
	}

	const frames = Math.max(0, Math.floor(memoryBytes / pageBytes) - hugetlbPages * pagesInFolio);
	const commitPages = Math.floor((frames * overcommitRatio) / 100) + swapSlots;
	return {hugetlbPages, frames, swapSlots, reservable: frames + swapSlots, overcommit, commitPages};
}

/**
 * Carries out the next op of a script that can go on, whichever script's turn it is, and leaves what it came to in
 * `machine.outcome` and `machine.kernel.effects`. False when the op did not happen, as its task fell asleep in it.
 */
export function stepScript(machine: Machine, script: number): boolean {
	const op = readyOps(machine.columns.ready).find((each) => machine.scripts.scriptOf[each] === script);
	assert(op !== undefined, 'a script that cannot go on', {script});
	return carryOut(machine, op);
}

/** As stepScript, for the script whose turn it is, and on until something has happened. False when nothing can run any more. */
export function stepMachine(machine: Machine): boolean {
	const {ready, clock} = machine.columns;
	if (clock.value[clocks.known] !== machine.program.count) {
		takeInOps(machine);
	}

	while (!isQueueEmpty(ready)) {
		if (carryOut(machine, earliestOp(ready))) {
			return true;
		}
	}

	return false;
}

/** Carries out an op that is ready. False when its task fell asleep in it. */
function carryOut(machine: Machine, op: number): boolean {
	const {ready, clock} = machine.columns;
	const {kernel} = machine;
	takeReady(ready, op);
	clearEffects(kernel.effects);
	clearCounted(kernel.counted);
	kernel.total.value[totals.event] = clock.value[clocks.events] + 1;
	executeOp(machine, op);
	if (machine.outcome.sleeps) {
		sleepAt(machine, op);
		return false;
	}

	clock.value[clocks.events] += 1;
	clock.value[clocks.lastOp] = op + 1;
	charge(machine, op);
	moveOn(machine, op);
	return true;
}

/** Runs to the end, or until `events` ops have been carried out. */
export function runMachine(machine: Machine, events = Number.POSITIVE_INFINITY): void {
	while (eventCount(machine) < events && stepMachine(machine)) {
		// Everything happens in the step.
	}
}
