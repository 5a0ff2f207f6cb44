/** However one gets to a position, the machine there is the same to the last byte, and so is what led there. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {sameSnapshot, saveColumns} from '../../source/kernel/state/snapshot.ts';
import {createMachine, stepMachine} from '../../source/machine/machine.ts';
import type {Program} from '../../source/machine/program.ts';
import {eventCount, type Machine} from '../../source/machine/state.ts';
import {explore, lengthOf} from '../../source/timeline/explore.ts';
import {type Direction, findEvent} from '../../source/timeline/find.ts';
import {continueScan, createScan, untilTrue} from '../../source/timeline/scan.ts';
import {seek} from '../../source/timeline/seek.ts';
import {createTimeline, positionOf, type Timeline} from '../../source/timeline/timeline.ts';
import {findWorkload} from '../../source/workloads/index.ts';
import {holds} from '../helpers/property.ts';

function programOf(id: string, parameters: Record<string, unknown> = {}): Program {
	const program = findWorkload(id)?.build(parameters);
	if (program === undefined) {
		throw new Error(`no workload ${id}`);
	}

	return program;
}

/** What there is to compare at a position: the state, and what the last event did. */
function momentOf(machine: Machine) {
	const {outcome, kernel} = machine;
	return {
		state: saveColumns(machine.columns),
		op: eventCount(machine) === 0 ? -1 : outcome.op,
		effects: kernel.effects.kind.slice(0, kernel.effects.count).join(' '),
	};
}

function straightRun(program: Program): readonly ReturnType<typeof momentOf>[] {
	const machine = createMachine(program);
	const moments = [momentOf(machine)];
	while (stepMachine(machine)) {
		moments.push(momentOf(machine));
	}

	return moments;
}

const programs: readonly Program[] = [
	programOf('cow'),
	programOf('vfork'),
	programOf('zombies-and-orphans'),
	programOf('pipeline', {runs: 1}),
	programOf('deep-chain', {depth: 5, pages: 40}),
];

type Move = {readonly name: string; readonly by: number};
const move: fc.Arbitrary<Move> = fc.record({
	name: fc.constantFrom('seek', 'forward', 'back', 'explore', 'end', 'until', 'untilBack', 'keyframe'),
	by: fc.nat(1000),
});

function carryOut(timeline: Timeline, {name, by}: Move, count: number): void {
	const tasks = (machine: Machine) => machine.kernel.task.live === 1 + (by % 4);
	const moves: Record<string, () => unknown> = {
		seek: () => seek(timeline, by % (count + 5)),
		forward: () => seek(timeline, positionOf(timeline) + 1),
		back: () => seek(timeline, positionOf(timeline) - 1),
		explore: () => explore(timeline, by % 3),
		end: () => lengthOf(timeline),
		until: () => runUntil(timeline, tasks, 1),
		untilBack: () => runUntil(timeline, tasks, -1),
		keyframe: () => seek(timeline, Number.POSITIVE_INFINITY),
	};
	moves[name]();
}

/** Goes to where something becomes true, a millisecond at a time; stays where it never does. */
function runUntil(timeline: Timeline, holds: (machine: Machine) => boolean, direction: Direction): boolean {
	const from = positionOf(timeline) - (direction === 1 ? 0 : 1);
	const scan = createScan(timeline, untilTrue(holds), direction, from);
	while (!scan.isOver) {
		continueScan(timeline, scan, 1);
		// Slice by slice, as the screen does it.
	}

	seek(timeline, scan.found ?? positionOf(timeline));
	return scan.found !== undefined;
}

function expectSameMoment(timeline: Timeline, moments: readonly ReturnType<typeof momentOf>[]): void {
	const position = positionOf(timeline);
	const [here, then] = [momentOf(timeline.machine), moments[position]];
	expect(sameSnapshot(here.state, then.state), `state at ${position}`).toBe(true);
	expect({op: here.op, effects: here.effects}).toEqual({op: then.op, effects: then.effects});
}

