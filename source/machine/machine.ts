/**
 * The machine: a kernel, a program that runs on it, CPUs and time. One step carries out one op. All that a machine
 * will ever do follows from its columns and its program, so saving the columns saves the machine.
 */

import type {CostTable} from '../designs/costs/cost-table.ts';
import {priceList} from '../designs/costs/cost-table.ts';
import {costTables, findCostTable} from '../designs/costs/index.ts';
import type {Design} from '../designs/design.ts';
import {defaultDesign} from '../designs/index.ts';
import {
	allocateRow,
	assert,
	type Columns,
	clearEffects,
	createColumns,
	createKernel,
	type Geometry,
	geometries,
	holding,
	type Kernel,
	type KernelColumns,
	type Limits,
	pageBytes,
	totals,
	workUnitCount,
} from '../kernel/index.ts';
import {executeOp} from './execute.ts';
import {opOf} from './ops/index.ts';
import type {Outcome} from './outcome.ts';
import {createOutcome} from './outcome.ts';
import type {Program} from './program.ts';
import {
	earliestOp,
	hasReadyBefore,
	isQueueEmpty,
	pushReady,
	readyOps,
	readyQueueColumns,
	takeReady,
} from './ready-queue.ts';
import {refusalOf} from './refusal.ts';
import type {Scripts} from './script.ts';
import {linkScripts} from './script.ts';
import {UserError} from './user-error.ts';

/**
 * script   one row a script, row = script + 1: `task` that runs it (0: not born, or gone), `blocked` while that task
 *          sleeps, `blockedAt` the op that waits for it to wake (row + 1), `readyAt` when it may run next (µs).
 * cpu      when each CPU is free again.
 * clock    see `clocks`.
 */
const machineSchema = {
	script: {task: holding.task, blocked: 'u8', blockedAt: 'i32', readyAt: 'f64', userUs: 'f64', sysUs: 'f64'},
	ready: readyQueueColumns,
	cpu: {freeAt: 'f64'},
	clock: {value: 'f64'},
} as const;
export type MachineColumns = Columns<typeof machineSchema> & KernelColumns;

/** Rows of `machine.columns.clock`; times in microseconds. */
export const clocks = {events: 1, now: 2, user: 3, sys: 4, lastOp: 5} as const;

export type Machine = {
	readonly program: Program;
	readonly scripts: Scripts;
	readonly design: Design;
	readonly costs: CostTable;
	readonly kernel: Kernel;
	/** Everything that changes, for saving and restoring. */
	readonly columns: MachineColumns;
	/** What the last op came to. Not part of the state: it is there after a step, not after a restore. */
	readonly outcome: Outcome;
	readonly prices: Float64Array;
	/** Work counted before the running op. */
	readonly workBefore: Float64Array;
};

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
	const scripts = linkScripts(program);
	const machine: Machine = {
		program,
		scripts,
		design,
		costs,
		kernel,
		columns: {...kernel.columns, ...own},
		outcome: createOutcome(),
		prices: priceList(costs),
		workBefore: new Float64Array(workUnitCount + 1),
	};
	for (let i = 0; i < scripts.count; i += 1) {
		allocateRow(own.script);
	}

	for (let i = 0; i < program.header.cpus; i += 1) {
		allocateRow(own.cpu);
	}

	for (let i = 0; i < Object.keys(clocks).length; i += 1) {
		allocateRow(own.clock);
	}

	openScripts(machine);
	return machine;
}

function limitsOf(program: Program): Partial<Limits> {
	const {memoryBytes, swapBytes, overcommit = 0, overcommitRatio = 50} = program.header;
	const swapSlots = Math.floor(swapBytes / pageBytes);
	if (memoryBytes === undefined) {
		return {swapSlots, overcommit};
	}

	const frames = Math.floor(memoryBytes / pageBytes);
	const commitPages = Math.floor((frames * overcommitRatio) / 100) + swapSlots;
	return {frames, swapSlots, reservable: frames + swapSlots, overcommit, commitPages};
}

