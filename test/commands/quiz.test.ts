/**
 * What the quiz answers is what comes of it: the write that is asked about is carried out on a machine of its own, what is
 * read is followed by a model that knows no kernel, and counts are counted again.
 */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Exercise, openExercise} from '../../source/commands/quiz/exercise.ts';
import {openRaceExercise} from '../../source/commands/quiz/races.ts';
import {type Topic, topics} from '../../source/commands/quiz/topics.ts';
import type {Design} from '../../source/designs/design.ts';
import {designs} from '../../source/designs/index.ts';
import type {Question, QuestionKind} from '../../source/inquiry/quiz/questions.ts';
import {frameKinds, isUsed} from '../../source/kernel/frames/frame.ts';
import {findTask, taskStates} from '../../source/kernel/processes/task.ts';
import {pageBytes} from '../../source/kernel/state/geometry.ts';
import {totals} from '../../source/kernel/state/schema.ts';
import {workUnits} from '../../source/kernel/state/work.ts';
import {races} from '../../source/library/races.ts';
import {createMachine, runMachine, stepMachine} from '../../source/machine/machine.ts';
import {createProgramBuilder, type OpRow, opRow} from '../../source/machine/program-builder.ts';
import {eventCount, type Machine} from '../../source/machine/state.ts';
import {choose, createPlay, stateOf} from '../../source/races/play.ts';
import {describeState} from '../../source/races/schedule.ts';
import {holds} from '../helpers/property.ts';
import {runCommand} from '../helpers/run-command.ts';

/** A machine of its own at the moment of the exercise, about to carry out one op more, if one is given. */
function machineAt({timeline: {machine}}: Exercise, next?: OpRow): Machine {
	const {program, design} = machine;
	const events = eventCount(machine);
	const builder = createProgramBuilder();
	for (let op = 0; op < (next === undefined ? program.count : events); op += 1) {
		builder.add(opRow(program, op));
	}

	if (next !== undefined) {
		builder.add({...next, time: program.time[program.count - 1] + 1});
	}

	const other = createMachine(builder.finish(program.header), {design});
	runMachine(other, events);
	return other;
}

/** The write that is asked about, done. */
function written(exercise: Exercise, {pid, address}: Question): {copied: number; faults: number} {
	const machine = machineAt(exercise, {op: 'write', pid, address, length: pageBytes});
	const {amount} = machine.kernel.work;
	const before = amount[workUnits.page_copy];
	expect(stepMachine(machine)).toBe(true);
	const {minorFaults, majorFaults, segv} = machine.outcome.access;
	expect(segv).toBe(false);
	return {copied: amount[workUnits.page_copy] - before, faults: minorFaults + majorFaults};
}

/** What each process has in memory, by address: a fork copies all of it, and who runs in lent memory has the same. */
function readFrom(exercise: Exercise, {pid, address}: Question): number {
	const machine = createMachine(exercise.timeline.machine.program, {
		design: exercise.timeline.machine.design,
	});
	const memories = new Map<number, Map<number, number>>();
	const memoryOf = (of = 0) => memories.get(of) ?? new Map<number, number>();
	while (eventCount(machine) < eventCount(exercise.timeline.machine) && stepMachine(machine)) {
		const {
			op,
			pid: actor,
			child = 0,
			address: at = 0,
			length = 0,
		} = opRow(machine.program, machine.outcome.op);
		if (op === 'fork' || op === 'vfork') {
			const {mm} = machine.kernel.task;
			const isLent = mm[findTask(machine.kernel, child)] === mm[findTask(machine.kernel, actor ?? 0)];
			memories.set(child, isLent ? memoryOf(actor) : new Map(memoryOf(actor)));
		} else if (op === 'start' || op === 'exec') {
			memories.set(actor ?? 0, new Map());
		}

		for (let page = at; op === 'write' && page < at + length; page += pageBytes) {
			memoryOf(actor).set(page, eventCount(machine));
		}
	}

	return memoryOf(pid).get(address ?? 0) ?? 0;
}

