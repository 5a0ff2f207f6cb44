/** Timing forks of a parent with written pages, and holding what comes out against published measurements. */

import type {CostTable} from '../../designs/costs/cost-table.ts';
import type {Measurement} from '../../designs/costs/published.ts';
import type {Design} from '../../designs/design.ts';
import {chooseDesign} from '../../inquiry/choices.ts';
import type {Geometry} from '../../kernel/state/geometry.ts';
import {overcommitModes} from '../../kernel/state/limits.ts';
import {createMachine, runMachine, stepMachine} from '../../machine/machine.ts';
import {opKinds} from '../../machine/ops/index.ts';
import type {Program} from '../../machine/program.ts';
import type {Machine} from '../../machine/state.ts';
import {clocks, lastOp} from '../../machine/state.ts';
import {forktime} from '../../workloads/forktime.ts';
import {makeObj} from '../../workloads/make-obj.ts';

export type ForkTiming = {
	readonly design: Design;
	readonly costs: CostTable;
	/** Undefined: that of the design's own time. */
	readonly geometry?: Geometry['id'];
	readonly forks: number;
	readonly pages: number;
	/** Undefined: as much as is asked for. Else there is swap for all of it, and children wait until all are forked. */
	readonly memoryBytes?: number;
};

/**
 * Microseconds from the first fork to the last, as the program's own clock has them: children that exit meanwhile
 * are in it.
 */
export function timeForks({design, costs, geometry, forks, pages, memoryBytes}: ForkTiming): number {
	const program =
		memoryBytes === undefined
			? forktime.build({forks, pages, hold: false})
			: shortOfMemory(forks, pages, memoryBytes);
	const machine = createMachine(program, {design, costs, geometry: geometry ?? design.geometry});
	const begin = systemTimeAt(machine, 'pages written');
	return systemTimeAt(machine, 'forked') - begin;
}

/** The program on a machine that swaps. Forks are granted whatever the children could write: his kernel did so. */
export function shortOfMemory(forks: number, pages: number, memoryBytes: number): Program {
	const program = forktime.build({forks, pages, hold: true});
	const swapBytes = 2 ** 31;
	return {
		...program,
		header: {...program.header, memoryBytes, swapBytes, overcommit: overcommitModes.always},
	};
}

/** Runs to a mark; returns the system time spent until then. */
function systemTimeAt(machine: Machine, label: string): number {
	const {program} = machine;
	while (stepMachine(machine)) {
		const op = lastOp(machine);
		if (program.kind[op] === opKinds.mark && program.strings[program.text[op]] === label) {
			break;
		}
	}

	return machine.columns.clock.value[clocks.sys];
}

/** Microseconds of the first fork alone, in the parent. */
function timeOneFork({design, costs, pages}: ForkTiming): number {
	const machine = createMachine(forktime.build({forks: 1, pages}), {
		design,
		costs,
		geometry: design.geometry,
	});
	systemTimeAt(machine, 'pages written');
	while (stepMachine(machine) && machine.program.kind[lastOp(machine)] !== opKinds.fork) {
		// The marks and the fork are all that is left to come.
	}

	return machine.outcome.sysUs;
}

function timeMakeObj(design: Design, costs: CostTable): number {
	const machine = createMachine(makeObj.build(), {design, costs});
	runMachine(machine);
	return machine.columns.clock.value[clocks.sys];
}

/** What the simulation makes of a published measurement, in its unit. */
export function simulate({run, kernels, forks, pages, memoryBytes}: Measurement, costs: CostTable): number {
	const [first, second] = kernels.map((kernel) => {
		const timing = {design: chooseDesign(kernel), costs, forks, pages, memoryBytes};
		switch (run) {
			case 'forktime':
				return timeForks(timing) / forks;
			case 'fork':
				return timeOneFork(timing);
			default:
				return timeMakeObj(timing.design, costs);
		}
	});
	return second === undefined ? first : first / second;
}

/** How far a simulated value lies outside what was published: 0 within it, 0.1 for 10 % above, negative below. */
export function residual({published: [least, most]}: Measurement, value: number): number {
	if (value < least) {
		return value / least - 1;
	}

	return value > most ? value / most - 1 : 0;
}