/** The row of script 0, the file's own ops. */
const fileScript = 1;

/** The file's own ops are ready, and those of pids that nobody ever creates: they will find no process. */
function openScripts(machine: Machine): void {
	const {scripts} = machine;
	const born = new Set(scripts.created);
	for (let script = 0; script < scripts.count; script += 1) {
		if (script === 0 || !born.has(script)) {
			enqueue(machine, scripts.first[script] - 1);
		}
	}

	releaseMark(machine);
}

/** Virtual time decides the order only where there is more than one CPU to run on; else the file does. */
function orderedByTime(machine: Machine): boolean {
	return machine.program.header.cpus > 1;
}

/** Queues an op for when its turn is. Where time decides that, what waits for all is held. */
function enqueue(machine: Machine, op: number): void {
	if (op < 0) {
		return;
	}

	const script = machine.scripts.scriptOf[op] + 1;
	const recorded = machine.program.time[op];
	const {readyAt} = machine.columns.script;
	if (recorded > readyAt[script]) {
		readyAt[script] = recorded;
	}

	if (!orderedByTime(machine)) {
		pushReady(machine.columns.ready, op, 0);
	} else if (waitsForAll(machine.program.kind[op])) {
		holdScript(machine, script, op);
	} else {
		pushReady(machine.columns.ready, op, readyAt[script]);
	}
}

/** Whether an op is one of the file's own that comes when all before it is done: a mark, and what is done to all processes. */
function waitsForAll(kind: number): boolean {
	const {isOfFile = false, starts} = opOf(kind);
	return isOfFile && starts === undefined;
}

/** Position of a machine: ops carried out so far. */
export function eventCount(machine: Machine): number {
	return machine.columns.clock.value[clocks.events];
}

/** Present time in microseconds since the start. */
export function timeUs(machine: Machine): number {
	return machine.columns.clock.value[clocks.now];
}

/** The op that was carried out last, or -1 before the first. */
export function lastOp(machine: Machine): number {
	return machine.columns.clock.value[clocks.lastOp] - 1;
}

/**
 * The scripts that could go on now: first the one whose turn it is, the others in no order that means anything. Empty
 * when the workload is over, or everybody left is asleep for ever.
 */
export function runnable({scripts, columns}: Machine): readonly number[] {
	return Array.from(readyOps(columns.ready), (op) => scripts.scriptOf[op]);
}

/**
 * Carries out the next op of a script that can go on, whoever's turn it is, and leaves what it came to in
 * `machine.outcome` and `machine.kernel.effects`. False when the op did not happen, as its task fell asleep in it.
 */
export function stepScript(machine: Machine, script: number): boolean {
	const op = readyOps(machine.columns.ready).find((each) => machine.scripts.scriptOf[each] === script);
	assert(op !== undefined, 'a script that cannot go on', {script});
	return carryOut(machine, op);
}