describe.each(programs.map((program) => [program.header.name, program] as const))('%s', (_, program) => {
	const moments = straightRun(program);

	test('is the same at a position however one gets there', () => {
		holds(
			fc.property(
				fc.array(move, {maxLength: 20}),
				fc.constantFrom(1, 300_000, 2 ** 26),
				(moves, budgetBytes) => {
					const timeline = createTimeline(createMachine(program), {budgetBytes});
					for (const one of moves) {
						carryOut(timeline, one, program.count);
						expectSameMoment(timeline, moments);
					}
				},
			),
			30,
		);
	});

	test('knows its length once the end was reached, and stops there', () => {
		const timeline = createTimeline(createMachine(program));
		expect(timeline.length).toBeUndefined();
		expect(seek(timeline, Number.POSITIVE_INFINITY)).toBe(moments.length - 1);
		expect(timeline.length).toBe(moments.length - 1);
		expect(seek(timeline, moments.length)).toBe(moments.length - 1);
		expectSameMoment(timeline, moments);
	});

	test('goes back step by step to the beginning', () => {
		const timeline = createTimeline(createMachine(program), {budgetBytes: 500_000});
		seek(timeline, 60);
		while (positionOf(timeline) > 0) {
			seek(timeline, positionOf(timeline) - 1);
			expectSameMoment(timeline, moments);
		}

		expect(seek(timeline, -1)).toBe(0);
	});
});

test('keyframes stay within their budget', () => {
	const budgetBytes = 4_000_000;
	const timeline = createTimeline(createMachine(programOf('build', {units: 3})), {budgetBytes});
	for (let position = lengthOf(timeline); position > 0; position -= 37) {
		seek(timeline, position);
		seek(timeline, positionOf(timeline) - 1);
		expect(timeline.keyframes.usedBytes).toBeLessThanOrEqual(budgetBytes);
	}
});

describe('finding', () => {
	const program = programOf('zombies-and-orphans');
	const hasOp = (op: number) => (history: {readonly op: Int32Array}, event: number) =>
		history.op[event] === op;

	test('finds an event ahead without moving, and behind', () => {
		const timeline = createTimeline(createMachine(program));
		expect(findEvent(timeline, hasOp(9), 1)).toBeUndefined();
		lengthOf(timeline);
		// init sleeps in an earlier op, so op 9 is the ninth that is carried out.
		expect(findEvent(timeline, hasOp(9), 1)).toBe(9);
		expect(positionOf(timeline)).toBe(0);
		seek(timeline, 9);
		expect(findEvent(timeline, hasOp(9), 1)).toBeUndefined();
		expect(findEvent(timeline, hasOp(9), -1)).toBeUndefined();
		seek(timeline, 20);
		expect(findEvent(timeline, hasOp(9), -1)).toBe(9);
	});

	test('runs until something becomes true, in both directions', () => {
		const timeline = createTimeline(createMachine(program));
		const hasFour = (machine: Machine) => machine.kernel.task.live >= 4;
		expect(runUntil(timeline, hasFour, 1)).toBe(true);
		const forwards = positionOf(timeline);
		expect(hasFour(timeline.machine)).toBe(true);
		expect(runUntil(timeline, hasFour, -1)).toBe(false);
		expect(positionOf(timeline)).toBe(forwards);
		seek(timeline, forwards + 3);
		expect(runUntil(timeline, hasFour, -1)).toBe(true);
		expect(positionOf(timeline)).toBe(forwards);
	});

	test('a scan finds what a straight run would, from everywhere and in both directions', () => {
		const timeline = createTimeline(createMachine(program), {budgetBytes: 300_000});
		const end = lengthOf(timeline);
		const isQuiet = (machine: Machine) => machine.kernel.task.live % 2 === 0;
		const machine = createMachine(program);
		const turns: number[] = [];
		for (let held = isQuiet(machine); stepMachine(machine); ) {
			const before = held;
			held = isQuiet(machine);
			turns.push(...(held && !before ? [eventCount(machine)] : []));
		}

		expect(turns.length).toBeGreaterThan(3);
		for (let from = 0; from <= end; from += 3) {
			for (const direction of [1, -1] as const) {
				seek(timeline, from);
				const scan = createScan(timeline, untilTrue(isQuiet), direction);
				continueScan(timeline, scan, Number.POSITIVE_INFINITY);
				const ahead = turns.find((turn) => turn > from);
				const behind = turns.findLast((turn) => turn <= from);
				expect([from, direction, scan.found]).toEqual([from, direction, direction === 1 ? ahead : behind]);
				expect(positionOf(timeline)).toBe(from);
			}
		}
	});
});
