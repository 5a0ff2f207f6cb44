/** Exercises about CPUs at once: a scenario of the letters, and the question which ways of locking keep its laws. */
import {type Cell, judge} from '../../races/cell.ts';
import {createRace} from '../../races/compile.ts';
import {type Protocol, protocols} from '../../races/protocols.ts';
import type {Scenario} from '../../races/scenario.ts';
import {scenarios} from '../../races/scenarios.ts';
import {endText} from '../../races/schedule.ts';
import {createRandom} from '../../workloads/random.ts';

export const racesTopic = {id: 'races', title: 'CPUs at one page table, and which locks are enough'} as const;

export type RaceQuestion = {
	readonly kind: 'locks';
	/** The way of locking that it is about. */
	readonly locks: string;
	readonly question: string;
	readonly answer: string;
	readonly why: string;
};

export type RaceExercise = {
	readonly seed: number;
	readonly scenario: Scenario;
	/** What each CPU is to do, a line each. */
	readonly events: readonly string[];
	readonly questions: readonly RaceQuestion[];
};

/** Ways of locking that an exercise asks about. */
const asked = 3;

/** The same seed makes the same exercise. Every interleaving is visited, so that the answers are exact. */
export function openRaceExercise(seed: number): RaceExercise {
	const random = createRandom(seed);
	const scenario = scenarios[random.below(scenarios.length)];
	const left = [...protocols];
	const chosen = Array.from({length: asked}, () => left.splice(random.below(left.length), 1)).flat();
	return {
		seed,
		scenario,
		events: [scenario.says, ...scenario.cpus.map((cpu, i) => cpuText(cpu, i + 1))],
		questions: chosen.map((protocol) => askOf(scenario, protocol)),
	};
}

function cpuText({mm, calls}: Scenario['cpus'][number], cpu: number): string {
	const actor = mm === 0 ? 'the kernel' : `mm${mm}`;
	return `CPU ${cpu}, ${actor}: ${calls.map(({text}) => text).join(', then ')}`;
}

function askOf(scenario: Scenario, protocol: Protocol): RaceQuestion {
	const cell = judge(createRace(scenario, protocol, {}));
	return {
		kind: 'locks',
		locks: protocol.id,
		question: `With the locks ${protocol.id} (${protocol.title}): are the laws kept in whatever order the CPUs take their steps?`,
		...answerOf(cell),
	};
}

function answerOf({race, holds, states, violation}: Cell): Pick<RaceQuestion, 'answer' | 'why'> {
	if (violation !== undefined) {
		const {broken, schedule} = violation;
		return {
			answer: `No: ${broken.law}, after ${schedule.length} steps at the earliest`,
			why: `${endText(race, schedule, broken)} \`forkscope races ${race.scenario.name} --locks ${race.protocol.id}\` shows the steps.`,
		};
	}

	return holds === true
		? {answer: 'Yes', why: `All ${states} states that the CPUs can come to were visited.`}
		: {answer: 'Not decided', why: `${states} states were visited, and there are more.`};
}
