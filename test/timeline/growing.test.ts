/** A run whose program grows while it is looked at is, at every position, the run of the whole. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {checkKernel} from '../../source/kernel/check/check.ts';
import {sameSnapshot, saveColumns} from '../../source/kernel/state/snapshot.ts';
import {createGrowingProgram} from '../../source/machine/growing-program.ts';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import type {Program} from '../../source/machine/program.ts';
import {type OpRow, opRow} from '../../source/machine/program-builder.ts';
import {takeInOps} from '../../source/machine/schedule.ts';
import {eventCount, type Machine} from '../../source/machine/state.ts';
import {explore, followEnd, lengthOf} from '../../source/timeline/explore.ts';
import {seek} from '../../source/timeline/seek.ts';
import {createTimeline, positionOf, type Timeline} from '../../source/timeline/timeline.ts';
import {findWorkload} from '../../source/workloads/index.ts';

function wholeOf(id: string, parameters: Record<string, unknown> = {}): Program {
	const program = findWorkload(id)?.build(parameters) as Program;
	return {...program, header: {...program.header, cpus: 1}};
}

const programs: readonly Program[] = [
	wholeOf('cow'),
	wholeOf('vfork'),
	wholeOf('zombies-and-orphans'),
	wholeOf('pipeline', {runs: 1}),
	wholeOf('deep-chain', {depth: 5, pages: 40}),
	wholeOf('threads'),
];

function rowsOf(program: Program): OpRow[] {
	return Array.from({length: program.count}, (_, i) => opRow(program, i));
}

/** The state, with the ready ops in order: how they lie in their heap depends on the order in which they came. */
function stateOf(machine: Machine) {
	takeInOps(machine);
	const {ready} = machine.columns;
	const rows = Array.from({length: ready.count - 1}, (_, i) => [ready.op[i + 1], ready.time[i + 1]] as const);
	const saved = saveColumns(machine.columns);
	for (const [i, [op, time]] of rows.toSorted(([left], [right]) => left - right).entries()) {
		ready.op[i + 1] = op;
		ready.time[i + 1] = time;
	}

	const state = saveColumns(machine.columns);
	for (const [i, [op, time]] of rows.entries()) {
		ready.op[i + 1] = op;
		ready.time[i + 1] = time;
	}

	expect(sameSnapshot(saved, saveColumns(machine.columns))).toBe(true);
	return state;
}

function statesOf(program: Program) {
	const machine = createMachine(program);
	const states = [stateOf(machine)];
	while (stepMachine(machine)) {
		states.push(stateOf(machine));
	}

	return states;
}

const whole = programs.map(statesOf);

type Act = {readonly name: 'follow' | 'seek' | 'back' | 'explore'; readonly share: number};
const acts = fc.array(
	fc.record({
		name: fc.constantFrom<Act['name']>('follow', 'seek', 'back', 'explore'),
		share: fc.double({min: 0, max: 1, noNaN: true}),
	}),
	{maxLength: 3},
);
const pieces = fc.array(fc.record({ops: fc.integer({min: 1, max: 60}), acts}), {minLength: 1, maxLength: 40});

function act(timeline: Timeline, {name, share}: Act): void {
	switch (name) {
		case 'follow':
			expect(followEnd(timeline, Number.POSITIVE_INFINITY)).toBe(true);
			expect(positionOf(timeline)).toBe(timeline.history.count);
			break;
		case 'seek':
			seek(timeline, Math.floor(share * timeline.machine.program.count));
			break;
		case 'back':
			seek(timeline, positionOf(timeline) - 1);
			break;
		case 'explore':
			explore(timeline, Number.POSITIVE_INFINITY);
			break;
	}
}

test('fed piece by piece, and looked at on the way, it comes to the same states', () => {
	fc.assert(
		fc.property(fc.nat(programs.length - 1), pieces, (which, fed) => {
			const rows = rowsOf(programs[which]);
			const growing = createGrowingProgram(programs[which].header);
			const timeline = createTimeline(createMachine(growing.program));
			let added = 0;
			for (const {ops, acts: done} of fed) {
				growing.add(rows.slice(added, added + ops));
				added += ops;
				for (const each of done) {
					act(timeline, each);
					expect(checkKernel(timeline.machine.kernel)).toBeUndefined();
				}
			}

			growing.add(rows.slice(added));
			growing.close();
			const states = whole[which];
			expect(lengthOf(timeline)).toBe(states.length - 1);
			for (const position of [states.length - 1, states.length >> 1, 1, states.length >> 2, 0]) {
				seek(timeline, position);
				expect(eventCount(timeline.machine)).toBe(position);
				expect(sameSnapshot(stateOf(timeline.machine), states[position])).toBe(true);
			}
		}),
		{numRuns: 60},
	);
});

test('an end is the end of as many ops as there were', () => {
	const rows = rowsOf(programs[0]);
	const growing = createGrowingProgram(programs[0].header);
	const timeline = createTimeline(createMachine(growing.program));
	expect(lengthOf(timeline)).toBe(0);
	growing.add(rows.slice(0, 5));
	expect(timeline.length).toBeUndefined();
	expect(followEnd(timeline, Number.POSITIVE_INFINITY)).toBe(true);
	expect(timeline.length).toBe(5);
	seek(timeline, 2);
	growing.add(rows.slice(5, 9));
	expect(timeline.length).toBeUndefined();
	expect(positionOf(timeline)).toBe(2);
	expect(lengthOf(timeline)).toBe(9);
});

test('what grows has one CPU: with more, what is added could have come before what is there', () => {
	const growing = createGrowingProgram(programs[0].header);
	growing.add(rowsOf(programs[0]).slice(0, 3));
	const several = {...growing.program, header: {...growing.program.header, cpus: 2}};
	const machine = createMachine(several);
	several.count = 2;
	expect(() => stepMachine(machine)).toThrow('a program that grows on several CPUs');
});