/** As stepScript, for the script whose turn it is, and on until something has happened. False when nothing can run any more. */
export function stepMachine(machine: Machine): boolean {
	const {ready} = machine.columns;
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
	rememberWork(machine);
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

/** The op has to be tried again when its task wakes. */
function sleepAt(machine: Machine, op: number): void {
	holdScript(machine, machine.scripts.scriptOf[op] + 1, op);
	wakeScripts(machine);
	releaseMark(machine);
}

/** Takes the time of the op: a CPU is held for its user and system time, sleep holds none. */
function charge(machine: Machine, op: number): void {
	const {clock, cpu, script} = machine.columns;
	const {outcome} = machine;
	const row = machine.scripts.scriptOf[op] + 1;
	outcome.sysUs = systemTime(machine);
	const busy = outcome.userUs + outcome.sysUs;
	const processor = firstFreeCpu(machine);
	const begin = Math.max(script.readyAt[row], busy > 0 ? cpu.freeAt[processor] : 0);
	outcome.beginUs = begin;
	const end = begin + busy;
	if (busy > 0) {
		cpu.freeAt[processor] = end;
	}

	script.readyAt[row] = end + outcome.sleepUs;
	script.userUs[row] += outcome.userUs;
	script.sysUs[row] += outcome.sysUs;
	clock.value[clocks.user] += outcome.userUs;
	clock.value[clocks.sys] += outcome.sysUs;
	clock.value[clocks.now] = Math.max(clock.value[clocks.now], end);
}

/** What was counted so far, so that the running op can be charged with the rest. */
function rememberWork({kernel, workBefore}: Machine): void {
	const {amount} = kernel.work;
	for (let unit = 1; unit <= workUnitCount; unit += 1) {
		workBefore[unit] = amount[unit];
	}
}

/** What the counted work of the running op costs, in microseconds. */
function systemTime(machine: Machine): number {
	const {amount} = machine.kernel.work;
	const {prices, workBefore} = machine;
	let total = 0;
	for (let unit = 1; unit <= workUnitCount; unit += 1) {
		total += (amount[unit] - workBefore[unit]) * prices[unit];
	}

	return total;
}

function firstFreeCpu(machine: Machine): number {
	const {freeAt, count} = machine.columns.cpu;
	let best = 1;
	for (let processor = 2; processor < count; processor += 1) {
		if (freeAt[processor] < freeAt[best]) {
			best = processor;
		}
	}

	return best;
}

/** Queues the next op of the script that ran, of the one it created, and of all that were woken or ended by it. */
function moveOn(machine: Machine, op: number): void {
	const {scripts, outcome} = machine;
	const {script} = machine.columns;
	const row = scripts.scriptOf[op] + 1;
	const following = scripts.next[op];
	const isAsleep = outcome.blocks && script.task[row] !== 0;
	if (isAsleep) {
		holdScript(machine, row, following - 1);
	} else {
		enqueue(machine, following - 1);
	}

	const created = scripts.created[op];
	if (created !== 0) {
		script.readyAt[created + 1] = script.readyAt[row];
		enqueue(machine, scripts.first[created] - 1);
	}

	wakeScripts(machine);
	releaseMark(machine);
}

/** A script stays at an op until it is released. */
function holdScript({columns: {script}}: Machine, row: number, op: number): void {
	script.blocked[row] = 1;
	script.blockedAt[row] = op + 1;
}

/**
 * Lets a held mark come once no process can do anything that stands before it in the file: at once, and at the time that
 * it is by then, unless it was recorded for later.
 */
function releaseMark(machine: Machine): void {
	const {script, ready, clock} = machine.columns;
	const op = script.blockedAt[fileScript] - 1;
	if (op < 0 || hasReadyBefore(ready, op)) {
		return;
	}

	script.blocked[fileScript] = 0;
	script.blockedAt[fileScript] = 0;
	const now = clock.value[clocks.now];
	const isLater = script.readyAt[fileScript] > now;
	script.readyAt[fileScript] = Math.max(script.readyAt[fileScript], now);
	pushReady(ready, op, isLater ? script.readyAt[fileScript] : 0);
}

/** Scripts of woken tasks go on where they slept; those of ended tasks too, to find that they have no process. */
function wakeScripts(machine: Machine): void {
	const {script} = machine.columns;
	const {effects} = machine.kernel;
	for (const row of effects.woken) {
		release(machine, row);
	}

	for (const row of effects.ended) {
		script.task[row] = 0;
		release(machine, row);
	}
}

function release(machine: Machine, row: number): void {
	const {blocked, blockedAt, readyAt} = machine.columns.script;
	if (row === 0 || blocked[row] === 0) {
		return;
	}

	blocked[row] = 0;
	readyAt[row] = Math.max(readyAt[row], machine.columns.clock.value[clocks.now]);
	enqueue(machine, blockedAt[row] - 1);
	blockedAt[row] = 0;
}
