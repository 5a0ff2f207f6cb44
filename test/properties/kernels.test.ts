/** Properties of every registered kernel: what processes read, what is counted, that it is the same twice, that nothing leaks. */

import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Design} from '../../source/designs/design.ts';
import {designs} from '../../source/designs/index.ts';
import {checkKernel} from '../../source/kernel/check/check.ts';
import {effectKinds} from '../../source/kernel/state/effects.ts';
import {sameSnapshot, saveColumns} from '../../source/kernel/state/snapshot.ts';
import {createMachine, runMachine, stepMachine} from '../../source/machine/machine.ts';
import {opKinds} from '../../source/machine/ops/index.ts';
import type {Program} from '../../source/machine/program.ts';
import {opRow} from '../../source/machine/program-builder.ts';
import {refusalOf} from '../../source/machine/refusal.ts';
import type {Machine} from '../../source/machine/state.ts';
import {eventCount} from '../../source/machine/state.ts';
import {firstForkDifference} from '../helpers/fork-oracle.ts';
import {holds} from '../helpers/property.ts';
import type {Expected, Scenario, ScenarioOptions} from './scenario.ts';
import {scenarios} from './scenario.ts';

/** What the op that ran last came to, in the model's words. */
function outcomeOf({outcome: {result, access}}: Machine, expected: Expected): Expected {
	if (access.segv) {
		return 'dead';
	}

	if (result < 0) {
		throw new Error(`a legal op was refused: ${result}`);
	}

	return typeof expected === 'bigint' ? (BigInt(access.digestHigh) << 32n) | BigInt(access.digestLow) : 'ok';
}

/** A design that is known to do wrong, and has said so, may do wrong from then on. */
function hasDefect({kernel}: Machine): boolean {
	return kernel.effects.kind.subarray(0, kernel.effects.count).includes(effectKinds.defect);
}

/** The first op that comes to something else than the model says, as text; ops run in the order of the file. */
function firstSurprise(machine: Machine, {program, expected}: Scenario): string | undefined {
	for (let op = 0; op < program.count; op += 1) {
		if (!stepMachine(machine)) {
			return `nothing can run after op ${op}`;
		}

		if (hasDefect(machine)) {
			return undefined;
		}

		const told = outcomeOf(machine, expected[op]);
		if (machine.outcome.op !== op || told !== expected[op]) {
			const row = JSON.stringify(opRow(program, op));
			return `op ${op} ${row}: ${expected[op]} expected, op ${machine.outcome.op} came to ${told}`;
		}
	}

	return undefined;
}

/** Events between two checks; where one of them fails, all are taken again one by one, so that the event is named. */
const eventsPerCheck = 4;

/** The first moment at which a count is wrong. */
function firstMiscount(program: Program, design: Design, every = eventsPerCheck): string | undefined {
	const machine = createMachine(program, {design});
	for (let isOver = false; !isOver; ) {
		isOver = !stepMachine(machine);
		const problem = isOver || eventCount(machine) % every === 0 ? checkKernel(machine.kernel) : undefined;
		if (problem !== undefined) {
			const row = JSON.stringify(opRow(program, machine.outcome.op));
			const where = `after event ${eventCount(machine)}, ${row}: ${problem}`;
			return every === 1 ? where : (firstMiscount(program, design, 1) ?? where);
		}
	}

	return undefined;
}

/** The first page of a child that was just forked which is not as its parent has it. */
function firstLoss(machine: Machine): string | undefined {
	while (stepMachine(machine)) {
		const {program, outcome} = machine;
		const {op} = outcome;
		if (hasDefect(machine)) {
			return undefined;
		}

		if (program.kind[op] === opKinds.fork && outcome.result >= 0) {
			const loss = firstForkDifference(machine, program.pid[op], program.child[op]);
			if (loss !== undefined) {
				return `op ${op}: ${loss}`;
			}
		}
	}

	return undefined;
}

