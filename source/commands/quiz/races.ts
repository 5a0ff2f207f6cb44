/** Exercises about CPUs at once: a scenario of the letters, and questions about ways of locking it. */
import {askAboutRaces, type RaceQuestion} from '../../inquiry/quiz/race-questions.ts';
import {protocols} from '../../races/protocols.ts';
import type {Race} from '../../races/race.ts';
import type {Scenario} from '../../races/scenario.ts';
import {scenarios} from '../../races/scenarios.ts';
import {countsText, tablesText} from '../../races/words.ts';
import {createRandom} from '../../workloads/random.ts';

export const racesTopic = {id: 'races', title: 'CPUs at one page table, and which locks are enough'} as const;

export type RaceExercise = {
	readonly seed: number;
	readonly scenario: Scenario;
	/** What there is at the start, and what each CPU is to do, a line each. */
	readonly events: readonly string[];
	readonly questions: readonly RaceQuestion[];
};

/** Ways of locking that an exercise asks about. */
const asked = 3;

/** The same seed makes the same exercise. */
export function openRaceExercise(seed: number): RaceExercise {
	const random = createRandom(seed);
	const scenario = scenarios[random.below(scenarios.length)];
	const left = [...protocols];
	const chosen = Array.from({length: asked}, () => left.splice(random.below(left.length), 1)).flat();
	const questions = askAboutRaces(scenario, chosen, random.below);
	return {
		seed,
		scenario,
		events: [
			scenario.says,
			...questions.slice(0, 1).map(({race}) => startText(race)),
			...scenario.cpus.map((cpu, i) => cpuText(cpu, i + 1)),
		],
		questions,
	};
}

function startText(race: Race): string {
	return `At the start: tables ${tablesText(race, race.start)}, counts ${countsText(race, race.start)}`;
}

function cpuText({mm, calls}: Scenario['cpus'][number], cpu: number): string {
	const actor = mm === 0 ? 'the kernel' : `mm${mm}`;
	return `CPU ${cpu}, ${actor}: ${calls.map(({text}) => text).join(', then ')}`;
}
