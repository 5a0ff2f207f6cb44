/** What a machine is: a kernel, the program that runs on it, and columns for scripts, CPUs and time. */
import type {CostTable} from '../designs/costs/cost-table.ts';
import type {Design} from '../designs/design.ts';
import {type Columns, holding, type Kernel, type KernelColumns} from '../kernel/index.ts';
import type {OpenStep} from './ops/step.ts';
import type {Outcome} from './outcome.ts';
import type {Program} from './program.ts';
import {readyQueueColumns} from './ready-queue.ts';
import type {Scripts} from './script.ts';

/**
 * script   one row a script, row = script + 1: `task` that runs it (0: not born, or gone), `blocked` while that task
 *          sleeps, `blockedAt` the op that waits for it to wake (row + 1), `readyAt` when it may run next (µs), `done` the
 *          last op that it has carried out (row + 1), `isAtEnd` while the program has no further op for it.
 * cpu      when each CPU is free again.
 * clock    see `clocks`.
 */
export const machineSchema = {
	script: {
		task: holding.task,
		blocked: 'u8',
		blockedAt: 'i32',
		done: 'i32',
		isAtEnd: 'u8',
		readyAt: 'f64',
		userUs: 'f64',
		sysUs: 'f64',
	},
	ready: readyQueueColumns,
	cpu: {freeAt: 'f64'},
	clock: {value: 'f64'},
} as const;
export type MachineColumns = Columns<typeof machineSchema> & KernelColumns;

/** Rows of `machine.columns.clock`; times in microseconds. `known` counts the ops of the program that were taken in. */
export const clocks = {events: 1, now: 2, user: 3, sys: 4, lastOp: 5, known: 6} as const;

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
	/** What the running op is given, for execution alone. */
	readonly step: OpenStep;
	readonly prices: Float64Array;
};

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