function rowsWhere(count: number, isMeant: (row: number) => boolean): number[] {
	return Array.from({length: count}, (_, row) => row).filter((row) => row > 0 && isMeant(row));
}

const counted: Readonly<Record<QuestionKind, (exercise: Exercise, question: Question) => Question['value']>> =
	{
		frames(exercise) {
			const {kernel} = machineAt(exercise);
			const {count, kind} = kernel.frame;
			return rowsWhere(count, (row) => isUsed(kernel, row) && kind[row] === frameKinds.anon).length;
		},
		tables(exercise) {
			const {table} = machineAt(exercise).kernel;
			return rowsWhere(table.count, (row) => table.refs[row] > 1).length;
		},
		asleep(exercise) {
			const {task} = machineAt(exercise).kernel;
			return rowsWhere(task.count, (row) => task.state[row] === taskStates.vforkWait).map(
				(row) => task.pid[row],
			);
		},
		freed(exercise) {
			const machine = machineAt(exercise);
			const {value} = machine.kernel.total;
			const before = value[totals.framesUsed];
			expect(stepMachine(machine)).toBe(true);
			return before - value[totals.framesUsed];
		},
		copies: (exercise, question) => written(exercise, question).copied,
		faultless: (exercise, question) => written(exercise, question).faults === 0,
		contents: readFrom,
	};

function kernelsOf({needsSharedTables}: Topic): Design[] {
	return designs.filter(({policies}) => !needsSharedTables || policies.sharing !== undefined);
}

describe.each(topics.map((topic) => [topic.id, topic] as const))('%s', (_id, topic) => {
	test('the answers agree with stepping the run', () => {
		const cases = fc.tuple(
			fc.nat({max: 2 ** 32 - 1}),
			fc.constantFrom(...kernelsOf(topic).map(({id}) => id)),
		);
		holds(
			fc.property(cases, ([seed, kernel]) => {
				const exercise = openExercise(topic, seed, kernel);
				expect(eventCount(exercise.timeline.machine)).toBeGreaterThanOrEqual(5);
				expect(eventCount(exercise.timeline.machine)).toBeLessThanOrEqual(10);
				expect(exercise.questions.map(({kind}) => kind)).toEqual(topic.asks);
				for (const question of exercise.questions) {
					expect(question.value, question.question).toEqual(counted[question.kind](exercise, question));
				}
			}),
			60,
		);
	});

	test('no question has the same answer in every exercise', () => {
		const exercises = Array.from({length: 12}, (_, seed) => openExercise(topic, seed));
		for (const kind of topic.asks) {
			const answers = exercises.flatMap(({questions}) => questions.filter((each) => each.kind === kind));
			expect(new Set(answers.map(({answer}) => answer)).size, kind).toBeGreaterThan(1);
		}
	});

	test('another kernel can have other answers', () => {
		const kernels = kernelsOf(topic).map(({id}) => id);
		const differing = kernels.filter((kernel) =>
			[0, 1, 2, 3].some((seed) => {
				const values = (id?: string) => openExercise(topic, seed, id).questions.map(({value}) => value);
				return JSON.stringify(values(kernel)) !== JSON.stringify(values());
			}),
		);
		expect(differing).not.toEqual([]);
		expect(differing).not.toContain(topic.kernel);
	});
});

