/**
 * The kinds of questions about CPUs at once: whether a way of locking is enough, which every interleaving answers, and what
 * one order of the steps comes to, which is carried out. No answer is known beforehand.
 */
import {plural} from '../../analysis/words/text.ts';
import {judge, runSerially} from '../../races/cell.ts';
import {brokenLaw} from '../../races/check.ts';
import {createRace} from '../../races/compile.ts';
import {canStep, nextStep, takeStep} from '../../races/ops/index.ts';
import type {Protocol} from '../../races/protocols.ts';
import type {Race} from '../../races/race.ts';
import type {Scenario} from '../../races/scenario.ts';
import {describeState, endText} from '../../races/schedule.ts';
import {waitText} from '../../races/step-words.ts';
import {countsText, tablesText} from '../../races/words.ts';
import type {Question} from './questions.ts';

export type RaceQuestion = Pick<Question, 'question' | 'answer' | 'why'> & {
	readonly kind: 'locks' | 'alone' | 'serial';
	/** The way of locking that it is about. */
	readonly locks: string;
	/** Yes or no, or a count. */
	readonly value: number | boolean;
	readonly race: Race;
	/** What shows the answer: the CPU of each step, counted from 0. Empty where nothing can go wrong. */
	readonly schedule: readonly number[];
};

type Below = (limit: number) => number;
type Asked = Omit<RaceQuestion, 'kind' | 'locks' | 'race'>;

/** No CPU takes so many by itself, unless it tries the same in vain for ever. */
const stepsMost = 1000;

/**
 * One question for each way of locking, whether it is enough, and two about orders of the steps under the last of them.
 * `below` gives an integer from 0 up to, but not including, its argument.
 */
export function askAboutRaces(
	scenario: Scenario,
	protocols: readonly Protocol[],
	below: Below,
): RaceQuestion[] {
	const all = protocols.map((protocol) => createRace(scenario, protocol, {}));
	return [
		...all.flatMap((race) => questionOf('locks', race, askLocks(race))),
		...all.slice(-1).flatMap((race) => questionOf('alone', race, askAlone(race, below))),
		...all.slice(-1).flatMap((race) => questionOf('serial', race, askSerial(race, below))),
	];
}

function questionOf(kind: RaceQuestion['kind'], race: Race, asked: Asked | undefined): RaceQuestion[] {
	return asked === undefined ? [] : [{kind, locks: race.protocol.id, ...asked, race}];
}

function withLocks({protocol}: Race): string {
	return `With the locks ${protocol.id} (${protocol.title}):`;
}

/** Every interleaving is visited, so that the answer is exact; undefined where there are too many. */
function askLocks(race: Race): Asked | undefined {
	const {holds, states, violation} = judge(race);
	const question = `${withLocks(race)} are the laws kept in whatever order the CPUs take their steps?`;
	if (violation !== undefined) {
		const {broken, schedule} = violation;
		return {
			question,
			value: false,
			answer: `No: ${broken.law}, after ${schedule.length} steps at the earliest`,
			why: `${endText(race, schedule, broken)} \`forkscope races ${race.scenario.name} --locks ${race.protocol.id}\` shows the steps.`,
			schedule,
		};
	}

	const why = `All ${states} states that the CPUs can come to were visited.`;
	return holds === true ? {question, value: true, answer: 'Yes', why, schedule: []} : undefined;
}

/** The first CPU stops on its way: does the second get through, or does it wait? Undefined where a law breaks by that. */
function askAlone(race: Race, below: Below): Asked | undefined {
	const whole = runAlone(race, race.start.slice(), 0, stepsMost);
	const state = race.start.slice();
	const first = runAlone(race, state, 0, 1 + below(Math.max(1, whole - 1)));
	const second = runAlone(race, state, 1, stepsMost);
	if (second === stepsMost || brokenLaw(race, state) !== undefined) {
		return undefined;
	}

	const isDone = nextStep(race, state, 1) === undefined;
	return {
		question: `${withLocks(race)} CPU 1 takes ${plural(first, 'step')} and stops there. Can CPU 2 do all its work meanwhile?`,
		value: isDone,
		answer: isDone ? 'Yes' : 'No',
		why: isDone
			? `It takes ${plural(second, 'step')} and waits for nothing.`
			: `After ${plural(second, 'step')} ${waitText(race, state, 1)}.`,
		schedule: [...Array.from({length: first}, () => 0), ...Array.from({length: second}, () => 1)],
	};
}

/** Lets a CPU take so many steps at most, in place; how many it took. */
function runAlone(race: Race, state: Uint8Array, cpu: number, most: number): number {
	let steps = 0;
	for (; steps < most && canStep(race, state, cpu) && brokenLaw(race, state) === undefined; steps += 1) {
		takeStep(race, state, cpu);
	}

	return steps;
}

/** One CPU after the other: what is counted in the end? */
function askSerial(race: Race, below: Below): Asked | undefined {
	const order = race.cpus.map((_, cpu) => cpu);
	const state = runSerially(race, order);
	if (state === undefined) {
		return undefined;
	}

	const things = countedIn(race, state);
	const [name, count] = things[below(things.length)];
	const then = order.slice(1).map((cpu) => `, then CPU ${cpu + 1}`);
	return {
		question: `${withLocks(race)} CPU 1 does all its work${then.join('')}. What is the count of ${name} then?`,
		value: count,
		answer: count === 0 ? 'None' : String(count),
		why: `The tables are then ${tablesText(race, state) || 'gone'}, the counts ${countsText(race, state)}.`,
		schedule: serialSchedule(race, order),
	};
}

function serialSchedule(race: Race, order: readonly number[]): number[] {
	const state = race.start.slice();
	return order.flatMap((cpu) => Array.from({length: runAlone(race, state, cpu, stepsMost)}, () => cpu));
}

/** Tables and pages with their counts. A table that was freed has none. */
function countedIn(race: Race, state: Uint8Array): (readonly [name: string, count: number])[] {
	const {tables, frames} = describeState(race, state);
	return [
		...tables.map(({table, count, freed}) => [`the table T${table}`, freed ? 0 : count] as const),
		...frames.map(({frame, count}) => [`the page f${frame}`, count] as const),
	];
}