function canRun(design: Design, {program}: Scenario): boolean {
	return refusalOf(design, program) === undefined;
}

/** What of a scenario depends on the kernel that it is for. */
function optionsFor({policies, refuses}: Design): ScenarioOptions {
	const needs = {
		threads: true,
		sharedMemory: false,
		vfork: false,
		cgroups: false,
		hugetlb: false,
		hugetlbTables: false,
		servesFaults: false,
		collapses: false,
		guards: false,
		keys: false,
		hugePages: false,
		calls: new Set<never>(),
		mappedBytes: 0,
	};
	return {vforkKeepsMemory: policies.vfork === 'block', hasThreads: refuses?.(needs) === undefined};
}

describe.each(designs.map((design) => [design.id, design] as const))('%s', (_, design) => {
	const check = (runs: number, arbitrary: fc.Arbitrary<Scenario>, property: (scenario: Scenario) => void) => {
		holds(
			fc.property(
				arbitrary.filter((scenario) => canRun(design, scenario)),
				property,
			),
			runs,
		);
	};

	const options = optionsFor(design);

	test('every process reads what a model without sharing reads', () => {
		check(60, scenarios(options), (scenario) => {
			expect(firstSurprise(createMachine(scenario.program, {design}), scenario)).toBeUndefined();
		});
	});

	test('a forked child reads what its parent reads, whatever became of mappings before', () => {
		check(20, scenarios({...options, isWild: true, livesOn: true, swapPages: 600}), ({program}) => {
			expect(firstLoss(createMachine(program, {design}))).toBeUndefined();
		});
	});

	test.each([600, 24])('every process reads the same with %d pages of swap', (swapPages) => {
		check(30, scenarios({...options, swapPages}), (scenario) => {
			expect(firstSurprise(createMachine(scenario.program, {design}), scenario)).toBeUndefined();
		});
	});

	if (design.policies.swaps === true) {
		test('every process reads the same where most of it is in swap', () => {
			check(30, scenarios({...options, swapPages: 4000, memoryPages: 160}), (scenario) => {
				expect(firstSurprise(createMachine(scenario.program, {design}), scenario)).toBeUndefined();
			});
		});

		test('all counts agree where most is in swap, and where that is full too', () => {
			for (const swapPages of [600, 40]) {
				check(20, scenarios({isWild: true, livesOn: true, swapPages, memoryPages: 100}), ({program}) => {
					expect(firstMiscount(program, design)).toBeUndefined();
				});
			}
		});
	}

	if (design.policies.hasCgroups === true && design.policies.swaps === true) {
		test('every process reads the same within the limit of a cgroup', () => {
			check(40, scenarios({...options, swapPages: 4000, cgroupPages: 120}), (scenario) => {
				expect(firstSurprise(createMachine(scenario.program, {design}), scenario)).toBeUndefined();
			});
		});
	}

	test.each([600, 24])('all counts agree with %d pages of swap', (swapPages) => {
		check(20, scenarios({isWild: true, livesOn: true, swapPages}), ({program}) => {
			expect(firstMiscount(program, design)).toBeUndefined();
		});
	});

	test('all counts agree after every event, and nothing is left in the end', () => {
		check(30, scenarios({isWild: true, livesOn: true}), ({program}) => {
			expect(firstMiscount(program, design)).toBeUndefined();
		});
	});

	test('all counts agree where memory runs out', () => {
		check(30, scenarios({memoryPages: 96, isWild: true, livesOn: true}), ({program}) => {
			expect(firstMiscount(program, design)).toBeUndefined();
		});
	});

	test('the same program leaves the same bytes', () => {
		check(10, scenarios({isWild: true, livesOn: true}), ({program}) => {
			const [first, second] = [0, 1].map(() => {
				const machine = createMachine(program, {design});
				runMachine(machine);
				return saveColumns(machine.columns);
			});
			expect(sameSnapshot(first, second)).toBe(true);
		});
	});
});