describe('races', () => {
	test('the answers are those of the matrix, and laws hold for some and break for others', () => {
		const seeds = Array.from({length: 12}, (_, i) => i);
		const asked = seeds.flatMap((seed) => {
			const {scenario, questions} = openRaceExercise(seed);
			const whole = questions.filter(({kind}) => kind === 'locks');
			return whole.map(({locks, answer}) => [scenario.name, locks, answer] as const);
		});
		for (const [scenario, locks, answer] of asked) {
			const [cell] = races(scenario, {locks});
			const {violation} = cell;
			expect(answer).toBe(
				violation === undefined
					? 'Yes'
					: `No: ${violation.law}, after ${violation.steps.length} steps at the earliest`,
			);
		}

		const held = asked.filter(([, , answer]) => answer === 'Yes').length;
		expect(held).toBeGreaterThan(5);
		expect(asked.length - held).toBeGreaterThan(5);
	});

	test('what is answered about an order of the steps is what that order comes to', () => {
		const values = new Set<unknown>();
		for (let seed = 0; seed < 12; seed += 1) {
			for (const {kind, question, value, race, schedule} of openRaceExercise(seed).questions) {
				let play = createPlay(race, []);
				for (const cpu of schedule) {
					play = choose(play, cpu);
					expect(play.notice).toBeUndefined();
				}

				if (kind === 'alone') {
					expect(choose(play, 1).notice === 'CPU 2 is done.', question).toBe(value);
				} else if (kind === 'serial') {
					const [, what, id] = /count of the (table|page) [Tf](\d+)/.exec(question) ?? [];
					const {tables, frames} = describeState(race, stateOf(play));
					const thing =
						what === 'table'
							? tables.find(({table}) => table === Number(id))
							: frames.find(({frame}) => frame === Number(id));
					expect(thing?.count, question).toBe(value);
				}

				values.add(kind === 'locks' ? '' : value);
			}
		}

		expect([...values]).toEqual(expect.arrayContaining([true, false, 1, 2]));
	});

	test('are told as text and as JSON, without a kernel', async () => {
		const {stdout, code} = await runCommand('quiz races --seed 3 --answers');
		expect([code, stdout]).toEqual([0, expect.stringContaining('CPU 1, ')]);
		const answer = JSON.parse((await runCommand('quiz races --seed 3 --json')).stdout);
		expect(answer).toMatchObject({topic: 'races', seed: 3, events: expect.any(Array)});
		expect(answer.questions[0]).not.toHaveProperty('answer');
		const refused = await runCommand('quiz races --kernel linux-6');
		expect([refused.code, refused.stderr]).toEqual([
			2,
			expect.stringContaining('--kernel goes with the other topics'),
		]);
	});
});

describe('on the command line', () => {
	test('the same seed is the same exercise, and another one another', async () => {
		const printed = async (line: string) => (await runCommand(line)).stdout;
		expect(await printed('quiz cow --seed 7')).toBe(await printed('quiz --seed 7'));
		expect(await printed('quiz cow --seed 7')).not.toBe(await printed('quiz cow --seed 8'));
	});

	test('answers are told only when they are asked for', async () => {
		const asked = JSON.parse((await runCommand('quiz exit --json')).stdout);
		const told = JSON.parse((await runCommand('quiz exit --json --answers')).stdout);
		expect(asked.questions.flatMap((each: object) => Object.keys(each))).not.toContain('answer');
		expect(told.questions.map(({question}: Question) => question)).toEqual(
			asked.questions.map(({question}: Question) => question),
		);
		expect(told.questions.every(({why}: Question) => why.endsWith('.'))).toBe(true);
		const plain = (await runCommand('quiz')).stdout;
		expect(plain).not.toContain('copied on write');
		expect((await runCommand('quiz --answers')).stdout).toContain('copied on write');
	});

	test.each([
		['quiz cwo', 'There is no topic "cwo". Did you mean "cow"?'],
		['quiz cow exit', 'quiz takes one topic, not "exit" too'],
		['quiz tables --kernel v7', 'The kernel v7 shares no page tables, which the topic tables is about'],
		['quiz --kernel v77', 'There is no kernel "v77"'],
		['quiz --seed 1.5', '--seed takes a whole number from 0 to 4294967295'],
	])('%s', async (line, told) => {
		const {code, stderr} = await runCommand(line);
		expect({code, isTold: stderr.includes(told)}).toEqual({code: 2, isTold: true});
	});
});
